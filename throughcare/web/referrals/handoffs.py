"""What the page of one ask shows, to the side that received it and to the side that sent it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import Actor
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import HANDOFF, RECEIVER, parts_in_handoff
from throughcare.scheduling import queries as scheduling
from throughcare.scheduling.lifecycle import VISIT, parts_in_visit
from throughcare.web import words as moments

from . import offers, timeline, words
from .forms import BookForm
from .pages import Link, Turn, holder_of, is_mine, lost

ELSEWHERE = {"prepare", "send", "release", "book", "lose_visit", "assess"}  # by a page of their own, or by a visit
NEEDS_OF_THE_HANDOFF = {"move": "book", "miss": "lose_visit", "cancel": "lose_visit"}  # what a visit's step moves
KEPT = {"intake": "assess", "treatment": "begin_treatment"}
RECEIVED = {  # the receiver's sentence; {name} the client, {sender} who asks
    "sent": "{sender} asks: can you help {name}?",
    "asked": "You asked {sender} a question about {name}.",
    "accepted": "You said yes to {name}. Offer a first visit.",
    "waitlisted": "{name} is on your waiting list.",
    "booked": "{name} has a visit with you.",
    "assessed": "You have seen {name}. Treatment is next.",
    "in_treatment": "{name} is in treatment with you.",
    "ended": "Over: {sender} and {name}.",
}


@dataclass(frozen=True)
class Person:
    """The client, as the package tells it."""

    name: str
    called: str
    pronouns: str
    born: str
    language: str
    interpreter: str
    access: str
    payer: str
    need: str
    reason: str
    question: str
    routes: list["Route"]


@dataclass(frozen=True)
class Route:
    kind: str
    value: str
    hours: str
    rules: str


@dataclass(frozen=True)
class Visit:
    kind: str
    status: str
    starts_at: datetime
    place: str
    is_confirmed: bool
    missed_reason: str
    offers: list[offers.Offer]


@dataclass(frozen=True)
class HandoffPage:
    title: str
    status: str
    is_received: bool
    is_outside: bool
    turn: Turn | None
    holder: str
    is_mine: bool
    person: Person | None
    package: Any
    line: str  # the same on every package, whether or not anything is held back
    feedback: str
    ending: str
    visits: list[Visit]
    book: BookForm | None
    book_refusal: str
    book_kind: str  # the main thing to do here, or one of several
    link: Link | None
    offers: list[offers.Offer]
    days: list[timeline.Day]
    refusal: str
    typed: str


def handoff_page(actor: Actor, handoff: Any, *, now: datetime, refused: offers.Refused | None = None) -> dict[str, Any]:
    package, booked = queries.package_of(handoff), scheduling.visits_of(handoff.pk)
    received, parts = handoff.to_org_id == actor.org_id, parts_in_handoff(handoff, actor)
    choices = HANDOFF.choices(handoff, parts)
    ahead = any(visit.status == "booked" for visit in booked)
    here = [c for c in choices if c.step.name not in ELSEWHERE and not (ahead and c.step.name == "begin_treatment")]
    offered = offers.offers(
        here, handoff, address=lambda name: reverse("handoff-step", args=[handoff.pk, name]), at=now, refused=refused,
        can_be_told=not received or handoff.to_org_id is None,
    )  # fmt: skip
    open_names = {choice.step.name for choice in choices}
    visits = [visit_of(visit, actor, open_names, now=now, refused=refused) for visit in booked]
    kinds = [] if ahead else kinds_to_book(handoff, open_names, parts)
    person = person_of(package, today=timezone.localdate(now)) if package else None
    name = (person.called if person else "") or called(actor, handoff)
    status = "asked" if handoff.question else str(handoff.status)
    is_booking = refused is not None and refused.name == "book" and bool(kinds)
    shown = HandoffPage(
        title=title(status, name=name, handoff=handoff, received=received),
        status=status,
        is_received=received,
        is_outside=handoff.to_org_id is None,
        turn=turn_of(handoff, status, actor),
        holder=holder_of(handoff),
        is_mine=is_mine(handoff, actor),
        person=person,
        package=package,
        line=queries.package_form()["same_line_on_every_package"],
        feedback=words.FEEDBACK[handoff.feedback],
        ending=handoff.ending,
        visits=visits,
        book=book_form(kinds, refused if is_booking else None),
        book_refusal=refused.words if refused and is_booking else "",
        book_kind="main" if handoff.status in {"accepted", "waitlisted"} else "",
        link=link_of(handoff, open_names),
        offers=offered,
        days=timeline.days(queries.timeline_of_handoff(handoff), now=now),
        **lost_here(refused, offered, visits, can_book=bool(kinds)),
    )
    return {"handoff": handoff, "shown": shown, "now": now}


def book_form(kinds: list[str], refused: offers.Refused | None) -> BookForm | None:
    if not kinds:
        return None
    return refused.form.only(kinds) if refused else BookForm(kinds=kinds)


def lost_here(
    refused: offers.Refused | None, offered: list[offers.Offer], visits: list[Visit], *, can_book: bool
) -> dict[str, str]:
    if refused and refused.name == "book" and not can_book:
        return {"refusal": refused.words or "That was not complete.", "typed": ""}
    return lost(refused, offered, *(offer.name for visit in visits for offer in visit.offers))


def link_of(handoff: Any, open_names: set[str]) -> Link | None:
    if "send" not in open_names:
        return None
    return Link(reverse("sharing", args=[handoff.pk]), "Agree what may be shared, and send", "send")


def called(actor: Actor, handoff: Any) -> str:
    """Before anything was sent only the sending side looks, and knows the name from its own record."""
    referral = queries.referral(actor, handoff.referral_id)
    return (referral.client.goes_by or referral.client.name) if referral else "this person"


def title(status: str, *, name: str, handoff: Any, received: bool) -> str:
    sentences = RECEIVED if received else words.STANDS
    return sentences[status].format(name=name, service=handoff.service_name, sender=handoff.org.name)


def turn_of(handoff: Any, status: str, actor: Actor) -> Turn | None:
    if not HANDOFF.is_open(handoff.status):
        return None
    does, waits = words.NEXT.get(status, ""), words.WAITS.get(handoff.waiting_on, "")
    is_theirs = handoff.turn == RECEIVER
    if is_theirs == (handoff.status != "sent"):  # the side whose turn it is also holds
        kind = "person" if handoff.holder_id else "desk"
        return Turn(holder_of(handoff), kind, is_mine(handoff, actor), does, waits)
    return Turn(handoff.service_name if is_theirs else handoff.org.name, "desk", False, does, waits)


def kinds_to_book(handoff: Any, open_names: set[str], parts: set[Any]) -> list[str]:
    if "book" in open_names:
        return ["treatment", "intake"] if handoff.status == "assessed" else ["intake", "treatment"]
    return ["follow_up"] if handoff.status == "in_treatment" and RECEIVER in parts else []


def visit_of(visit: Any, actor: Actor, open_names: set[str], *, now: datetime, refused: offers.Refused | None) -> Visit:
    choices = VISIT.choices(visit, parts_in_visit(visit, actor)) if visit.status == "booked" else []
    usable = [choice for choice in choices if may_take(choice.step.name, visit, open_names, now=now)]
    offered = offers.offers(
        usable, visit, address=lambda name: reverse("visit-step", args=[visit.pk, name]), at=now, refused=refused,
        can_be_told=visit.org_id == visit.sender_org_id,
    )  # fmt: skip
    return Visit(
        kind=visit.get_kind_display(),
        status=str(visit.status),
        starts_at=visit.starts_at,
        place=visit.place,
        is_confirmed=visit.confirmed_at is not None,
        missed_reason=visit.missed_reason,
        offers=offered if choices else [],
    )


def may_take(name: str, visit: Any, open_names: set[str], *, now: datetime) -> bool:
    """A visit's step that moves its handoff is open to whoever may move the handoff; kept and missed lie behind us."""
    if name in {"keep", "miss"} and visit.starts_at > now:
        return False
    if name == "confirm":
        return visit.confirmed_at is None
    if visit.kind == "follow_up":
        return True
    needed = KEPT.get(visit.kind, "") if name == "keep" else NEEDS_OF_THE_HANDOFF.get(name, "")
    return needed in open_names


def person_of(package: Any, *, today: date) -> Person:
    told = package.person
    return Person(
        name=package.client_name,
        called=told.get("goes_by") or package.client_name,
        pronouns=told.get("pronouns", ""),
        born=born(told.get("born_on"), today=today),
        language=label("languages", told.get("language", "")),
        interpreter="needs an interpreter" if told.get("needs_interpreter") else "",
        access=told.get("access_needs", ""),
        payer=label("payers", told.get("payer", "")),
        need=told.get("need", ""),
        reason=told.get("reason", ""),
        question=told.get("question", ""),
        routes=[route_of(route) for route in told.get("routes", [])],
    )


def label(list_name: str, code: str) -> str:
    return network.labels(list_name).get(code, code)


def born(on: str | None, *, today: date) -> str:
    if not on:
        return "not known"
    day = date.fromisoformat(on)
    age = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return f"{moments.day(day, today=today)}, {age} years old"


def route_of(route: dict[str, Any]) -> Route:
    since, until = route.get("from"), route.get("until")
    hours = {(True, True): f"{since} to {until}", (True, False): f"after {since}", (False, True): f"before {until}"}
    rules: Iterable[str] = [
        "a message is fine" if route.get("may_leave_message") else "leave no message",
        "you may say who calls" if route.get("may_say_who_calls") else "do not say who calls",
        route.get("note", ""),
    ]
    said = hours.get((bool(since), bool(until)), "at any hour")
    return Route(route["kind"], route["value"], said, "; ".join(rule for rule in rules if rule))


def is_booked(handoff: Any, form: BookForm) -> bool:
    """The same booking, sent twice, is one visit."""
    wanted = (form.cleaned_data["kind"], form.cleaned_data["starts_at"])
    return any((v.kind, v.starts_at) == wanted and v.status == "booked" for v in scheduling.visits_of(handoff.pk))
