"""A service's waiting list, as the organization that keeps it sees it. Place and estimate are computed, never stored."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Coalesce

from throughcare.foundation.actor import Actor

from .models import Handoff, HandoffStep, Urgency
from .rules import DATA

PAGE = 50
CONTACT = "keep_in_touch"
WEEK = timedelta(weeks=1)


@cache
def form() -> dict[str, Any]:
    return json.loads((DATA / "waiting.json").read_text())


def contacts() -> list[tuple[str, str]]:
    return [(row["key"], row["words"]) for row in form()["contacts"]]


def was_reached(contact: str) -> bool:
    return any(row["key"] == contact and row["reached"] for row in form()["contacts"])


def drifts(said: Sequence[str]) -> bool:
    """`said`: what became of each contact since they wait, oldest first. May they be drifting away?"""
    most = form()["unanswered_before_told"]
    return len(said) >= most and not any(was_reached(contact) for contact in said[-most:])


@dataclass(frozen=True)
class Waiting:
    """One person on the list."""

    handoff: Handoff
    place: int
    since: datetime
    last_contact: datetime | None
    said: str
    may_drift: bool


@dataclass(frozen=True)
class WaitingList:
    rows: list[Waiting]
    count: int
    next: UUID | None


def waiting_list(actor: Actor, service_id: UUID, *, after: UUID | None = None) -> WaitingList:
    """In order: the most urgent, then who asked for help first. Keys first, then one page: three queries."""
    order = in_order(actor, service_id)
    start = order.index(after) + 1 if after in order else 0
    keys = order[start : start + PAGE]
    full = Handoff.objects.select_related("sent_package", "org", "holder__person", "holder_desk")
    by_id, said = full.in_bulk(keys), contacts_of(keys)
    rows = [waiting(by_id[key], start + n, said[key]) for n, key in enumerate(keys, start=1)]
    return WaitingList(rows, len(order), keys[-1] if len(order) > start + PAGE else None)


def in_order(actor: Actor, service_id: UUID) -> list[UUID]:
    bands = list(Urgency.values)
    rows = Handoff.objects.filter(to_org_id=actor.org_id, service_id=service_id, status="waitlisted")
    asked = rows.annotate(asked=Coalesce("requested_at", "sent_at")).values_list("urgency", "asked", "pk")
    return [row[2] for row in sorted(asked, key=lambda row: (bands.index(row[0]), row[1], row[2]))]


def waiting(handoff: Handoff, place: int, steps: list[HandoffStep]) -> Waiting:
    said = [step.facts["contact"] for step in steps]
    last = steps[-1] if steps else None
    asked = handoff.requested_at or handoff.sent_at
    assert asked is not None
    words = dict(contacts()).get(said[-1], "") if said else ""
    return Waiting(handoff, place, asked, last.happened_at if last else None, words, drifts(said))


def contacts_of(handoff_ids: Collection[UUID]) -> dict[UUID, list[HandoffStep]]:
    """The contacts of each since they were last put on the list, oldest first. One query."""
    rows = HandoffStep.objects.filter(record_id__in=handoff_ids, name__in=["waitlist", CONTACT]).order_by("at", "id")
    found: dict[UUID, list[HandoffStep]] = defaultdict(list)
    for row in rows:
        found[row.record_id] = [*found[row.record_id], row] if row.name == CONTACT else []
    return found


def counts(actor: Actor, service_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = Handoff.objects.filter(to_org_id=actor.org_id, service_id__in=list(service_ids), status="waitlisted")
    return dict(rows.order_by().values_list("service_id").annotate(n=Count("pk")))


def came_lately(actor: Actor, service_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, int]:
    """How many asks were sent to each of these services of the organization in the last seven days. One query."""
    rows = Handoff.objects.filter(to_org_id=actor.org_id, service_id__in=list(service_ids), sent_at__gt=at - WEEK)
    return dict(rows.filter(sent_at__lte=at).order_by().values_list("service_id").annotate(n=Count("pk")))


def take_no_more_this_week(services: Iterable[Any]) -> set[UUID]:
    """Those to which as many were sent in the last seven days as they say they take. Whoever chooses is told no number."""
    limited = [service.pk for service in services if service.takes_a_week]
    if not limited:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("select law.take_no_more_this_week(%s)", [limited])
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True)
class HalfWait:
    """Half of the people who were placed last had waited no longer than so many weeks; and how many people those are."""

    weeks: int
    people: int


def half_wait_weeks(org_id: UUID, service_id: UUID) -> int | None:
    found = half_wait(org_id, service_id)
    return found.weeks if found else None


def half_wait(org_id: UUID, service_id: UUID) -> HalfWait | None:
    """None while too few are known."""
    placed = HandoffStep.objects.filter(
        record__to_org_id=org_id, record__service_id=service_id, name="book", from_status="waitlisted"
    )
    ends = dict(
        placed.order_by("-happened_at")[: form()["estimate_from_the_last"]].values_list("record_id", "happened_at")
    )
    began = HandoffStep.objects.filter(record_id__in=ends, name="waitlist").order_by("happened_at")
    waits = [ends[pk] - since for pk, since in dict(began.values_list("record_id", "happened_at")).items()]
    if len(waits) < form()["estimate_needs"]:
        return None
    return HalfWait(max(round(median(wait / WEEK for wait in waits)), 1), len(waits))
