"""What happened, as far as whoever asks may know it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import Actor, current
from throughcare.referrals.lifecycle import IN_HAND
from throughcare.referrals.models import (
    Handoff,
    HandoffStep,
    Referral,
    ReferralStep,
)

HOW_IT_GOES = {"reach_out", "treat_here", "lose_coverage", "cover"}  # steps that say more than that they came


@dataclass(frozen=True)
class Happened:
    """One row of a timeline, of the promise or of one of its asks."""

    id: UUID
    subject: str
    name: str
    to_status: str
    by_name: str
    at: datetime
    happened_at: datetime
    reason: str
    said_by: str
    route: str
    facts: dict[str, Any]


def timeline(referral: Referral) -> list[Happened]:
    """Every step of the promise and of the handoffs that the actor may see, oldest first. Two queries."""
    mine = [happened("referral", row) for row in ReferralStep.objects.filter(record_id=referral.pk)]
    asks = HandoffStep.objects.filter(record__referral_id=referral.pk).select_related("record")
    theirs = [happened_in(row.record, row) for row in asks if not is_inside_only(row.record, row)]
    return sorted([*mine, *theirs], key=lambda row: (row.at, row.id))


def timeline_of_handoff(handoff: Handoff) -> list[Happened]:
    rows = HandoffStep.objects.filter(record_id=handoff.pk)
    return [happened_in(handoff, row) for row in rows if not is_inside_only(handoff, row)]


INSIDE = {"needs_clinician", "program_closed", "check_in", "talk_over"}


def is_inside_only(handoff: Handoff, row: HandoffStep) -> bool:
    """Who comes and goes on the other side is not told; nor that somebody is looked for, where only coming may be told."""
    if row.org_id == current().org_id:
        return False
    return row.name in INSIDE or (row.name in HOW_IT_GOES and not tells_how_it_goes(current(), handoff))


def tells_how_it_goes(actor: Actor, handoff: Handoff) -> bool:
    """What the receiving side writes after its yes is its own, unless the client lets the sender know how it goes."""
    is_sender = actor.org_id == handoff.org_id and handoff.to_org_id != handoff.org_id
    return not is_sender or handoff.feedback == "progress" or handoff.to_org_id is None


def happened_in(handoff: Handoff, row: HandoffStep) -> Happened:
    step = happened(handoff.service_name, row)
    if row.name == "assign" and row.org_id != current().org_id:
        return replace(step, reason="", said_by="")  # how the other side shares out its work is its own
    if row.from_status in IN_HAND and row.org_id != handoff.org_id and not tells_how_it_goes(current(), handoff):
        return replace(step, reason="", said_by="", facts=without(step.facts, "contact", "returns_if"))
    return step


def without(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key not in names}


def happened(subject: str, row: Any) -> Happened:
    return Happened(
        row.id,
        subject,
        row.name,
        row.to_status,
        row.by_name,
        row.at,
        row.happened_at,
        row.reason,
        row.said_by,
        row.route,
        row.facts,
    )
