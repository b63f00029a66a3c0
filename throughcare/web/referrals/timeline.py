"""What happened, newest first, by day: every step as a sentence, with who said so and by which route."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from throughcare.foundation.steps import Route
from throughcare.referrals.queries import Closure, Happened, Urgency, contacts
from throughcare.web.words import day, exact

from . import words


@dataclass(frozen=True)
class Event:
    at: datetime
    who: str
    what: str
    icon: str
    tone: str
    note: str


@dataclass(frozen=True)
class Day:
    title: str
    events: list[Event]


def days(steps: Iterable[Happened], *, now: datetime) -> list[Day]:
    # Of two at once the later first.
    events = sorted((event(step, now=now) for step in steps), key=lambda event: event.at)[::-1]
    by_day = groupby(events, key=lambda event: timezone.localdate(event.at))
    return [Day(heading(on, now=now), list(together)) for on, together in by_day]


def event(step: Happened, *, now: datetime) -> Event:
    what, icon, tone = words.HAPPENED.get(step.name, (step.name.replace("_", " "), "thread", ""))
    notes = [facts(step, now=now), step.reason, told(step), written(step, now=now)]
    return Event(
        at=step.happened_at,
        who=step.by_name,
        what=what.format(subject=step.subject),
        icon=icon,
        tone=tone,
        note=" · ".join(note for note in notes if note),
    )


def facts(step: Happened, *, now: datetime) -> str:
    """The few facts that a step keeps: for when a visit is, and how a referral ended."""
    if visit_at := step.facts.get("visit_at"):
        return f"for {exact(datetime.fromisoformat(visit_at), now=now)}"
    if until := step.facts.get("until"):
        return f"With {step.facts['agreed_with']}: until {exact(datetime.fromisoformat(until), now=now)}"
    if returns_on := step.facts.get("returns_on"):
        return returns(date.fromisoformat(returns_on), step.facts.get("returns_if", ""))
    if contact := step.facts.get("contact"):
        return dict(contacts()).get(contact, "")
    if was := step.facts.get("was"):
        return f"was {Urgency(was).label.lower()}, now {Urgency(step.facts['urgency']).label.lower()}"
    if step.name == "waitlist":
        return estimate(step.facts.get("weeks"))
    if closure := step.facts.get("closure"):
        return str(Closure(closure).label)
    return ""


def returns(day: date, when: str) -> str:
    condition = f", if: {when}" if when else ""
    return f"They may come back from {day.day} {day:%B %Y} on{condition}"


def estimate(weeks: int | None) -> str:
    """What is honestly known of the wait."""
    if weeks is None:
        return "how long people wait there is not known yet"
    return f"half of the people there waited {weeks} week{'s' if weeks != 1 else ''} or less"


def told(step: Happened) -> str:
    """Told by phone is not the same as written here by the side itself."""
    how = "" if step.route == Route.HERE else f"told {Route(step.route).label}"
    by = f"{'by' if how else 'told by'} {step.said_by}" if step.said_by else ""
    return f"{how} {by}".strip()


def written(step: Happened, *, now: datetime) -> str:
    late = (step.at - step.happened_at).total_seconds() > 60
    return f"written {exact(step.at, now=now)}" if late else ""


def heading(on: date, *, now: datetime) -> str:
    near, full = day(on, today=timezone.localdate(now)), f"{on:%A} {on.day} {on:%B}"
    return f"{near.capitalize()}, {full}" if near in {"today", "yesterday", "tomorrow"} else full
