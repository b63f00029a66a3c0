"""Judgments about clocks, pure: what fires when, what a pause may be. No writes, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from .calendars import DAY, SiteCalendar, Unit, after, due_at, on_a_counted_day

NEVER_PAUSED = ("emergent", "very_urgent", "urgent")  # design §3: holds never pause urgent work


class Kind(TextChoices):
    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"


class Tell(TextChoices):
    HOLDER = "holder"
    DESK_LEAD = "desk_lead"
    NETWORK_LEAD = "network_lead"


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """A rung of the ladder above the breach: who is told when nobody has acted so long after it."""

    amount: int
    unit: str
    tell: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of a response policy: how long this step may take at this urgency, and what happens on the way."""

    urgency: str
    step: str
    amount: int
    unit: str
    warn_at: tuple[Fraction, ...] = ()
    ladder: tuple[Escalation, ...] = ()
    max_pauses: int = 0
    max_paused_days: int = 0
    never_resets: bool = False


@dataclass(frozen=True)
class Rung:
    at: datetime
    kind: str
    tell: str


@dataclass(frozen=True)
class Plan:
    due_at: datetime
    rungs: tuple[Rung, ...]
    rule: Rule
    version_id: UUID


def schedule(rule: Rule, start: datetime, calendar: SiteCalendar, paused: timedelta = timedelta()) -> tuple[Rung, ...]:
    """Everything that this clock will ever fire, in order: warnings, breach, ladder. It stood still for `paused`."""

    def moved(moment: datetime) -> datetime:
        if not paused:
            return moment
        later = moment + paused
        return on_a_counted_day(later, calendar) if rule.unit == Unit.BUSINESS_DAYS else later

    due = moved(due_at(start, rule.amount, rule.unit, calendar))
    warned = [moved(after(start, part * rule.amount, rule.unit, calendar)) for part in rule.warn_at]
    warnings = [Rung(min(moment, due), Kind.WARNING, Tell.HOLDER) for moment in sorted(warned)]
    ladder = [Rung(due_at(due, rung.amount, rung.unit, calendar), Kind.ESCALATION, rung.tell) for rung in rule.ladder]
    return (*warnings, Rung(due, Kind.BREACH, Tell.HOLDER), *sorted(ladder, key=lambda rung: rung.at))


def due_in(rungs: Sequence[Rung]) -> datetime:
    return next(rung.at for rung in rungs if rung.kind == Kind.BREACH)


def still_worth_telling(rungs: Sequence[Rung], at: datetime) -> tuple[Rung, ...]:
    """A clock that starts in the past keeps its breach and ladder; of the warnings missed, only the last is news."""
    overdue = due_in(rungs) <= at
    missed = [rung for rung in rungs if rung.kind == Kind.WARNING and rung.at <= at]
    stale = missed if overdue else missed[:-1]
    return tuple(rungs[len(stale) :])


def refused_pause(rule: Rule, *, pauses: int, paused: timedelta, wanted: timedelta) -> str:
    """Why this clock may not stand still, in words to be shown; "" when it may."""
    if rule.urgency in NEVER_PAUSED:
        return f"Work that is {rule.urgency.replace('_', ' ')} is never put on hold. The clock goes on."
    if rule.never_resets or not rule.max_pauses:
        return "This clock is never paused."
    if wanted <= timedelta():
        return "Say until when it is on hold: a time still to come."
    if pauses >= rule.max_pauses:
        return f"It has been on hold {times(pauses)} already, which is all the response policy allows."
    left = rule.max_paused_days * DAY - paused
    if wanted > left:
        return (
            f"The response policy allows {rule.max_paused_days} days on hold altogether; {max(left.days, 0)} are left."
        )
    return ""


def times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def rule_from(row: Mapping[str, Any]) -> Rule:
    """A rule from its row, or from the packaged data. Raises ValueError with what is wrong."""
    rule = Rule(
        urgency=row["urgency"],
        step=row["step"],
        amount=int(row["amount"]),
        unit=Unit(row["unit"]).value,
        warn_at=tuple(Fraction(str(part)) for part in row.get("warn_at", ())),
        ladder=tuple(
            Escalation(amount=int(rung["amount"]), unit=Unit(rung["unit"]).value, tell=Tell(rung["tell"]).value)
            for rung in row.get("ladder", ())
        ),
        max_pauses=int(row.get("max_pauses", 0)),
        max_paused_days=int(row.get("max_paused_days", 0)),
        never_resets=bool(row.get("never_resets", False)),
    )
    if wrong := what_is_wrong(rule):
        raise ValueError(f"{rule.urgency} × {rule.step}: {wrong}")
    return rule


def what_is_wrong(rule: Rule) -> str:
    if rule.amount < 0 or any(rung.amount < 0 for rung in rule.ladder):
        return "time cannot be negative"
    if any(not 0 < part < 1 for part in rule.warn_at) or list(rule.warn_at) != sorted(set(rule.warn_at)):
        return "warnings are rising fractions between 0 and 1"
    if rule.urgency in NEVER_PAUSED and rule.max_pauses:
        return "urgent work is never paused"
    if rule.never_resets and rule.max_pauses:
        return "a clock that never resets is never paused"
    return ""
