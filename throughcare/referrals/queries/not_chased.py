"""What was sent to places that are not chased: who is asked about, and what was heard of them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Min

from throughcare.foundation.actor import Actor
from throughcare.referrals.lifecycle import SENT
from throughcare.referrals.models import Handoff, HandoffStep

HEARD = ("hear_came", "hear_not_come", "hear_nothing")
MOST_THERE = 50


def sent_not_chased(actor: Actor, service_id: UUID) -> list[Handoff]:
    """Everybody there of whom we do not know whether they came: what is due first, and one more if there are."""
    rows = Handoff.objects.filter(org_id=actor.org_id, service_id=service_id, status=SENT, to_org=None)
    rows = rows.exclude(external="").select_related("sent_package")
    return list(rows.order_by("due_at", "id")[: MOST_THERE + 1])


def waiting_not_chased(actor: Actor, service_ids: Collection[UUID]) -> dict[UUID, Any]:
    """By place: how many are `there`, and when the next is due (`due_at`). One query."""
    rows = Handoff.objects.filter(org_id=actor.org_id, service_id__in=service_ids, status=SENT, to_org=None)
    found = rows.exclude(external="").order_by().values("service_id")
    return {row["service_id"]: row for row in found.annotate(there=Count("id"), next_at=Min("due_at"))}


def last_steps_of_asks(handoff_ids: Collection[UUID]) -> dict[UUID, HandoffStep]:
    """What was done last on each of these asks. One query."""
    rows = HandoffStep.objects.filter(record_id__in=handoff_ids).order_by("record_id", "-at", "-id")
    return {row.record_id: row for row in rows.distinct("record_id")}


def last_heard(handoff_ids: Collection[UUID]) -> dict[UUID, HandoffStep]:
    """What was heard last of each. One query."""
    rows = HandoffStep.objects.filter(record_id__in=handoff_ids, name__in=HEARD)
    return {row.record_id: row for row in rows.order_by("record_id", "-at", "-id").distinct("record_id")}
