"""The errands of whoever holds this, in words, and from when on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.clocks import queries as clocks
from throughcare.referrals import queries


@dataclass(frozen=True)
class Errand:
    words: str
    due_at: datetime
    tone: str
    url: str = ""  # where it is done, if not among the steps


def errands_of(record: Any, *, now: datetime) -> list[Errand]:
    """As far as its clocks are the reader's own. No query where there are none."""
    if not record.errands:
        return []
    running = clocks.running(record.pk, record.errands)
    return [Errand(words(clock), clock.due_at, tone(clock, now=now), url(record, clock)) for clock in running]


def tone(clock: Any, *, now: datetime) -> str:
    return "soon" if clock.due_at <= now or clock.step == "coverage_lost" else ""


def url(record: Any, clock: Any) -> str:
    """Who pays is written on the client's record, which only the sending side keeps."""
    is_ours = clock.step == "coverage_lost" and clock.subject_kind == "referral"
    return reverse("client", args=[record.client_id]) + "#who-pays" if is_ours else ""


def words(clock: Any) -> str:
    said = queries.errands()[clock.step]
    if clock.step != "check_in":
        return f"{said}."
    days = timezone.localdate(clock.due_at) - timezone.localdate(clock.started_at)
    return f"{said}, {days.days} days after the first treatment."
