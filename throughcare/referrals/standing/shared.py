"""How a record stands after a step: who holds it, whose turn, until when; on the record, its clock, both work lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts.queries import calendar_of
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.lifecycle import Standing
from throughcare.referrals.lifecycle import (
    ENDED,
    HANDOFF,
    IN_HAND,
    PREPARED,
    REFERRAL,
    SENT,
)
from throughcare.referrals.models import Handoff, Referral

HOW_FAR = [str(PREPARED), str(SENT), *(str(status) for status in IN_HAND)]


SITUATION = "situation"  # the step of the response policy for somebody who is home again


ALONE = "clinician_left"  # and for somebody whose clinician left


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Exactly one of the two: a member, or a desk."""

    holder_id: UUID | None = None
    holder_desk_id: UUID | None = None


def due(org: Any, *, step: str, urgency: str, at: datetime) -> datetime:
    """When this step is due by the organization's response policy and calendar."""
    plan = clock_queries.due_for(
        org_id=org.pk, network_id=org.network_id, step=step, urgency=urgency, at=at,
        calendar=calendar_of(org), policy=org.response_policy,
    )  # fmt: skip
    return plan.due_at


def restart_clock(org: Any, *, at: datetime, **words: Any) -> None:  # the words of clock_for
    clocks.start_many([clock_for(org, **words)], at=at)


def clock_for(org: Any, *, kind: str, subject_id: UUID, step: str, urgency: str) -> clocks.Wanted:
    """By the organization's own policy and calendar."""
    return clocks.Wanted(
        org_id=org.pk, network_id=org.network_id, subject_kind=kind, subject_id=subject_id, step=step, urgency=urgency,
        calendar=calendar_of(org), policy=org.response_policy,
    )  # fmt: skip


def fields_of(standing: Standing, *, due_at: datetime, holder: Holder) -> dict[str, Any]:
    return {
        "due_at": due_at,
        "turn": standing.turn,
        "waiting_on": standing.waiting_on,
        "holder_id": holder.holder_id,
        "holder_desk_id": holder.holder_desk_id,
    }


def due_of_referral(referral: Referral, *, at: datetime) -> datetime | None:
    """When the live ask is due, else its own step; home again, they are spoken with before that."""
    live = live_handoff(referral)
    own = clock_queries.due_times(referral.pk, [REFERRAL.standings[referral.status].clock, SITUATION])
    unfollowed = HANDOFF.standings["in_treatment"].clock
    due_at = live.due_at if live else own.get(REFERRAL.standings[referral.status].clock)
    due_at = due_at or due(referral.org, step=unfollowed, urgency="routine", at=at)
    return min(due_at, own.get(SITUATION, due_at))


def live_handoff(referral: Referral) -> Handoff | None:
    """The one that may be seen."""
    asks = Handoff.objects.filter(referral=referral).exclude(status=ENDED).select_related("org", "to_org")
    return asks.order_by("-accepted_at", "-id").first()
