"""How places answered what we asked of them, in words: shown where somebody is about to ask one more time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.referrals import queries as referrals

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Became:
    """So many of those asks became this."""

    have: int
    words: str


@dataclass(frozen=True)
class Answered:
    asked: int
    lead: str  # over which days
    rows: list[Became]
    time: str  # "" while there are too few answers

    @property
    def words(self) -> str:
        """On one line."""
        parts = ", ".join(f"{row.have} {row.words}" for row in self.rows)
        return " ".join(filter(None, [f"{self.lead}: {parts}.", self.time]))


def replies_of(actor: Actor, service_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Answered]:
    """Of those of these that our own organization asked lately. One query."""
    if actor.org_id is None:
        return {}
    return {pk: answered(one) for pk, one in referrals.replies(actor, list(service_ids), at=at).items()}


def answered(one: referrals.Replies) -> Answered:
    words = referrals.outcomes_of_asks()
    often = "once" if one.asked == 1 else "twice" if one.asked == 2 else f"{one.asked} times"
    half = f"Half of {one.answered} answers came within {within(one.half_within)}." if one.half_within else ""
    rows = [Became(number, words[key]) for key, number in one.counts.items()]
    return Answered(one.asked, f"We asked {often} in {one.days} days", rows, half)


def within(took: timedelta) -> str:
    """Rounded up: it was no later than this."""
    if took <= HOUR:
        return "an hour"
    return f"{ceil(took / HOUR)} hours" if took <= 2 * DAY else f"{ceil(took / DAY)} days"
