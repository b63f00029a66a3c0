"""A promise is a clock of something that the reader holds: what we said we would do, and until when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.work import queries as work
from throughcare.referrals import queries as referrals
from throughcare.web.thread import spent

PROMISED = {  # the step of the response policy: what we said we would do
    "open": "Find a service and ask it",
    "on_hold": "Take it up again",
    "prepared": "Send what is prepared",
    "sent": "See that the service answers",
    "asked": "Answer the question of the service",
    "external": "Ask them whether they got there",
    "accepted": "Offer a first visit",
    "looked_for": "Speak with them after a missed visit",
    "tried": "Try again to reach them",
    "waitlisted": "Stay in touch while they wait",
    "booked": "See that the visit takes place",
    "assessed": "Begin treatment",
    "in_treatment": "Tell how it goes",
    "situation": "Speak with them the same day",
    "signal": "Ask how great the danger is",
    **referrals.errands(),
}
OF_KINDS = {  # where the record says more than the step
    "arrival": "Read what came in on paper",
    "help_request": "Call them: they asked for help",
    "voice": "Answer what they said on their own page",
}
VIEWS = {"next": "About to break", "broken": "Broken", "kept": "Kept this week"}
SENTENCES = {
    "next": "What breaks first stands first: by the share of its time that is left.",
    "broken": "Late now, or broken today and kept since. Late is told; nobody is blamed.",
    "kept": "Kept in time since Monday, of what you hold.",
}


@dataclass(frozen=True)
class Promise:
    url: str
    who: str
    number: str
    what: str
    said: str
    started_at: datetime
    due_at: datetime
    kept_at: datetime | None  # None: it is still to be kept


@dataclass(frozen=True)
class Promises:
    view: str
    lead: str
    rows: list[Promise]
    tabs: list[dict[str, Any]]
    seen: dict[str, dict[UUID, UUID | None]]  # for the audit, by kind


def promises(actor: Actor, view: str, *, now: datetime) -> Promises:
    view = view if view in VIEWS else "next"
    held = list(work.held(actor))
    of_each = by_view(clocks_of(actor, held, now=now), now=now)
    return Promises(
        view=view,
        lead=SENTENCES[view],
        rows=of_each[view],
        tabs=[tab(key, label, len(of_each[key]), current=key == view) for key, label in VIEWS.items()],
        seen=seen(held),
    )


def tab(view: str, label: str, count: int, *, current: bool) -> dict[str, Any]:
    return {"url": f"{reverse('promises')}?view={view}", "label": label, "count": count, "current": current}


def seen(held: Iterable[Any]) -> dict[str, dict[UUID, UUID | None]]:
    of_kind: dict[str, dict[UUID, UUID | None]] = defaultdict(dict)
    for item in held:
        of_kind[item.subject_kind][item.subject_id] = item.client_id
    return of_kind


def clocks_of(actor: Actor, held: list[Any], *, now: datetime) -> list[Promise]:
    """Of the records that the reader holds and, for a promise of theirs, of what was asked for it."""
    items = {item.subject_id: item for item in held}
    asks = referrals.asked_for(actor, [item.subject_id for item in held if item.subject_kind == "referral"])
    items |= {ask: items[referral] for ask, referral in asks.items() if ask not in items}
    rows = clocks.running_or_stopped_since(actor.org_id, list(items), since=monday(now))
    return [promise(clock, items[clock.subject_id]) for clock in rows]


def promise(clock: Any, item: Any) -> Promise:
    return Promise(
        url=reverse(item.subject_kind, args=[item.subject_id]),
        who=item.who or "No name given",
        number=f"TC-{item.number}" if item.number else "",
        what=item.what,
        said=OF_KINDS.get(item.subject_kind) or PROMISED.get(clock.step, clock.step.replace("_", " ").capitalize()),
        started_at=clock.started_at,
        due_at=clock.due_at,
        kept_at=clock.stopped_at,
    )


def by_view(rows: list[Promise], *, now: datetime) -> dict[str, list[Promise]]:
    return {
        "next": sorted(
            (row for row in rows if row.kept_at is None and now < row.due_at),
            key=lambda row: (-spent(started=row.started_at, due=row.due_at, now=now), row.due_at),
        ),
        "broken": sorted((row for row in rows if is_broken(row, now=now)), key=lambda row: row.due_at),
        "kept": sorted(
            (row for row in rows if row.kept_at and row.kept_at <= row.due_at), key=lambda row: row.due_at, reverse=True
        ),
    }


def is_broken(row: Promise, *, now: datetime) -> bool:
    """Late now; or broken today and kept since."""
    if row.kept_at is None:
        return row.due_at <= now
    return row.kept_at > row.due_at >= morning(now)


def morning(now: datetime) -> datetime:
    here = timezone.localtime(now)
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def monday(now: datetime) -> datetime:
    return morning(now) - timedelta(days=timezone.localtime(now).weekday())
