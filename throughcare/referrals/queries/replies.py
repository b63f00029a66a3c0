"""What became of the asks that an organization sent to a service: yes, no and on whose side, silence, and how soon."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DurationField, F, Q, When

from throughcare.foundation.actor import Actor
from throughcare.foundation.medians import Median
from throughcare.referrals import rules
from throughcare.referrals.lifecycle import SENT
from throughcare.referrals.models import Handoff

ANSWERED = ("declined", "redirected", "advised")  # besides the yes


@cache
def form() -> dict[str, Any]:
    return json.loads((rules.DATA / "replies.json").read_text())


@dataclass(frozen=True)
class Replies:
    """Of one service, in the last `days`; nothing of whom it was about."""

    days: int
    asked: int
    counts: dict[str, int]  # by key of an outcome, in the order of the data; each ask is in exactly one
    answered: int
    half_within: timedelta | None  # None while too few answers make a time


def outcomes_of_asks() -> dict[str, str]:
    return {outcome["key"]: outcome["words"] for outcome in form()["outcomes"]}


def replies(actor: Actor, service_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Replies]:
    """Of those of these services that we asked lately. One query.

    Only asks of which a yes would have been told: without them a service whose yes stays untold would seem to say no.
    """
    since = at - timedelta(days=form()["days"])
    asks = Handoff.objects.filter(org_id=actor.org_id, service_id__in=service_ids, sent_at__gt=since, sent_at__lte=at)
    rows = asks.exclude(feedback="nothing").order_by().values("service_id")
    numbers = {outcome["key"]: Count("pk", filter=which(outcome)) for outcome in form()["outcomes"]}
    took = answered_at() - F("sent_at")
    found = rows.annotate(
        asked=Count("pk"), answers=Count(answered_at()), half=Median(took, output_field=DurationField()), **numbers
    )
    return {row["service_id"]: counted(row) for row in found}


def which(outcome: dict[str, Any]) -> Q:
    """The asks that ended so."""
    ended = Q(accepted_at=None, ending__in=outcome.get("endings", []))
    if outcome["key"] == "yes":
        return ended | Q(accepted_at__isnull=False)
    if outcome["key"] == "waiting":
        return Q(status=SENT)
    return ended | Q(accepted_at=None, ending="declined", declined_for__in=reasons_on(outcome.get("sides", [])))


def reasons_on(sides: Collection[str]) -> list[str]:
    """Keys of reasons; a no from before reasons were kept has none, and nobody's side is known."""
    known = [key for key, reason in rules.decline_reasons().items() if reason["whose_side"] in sides]
    return [*known, ""] if "unknown" in sides else known


def answered_at() -> Case:
    return Case(When(accepted_at__isnull=False, then=F("accepted_at")), When(ending__in=ANSWERED, then=F("ended_at")))


def counted(row: Any) -> Replies:
    counts = {key: row[key] for key in outcomes_of_asks() if row[key]}
    enough = row["answers"] >= form()["fewest_for_a_time"]
    return Replies(form()["days"], row["asked"], counts, row["answers"], row["half"] if enough else None)
