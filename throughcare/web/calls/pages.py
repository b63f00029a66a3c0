"""The next people to call, first where delay harms most, and only those who may be called safely at this moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.ids import uuid7
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import stands_as
from throughcare.web import words as moments
from throughcare.web.referrals import words

from .booked import Bookable, BookedForm, bookable, kinds_by_handoff
from .forms import results

MOST_SHEETS = 10
MOST_LATER = 50
HOME_AGAIN = "situation"  # the clock of somebody who is to be contacted the same day


@dataclass(frozen=True)
class Promised:
    """What we said that we would do, and until when."""

    url: str
    number: str
    need: str
    does: str
    urgency: str
    started: datetime
    due: datetime | None


@dataclass(frozen=True)
class Way:
    """The number to call now, and the rules for it."""

    id: UUID
    number: str
    dialled: str  # for a link, "" where it is no number
    hours: str
    note: str


@dataclass(frozen=True)
class Sheet:
    key: UUID
    name: str
    client_url: str
    record_url: str
    ask_for: str
    urgency: str
    way: Way
    language: str
    promised: list[Promised]
    say: list[str]
    never: list[str]
    tried: str
    booked: list[Bookable]


@dataclass(frozen=True)
class Later:
    """Somebody who waits for us and may not be called now: why, and from when on; None where that is not known."""

    name: str
    url: str
    why: str
    at: datetime | None
    urgency: str


@dataclass(frozen=True)
class Calls:
    sheets: list[Sheet]
    more: int
    later: list[Later]
    more_later: int
    title: str
    people: dict[UUID, UUID]
    results: list[tuple[str, str]]

    @property
    def key_of_booking(self) -> int:
        """After the results: the key that opens the booking of a visit."""
        return len(self.results) + 1


@dataclass(frozen=True)
class Known:
    """What is known of everybody on the page: a fixed number of queries, whatever their number."""

    routes: dict[UUID, list[Any]]
    makers: dict[UUID, list[Any]]
    attempts: dict[UUID, Any]
    to_book: dict[UUID, tuple[Any, list[str]]]
    refused: dict[UUID, BookedForm]


def calls(actor: Actor, *, now: datetime, refused: dict[UUID, BookedForm] | None = None) -> Calls:
    """`refused`: by ask, a booking that came back."""
    held = queries.held_open(actor)
    home_again = clocks.subjects_with(HOME_AGAIN, [referral.pk for referral in held])
    due = [referral for referral in held if is_ours_to_call(referral, now=now) or referral.pk in home_again]
    of_each: dict[UUID, list[Any]] = {}
    for referral in due:
        of_each.setdefault(referral.client.kept.pk, []).append(referral)
    known = known_of(actor, due, refused or {})
    made = [sheet_or_later(actor, rows, known, now=now) for rows in of_each.values()]
    sheets = [one for one in made if isinstance(one, Sheet)]
    later = [one for one in made if isinstance(one, Later)]
    later.sort(key=lambda one: (one.at is None, one.at or now))
    shown = [rows[0] for rows in of_each.values()]
    return Calls(
        sheets=sheets[:MOST_SHEETS],
        more=max(len(sheets) - MOST_SHEETS, 0),
        later=later[:MOST_LATER],
        more_later=max(len(later) - MOST_LATER, 0),
        title=sentence(len(sheets), len(later)),
        people={referral.pk: referral.client_id for referral in shown},
        results=results(),
    )


def is_ours_to_call(referral: Any, *, now: datetime) -> bool:
    """Our move is to speak with them; or the day has come to ask whether they got to a place that is not chased."""
    if queries.needs_contact(referral):
        return True
    is_today = referral.due_at is not None and timezone.localdate(referral.due_at) <= timezone.localdate(now)
    return queries.is_asked_about(referral) and is_today


def known_of(actor: Actor, referrals: Iterable[Any], refused: dict[UUID, BookedForm]) -> Known:
    referrals = list(referrals)
    people = {referral.client.kept.pk for referral in referrals}
    return Known(
        routes=clients.routes_of(people),
        makers=clients.decision_makers_of(people),
        attempts=queries.last_attempts([referral.pk for referral in referrals]),
        to_book=kinds_by_handoff(actor, [referral.pk for referral in referrals if referral.live_status]),
        refused=refused,
    )


def sheet_or_later(actor: Actor, rows: list[Any], known: Known, *, now: datetime) -> Sheet | Later:
    """`rows`: what is promised to one person, the most urgent first."""
    client = rows[0].client.kept
    last = last_of(rows, known)
    if reason := may_not_be_called(client):
        return wait(rows, reason, again_on(client))
    if last is not None and queries.rests_until(last) > now:
        said = queries.outcomes()[last.outcome]["words"]
        return wait(rows, f"{said}, {moments.exact(last.happened_at, now=now)}", queries.rests_until(last))
    local = clients.on_their_wall(client, now, here=timezone.get_current_timezone_name())
    usable = [route for route in known.routes.get(client.pk, []) if is_usable(route, last)]
    safe_from = [(at, route) for route in usable if (at := clients.next_safe_at(route, local))]
    if not safe_from:
        return wait(rows, no_phone(known.routes.get(client.pk, []), last), None)
    at, first = min(safe_from, key=lambda one: one[0])
    if at > local:
        return wait(rows, "Not a safe hour now", at)
    return sheet(actor, rows, first, known, last, now=now)


def last_of(rows: list[Any], known: Known) -> Any:
    tried = [known.attempts[row.pk] for row in rows if row.pk in known.attempts]
    return max(tried, key=lambda attempt: attempt.happened_at, default=None)


def may_not_be_called(client: Any) -> str:
    if not clients.may_be_contacted(client):
        return "Deceased: nobody is contacted any more. Close what is open"
    return str(client.get_situation_display()) if clients.asks_again(client.situation) else ""


def again_on(client: Any) -> datetime | None:
    """The morning of the day on which to ask where they are."""
    day = client.situation_review_on
    if day is None or not clients.may_be_contacted(client):
        return None
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_current_timezone()) + timedelta(hours=8)


def is_usable(route: Any, last: Any) -> bool:
    is_wrong = last is not None and last.outcome == "wrong-contact-info" and last.contact_route_id == route.pk
    return route.is_safe and route.kind == clients.RouteKind.PHONE and not is_wrong


def no_phone(routes: list[Any], last: Any) -> str:
    if last is not None and last.outcome == "wrong-contact-info":
        return "The number is wrong. Find another way"
    others = sorted({str(route.get_kind_display()).lower() for route in routes if route.is_safe})
    return f"No safe phone number. Known: {', '.join(others)}" if others else "No safe way to reach them is known"


def wait(rows: list[Any], why: str, at: datetime | None) -> Later:
    first = rows[0]
    return Later(first.client.kept.name, reverse("referral", args=[first.pk]), why, at, first.urgency)


def sheet(actor: Actor, rows: list[Any], route: Any, known: Known, last: Any, *, now: datetime) -> Sheet:
    client = rows[0].client.kept
    today = timezone.localdate(now)
    makers = [one for one in known.makers.get(client.pk, []) if clients.decides(one, client.born_on, on=today)]
    say, never = what_to_say(actor, client, route, makers)
    key = uuid7()
    return Sheet(
        key=key,
        name=client.name,
        client_url=reverse("client", args=[client.pk]),
        record_url=reverse("call", args=[rows[0].pk]),
        ask_for=client.goes_by or client.name,
        urgency=rows[0].urgency,
        way=Way(route.pk, route.value, network.dialled({"number": route.value}), hours_of(client, route), route.note),
        language=language_of(client),
        promised=[promised(row) for row in rows],
        say=say,
        never=never,
        tried=tried(last, now=now),
        booked=to_book(rows, known, call={"key": key, "call_route": route.pk}),
    )


def to_book(rows: list[Any], known: Known, *, call: dict[str, Any]) -> list[Bookable]:
    found = [known.to_book[row.pk] for row in rows if row.pk in known.to_book]
    return [bookable(ask, kinds, call=call, refused=known.refused.get(ask.pk)) for ask, kinds in found]


def promised(row: Any) -> Promised:
    status = stands_as(row.live_status or row.status, turn=row.turn, waiting_on=row.waiting_on)
    does = words.WE_DO.get(status, words.WE_FOLLOW)
    url = reverse("referral", args=[row.pk])
    return Promised(url, f"TC-{row.number}", row.need, does, row.urgency, row.first_requested_at, row.due_at)


def hours_of(client: Any, route: Any) -> str:
    begins, ends = clients.safe_hours(route)
    theirs = dict(clients.zones()).get(client.time_zone, "")
    return f"{begins:%H:%M} to {ends:%H:%M}" + (f" on their clock ({theirs})" if theirs else "")


def language_of(client: Any) -> str:
    name = network.labels("languages").get(client.language, client.language)
    return f"{name}. Call with a qualified interpreter, never a relative." if client.needs_interpreter else name


def what_to_say(actor: Actor, client: Any, route: Any, makers: list[Any]) -> tuple[list[str], list[str]]:
    """What may be said and what must not, before it is sure who answers and after."""
    name = client.goes_by or client.name
    say = [f"Ask for {name}. Say more only when they themselves speak, and are alone."]
    never = ["Nothing about health or care to anybody else who answers."]
    (say if route.may_say_who_calls else never).append(
        f"You may say that {actor.org_name} calls." if route.may_say_who_calls else "Do not say who calls, or why."
    )
    (say if route.may_leave_message else never).append(
        "A message is fine: your first name and a number." if route.may_leave_message else "Leave no message."
    )
    say += [
        f"{maker.name} ({maker.get_acts_as_display().lower()}) may be spoken to."
        for maker in makers
        if "contacted" in maker.scope and not maker.never_tell and maker.acts_as != "self"
    ]
    return say, never + [
        f"Tell {maker.name} nothing, not even that you called." for maker in makers if maker.never_tell
    ]


def tried(last: Any, *, now: datetime) -> str:
    if last is None:
        return "Nobody has tried yet."
    said = queries.outcomes()[last.outcome]["words"]
    return f"Last tried {moments.exact(last.happened_at, now=now)} by {last.by_name}: {said.lower()}."


def sentence(now_count: int, later_count: int) -> str:
    if now_count:
        return f"{now_count} {'person' if now_count == 1 else 'people'} to call now."
    return "Nobody can be called safely now." if later_count else "Nobody waits for your call."
