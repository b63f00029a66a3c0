"""Files that go with the package, as long as it can still be written; and files that come back from whoever received it."""

from datetime import datetime
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.consent import actions as consent_actions
from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor, on_behalf_of
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action
from throughcare.papers import actions as papers
from throughcare.papers import queries as paper_queries
from throughcare.referrals import rules
from throughcare.referrals.lifecycle import SENDING
from throughcare.referrals.models import Handoff, Referral

from .referrals import hold_still


@action
def attach(key: UUID, *, referral_id: UUID, kind: str, name: str, raw: bytes, actor: Actor, at: datetime) -> None:
    """`key`: the id that the form was given. Raises NotAllowed with what may be sent instead."""
    referral = hold_writable(referral_id, actor=actor)
    papers.put_in(
        key, referral_id=referral.pk, client_id=referral.client_id, file=papers.File(kind, name, raw),
        legal_kind=referral.org.legal_kind, actor=actor, at=at,
    )  # fmt: skip
    mark(referral, actor=actor, at=at)


@action
def detach(paper_id: UUID, *, referral_id: UUID, actor: Actor, at: datetime) -> None:
    referral = hold_writable(referral_id, actor=actor)
    papers.take_off(paper_id, referral_id=referral.pk, actor=actor, at=at)
    mark(referral, actor=actor, at=at)


def hold_writable(referral_id: UUID, *, actor: Actor) -> Referral:
    referral = hold_still(referral_id)
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    if not rules.is_writable(referral):
        raise Overtaken("It was sent meanwhile, and stays as it was sent.")
    return referral


def mark(referral: Referral, *, actor: Actor, at: datetime) -> None:
    """So that sending asks for files only where there are any."""
    has_papers = bool(paper_queries.papers_of(actor, referral.pk))
    Referral.objects.filter(pk=referral.pk).update(has_papers=has_papers, touched_at=at, told_fading_at=None)


def send_back(handoff: Handoff, key: UUID, file: papers.File, *, actor: Actor, at: datetime) -> None:
    """With a message, of which `key` is the id. What comes back rests on the basis on which the package went."""
    if reason := rules.may_not_send_back(handoff, receives=actor.org_id == handoff.to_org_id):
        raise NotAllowed(reason)
    assert handoff.to_org is not None
    legal_kind = handoff.to_org.legal_kind
    with on_behalf_of(handoff.org_id):
        must_carry(handoff, file.kind, legal_kind=legal_kind, at=at)
    papers.put_in(
        key, referral_id=handoff.referral_id, client_id=handoff.client_id, file=file, legal_kind=legal_kind, actor=actor,
        at=at, back_on=handoff.pk,
    )  # fmt: skip
    papers.note_sent([key], handoff_id=handoff.pk, referral_id=handoff.referral_id, actor=actor, at=at)


def must_carry(handoff: Handoff, kind: str, *, legal_kind: str, at: datetime) -> None:
    """`legal_kind`: of whoever tells. Which parts of a package were ticked says nothing of what comes back."""
    basis = consent_actions.lock(handoff.basis_id)
    today = accounts.today_of(handoff.org, at)
    consent_actions.must_allow(basis, service_id=handoff.service_id, legal_kind=legal_kind, on=today)
    assert basis is not None
    whole = consent.Proposed(basis.kind, [])
    if why := consent.why_held(whole, paper_queries.section_of(kind), legal_kind=legal_kind):
        raise NotAllowed(f"{why} It needs their written consent.")
