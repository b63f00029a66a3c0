"""What a data steward may ask. Which matches there are, and the little that each side shows, the database decides."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from throughcare.foundation.actor import Actor

from . import rules
from .lifecycle import IN_QUESTION
from .models import Match, MatchStep

__all__ = ["in_words"]

in_words = rules.in_words
PAGE = 50


@dataclass(frozen=True)
class Side:
    """One record, as far as the question needs it: no care, no organization, of a number its last digits."""

    name: str
    born_on: date | None
    postal_code: str
    phones: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CountedOnce:
    requests: int
    treated: int
    median_days: float | None


def open_matches(actor: Actor) -> list[Match]:
    """Those that wait longest first, one more than a page holds."""
    rows = Match.objects.filter(status=IN_QUESTION)
    return list(rows.order_by("proposed_at", "id")[: PAGE + 1])


def answered_matches(actor: Actor) -> list[Match]:
    rows = Match.objects.exclude(status=IN_QUESTION)
    return list(rows.order_by("-proposed_at", "-id")[:PAGE])


def match(actor: Actor, match_id: UUID) -> Match | None:
    return Match.objects.filter(pk=match_id).first()


def timeline_of(match: Match) -> QuerySet[MatchStep]:
    return MatchStep.objects.filter(record=match).order_by("at", "id")


def sides(match: Match) -> list[Side]:
    """Both records, one first. Nothing for anybody but a steward who works at neither."""
    with connection.cursor() as cursor:
        cursor.execute("select name, born_on, postal_code, phones from law.sides_of_match(%s)", [match.pk])
        return [Side(*row) for row in cursor.fetchall()]


def counted_once(actor: Actor, *, since: datetime, again_within: timedelta) -> CountedOnce | None:
    """The clock that judges the network, one person's promises for one need counted once. For its lead; else None.

    `again_within`: a promise made so soon after the one before is the same request.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select requests, treated, median_days from law.counted_once(%s, %s)", [since, again_within.days]
        )
        row: Any = cursor.fetchone()
    return CountedOnce(*row) if row else None
