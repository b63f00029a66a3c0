"""Words between the two sides of an ask, seen by both; and notes that only one's own side reads. Never changed."""

import hashlib
from datetime import datetime
from uuid import UUID

from throughcare.accounts import actions as accounts_actions
from throughcare.accounts import queries as accounts
from throughcare.consent import actions as consent_actions
from throughcare.foundation.actor import Actor, on_behalf_of
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.foundation.work import actions as work
from throughcare.papers.actions import File
from throughcare.referrals import rules, standing
from throughcare.referrals.lifecycle import IN_HAND, parts_in_handoff
from throughcare.referrals.models import Handoff, HandoffNote, Message, Referral

from .handoffs import hold_handoff_still
from .papers import send_back
from .sending import must_allow


@action
def write_message(
    handoff_id: UUID, *, key: UUID, words: str, actor: Actor, at: datetime, file: File | None = None
) -> Message:
    """To the other side. `key`: the id that the form was given. What a sender writes is a disclosure on the ask's basis;
    whoever received it may send a file back."""
    handoff = hold_handoff_still(handoff_id)
    if known := handoff.messages.filter(pk=key).first():
        return known
    must_play_a_part(handoff, words, actor)
    with on_behalf_of(handoff.org_id):
        promise = Referral.objects.get(pk=handoff.referral_id)
    if reason := rules.may_not_write(handoff, closure=promise.closure, is_told=standing.sender_is_told(handoff)):
        raise NotAllowed(reason)
    if actor.org_id == handoff.org_id:
        disclose(handoff, words.strip(), actor=actor, at=at)
    message = handoff.messages.create(
        id=key, client_id=handoff.client_id, org_id=actor.org_id, words=words.strip(), by_id=actor.membership_id,
        by_name=actor.name, at=at,
    )  # fmt: skip
    if file is not None:
        send_back(handoff, message.pk, file, actor=actor, at=at)
    audit.wrote("message", message.pk, client_id=handoff.client_id, at=at)
    tell_the_other_side(message, promise, actor=actor, at=at)
    return message


def must_play_a_part(handoff: Handoff, words: str, actor: Actor) -> None:
    if not parts_in_handoff(handoff, actor) or actor.membership_id is None:
        raise NotAllowed("Your role does not write here.")
    if not words.strip():
        raise NotAllowed("Write a few words first.")


def disclose(handoff: Handoff, words: str, *, actor: Actor, at: datetime) -> None:
    """Withdrawn or ended consent stops messages as it stops packages."""
    basis = consent_actions.lock(handoff.basis_id)
    must_allow(basis, handoff, at=at)
    assert basis is not None
    consent_actions.record_disclosure(
        basis=basis, to_org_id=handoff.to_org_id, to_service_id=handoff.service_id, handoff_id=handoff.pk,
        sections=["message"], digest=hashlib.sha256(words.encode()).hexdigest(), notice="", actor=actor, at=at,
    )  # fmt: skip


def tell_the_other_side(message: Message, promise: Referral, *, actor: Actor, at: datetime) -> None:
    """Their list says who wrote, and whoever answers for it is told: never what was written."""
    handoff, said = message.handoff, f"{actor.org_name} wrote to you"
    if actor.org_id == handoff.org_id:
        org_id, subject_id = handoff.to_org_id, handoff.pk
        holder_id = handoff.holder_id if handoff.status in IN_HAND else handoff.assigned_to_id
        desk_id = handoff.holder_desk_id if handoff.status in IN_HAND else handoff.to_desk_id
    else:
        org_id, subject_id = handoff.org_id, handoff.referral_id
        holder_id, desk_id = promise.holder_id, promise.holder_desk_id
    assert org_id is not None
    with on_behalf_of(org_id):
        work.say(subject_id, org_id=org_id, said=said[:200], at=at)
        if told := accounts.whom_to_tell("holder", holder_id=holder_id, desk_id=desk_id):
            accounts_actions.tell(
                to=told, clock_id=message.pk, rung=0, subject_kind="handoff", subject_id=handoff.pk, kind="message",
                clock="message", due_at=handoff.due_at or at, at=at,
            )  # fmt: skip


@action
def write_note(handoff_id: UUID, *, key: UUID, words: str, actor: Actor, at: datetime) -> HandoffNote:
    """For one's own side. It stays possible after the end, and the other side never sees it."""
    handoff = hold_handoff_still(handoff_id)
    if known := handoff.notes.filter(pk=key, org_id=actor.org_id).first():
        return known
    must_play_a_part(handoff, words, actor)
    note = handoff.notes.create(
        id=key, client_id=handoff.client_id, org_id=actor.org_id, words=words.strip(), by_id=actor.membership_id,
        by_name=actor.name, at=at,
    )  # fmt: skip
    audit.wrote("note", note.pk, client_id=handoff.client_id, at=at)
    return note
