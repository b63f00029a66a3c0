"""How many there are of each, and which record a clock belongs to."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count

from throughcare.foundation.actor import Actor
from throughcare.foundation.loops import Loops, count
from throughcare.referrals.lifecycle import HANDOFF, IN_HAND, REFERRAL, HandoffStatus
from throughcare.referrals.models import (
    Handoff,
    Referral,
)


def by_status(actor: Actor) -> dict[str, dict[str, int]]:
    """Counts of this organization's referrals and handoffs by status, for `throughcare check loops`."""
    referrals = Referral.objects.filter(org_id=actor.org_id).values_list("status").annotate(n=Count("id"))
    asks = Handoff.objects.values_list("status").annotate(n=Count("id"))
    return {"referrals": dict(referrals), "handoffs": dict(asks)}


def loops(*, at: datetime) -> dict[str, Loops]:
    """Open, orphaned and overdue referrals and handoffs of everybody. Asked as the keeper."""
    in_hand = ", ".join(f"'{status}'" for status in IN_HAND)
    held_by = f"case when r.status in ({in_hand}) then coalesce(r.to_org_id, r.org_id) else r.org_id end"
    shown_as = f"case when r.status in ({in_hand}) and r.to_org_id is not null then r.id else r.referral_id end"
    return {
        "referrals": count(
            table="referrals_referral",
            open_statuses=list(REFERRAL.standings),
            listed_as="r.id",
            holder_org="r.org_id",
            at=at,
        ),
        "handoffs": count(
            table="referrals_handoff",
            open_statuses=[status for status in HANDOFF.standings if status in HandoffStatus.values],
            listed_as=shown_as,
            holder_org=held_by,
            at=at,
        ),
    }


def record_of(subject_kind: str, subject_id: UUID) -> Referral | Handoff | None:
    """The record that a clock belongs to, None for what is not ours or not to be seen."""
    if subject_kind == "referral":
        return Referral.objects.filter(pk=subject_id).first()
    return Handoff.objects.filter(pk=subject_id).first() if subject_kind == "handoff" else None
