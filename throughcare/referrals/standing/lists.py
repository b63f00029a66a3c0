"""A line on the work list of each side."""

from datetime import datetime
from typing import Any

from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.work import actions as work
from throughcare.referrals import errands
from throughcare.referrals.lifecycle import HANDOFF, IN_HAND, RECEIVER, REFERRAL
from throughcare.referrals.models import Handoff, Referral


def show_receiver(handoff: Handoff, *, who: str, said: str, at: datetime) -> None:
    if handoff.to_org_id is None or handoff.sent_at is None:
        return
    with on_behalf_of(handoff.to_org_id):
        if not HANDOFF.is_open(handoff.status):
            nobody = {} if handoff.accepted_at else {"who": "", "who_key": "", "client_id": None}  # their sight ends
            work.finish(handoff.pk, org_id=handoff.to_org_id, at=at, status=handoff.status, last_event=said, **nobody)
            return
        work.place([receivers_item(handoff, who=who, said=said, at=at)])


def receivers_item(handoff: Handoff, *, who: str, said: str, at: datetime) -> dict[str, Any]:
    assert handoff.to_org_id is not None
    held_here = handoff.status in IN_HAND
    return work.item(
        org_id=handoff.to_org_id, subject_kind="handoff", subject_id=handoff.pk, client_id=handoff.client_id,
        number=handoff.number, who=who, what=handoff.service_name, beside=handoff.org.name,
        holder_id=handoff.holder_id if held_here else handoff.assigned_to_id,
        holder_desk_id=handoff.holder_desk_id if held_here else None if handoff.assigned_to_id else handoff.to_desk_id,
        is_ours=handoff.turn == RECEIVER, turn=handoff.turn, waiting_on=handoff.waiting_on,
        status=handoff.status, urgency=handoff.urgency, rank=rank(handoff.urgency), marks=errands.marks(handoff),
        started_at=at, due_at=handoff.due_at, last_event=said, at=at,
    )  # fmt: skip


def say_to_receiver(handoff: Handoff, *, said: str, at: datetime) -> None:
    """Only the last event of its line changes."""
    if handoff.to_org_id is not None:
        with on_behalf_of(handoff.to_org_id):
            work.say(handoff.pk, org_id=handoff.to_org_id, said=said, at=at)


def show_sender(referral: Referral, *, beside: str, said: str, at: datetime) -> None:
    if not REFERRAL.is_open(referral.status):
        work.finish(referral.pk, org_id=referral.org_id, at=at, status=referral.status, last_event=said)
        return
    work.place([senders_item(referral, beside=beside, said=said, at=at)])


def senders_item(referral: Referral, *, beside: str, said: str, at: datetime) -> dict[str, Any]:
    return work.item(
        org_id=referral.org_id, subject_kind="referral", subject_id=referral.pk, client_id=referral.client_id,
        number=referral.number, who=referral.client.kept.name, what=referral.need, beside=beside,
        holder_id=referral.holder_id, holder_desk_id=referral.holder_desk_id,
        is_ours=referral.turn != RECEIVER, turn=referral.turn, waiting_on=referral.waiting_on,
        status=referral.live_status or referral.status, urgency=referral.urgency, rank=rank(referral.urgency),
        marks=errands.marks(referral),
        started_at=at, due_at=referral.due_at, last_event=said, at=at,
    )  # fmt: skip


def items_of_both(handoff: Handoff, *, said: str, at: datetime) -> list[dict[str, Any]]:
    """A handoff just sent, as it stands on both sides' lists."""
    referral = handoff.referral
    items = [senders_item(referral, beside=handoff.service_name, said=said, at=at)]
    if handoff.to_org_id:
        items.append(receivers_item(handoff, who=referral.client.name, said=said, at=at))
    return items


def rank(urgency: str) -> int:
    return 0 if urgency == "emergent" else 1
