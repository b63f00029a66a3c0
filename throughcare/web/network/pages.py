"""What the pages of the directory show. What nobody told us is said to be unknown, never left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Form
from django.utils import timezone

from throughcare.foundation.actor import Actor
from throughcare.network import actions, queries
from throughcare.network.queries import Asked
from throughcare.referrals import queries as referrals

from .forms import ClosingForm, OutsideClosingForm, RoomForm

UNKNOWN = "unknown"
NAMED = 4
VERIFIED, ASSURED, LISTED = 3, 2, 1  # how far a listing can be trusted, as the trust component draws it

KM_PER_MILE = 1.609344  # by definition


@dataclass(frozen=True)
class Fact:
    words: str
    fit: str = "yes"
    note: str = ""


@dataclass(frozen=True)
class Phone:
    words: str
    dial: str
    about: str


SOURCES = {"samhsa": "SAMHSA", "throughcare-demonstration": "the demonstration"}  # as people call them


@dataclass(frozen=True)
class Checked:
    """When somebody last made sure of this listing, and who; level 1 where only the listing itself says so."""

    level: int
    by: str = ""
    at: date | datetime | None = None


@dataclass(frozen=True)
class Where:
    name: str
    address: str
    is_approximate: bool
    transport: str
    access: str
    phones: list[Phone]
    hours: list[str]


@dataclass(frozen=True)
class Card:
    id: Any
    name: str
    about: str
    distance: str
    kinds: list[str]
    facts: list[Fact]
    phones: list[Phone]
    hours: list[str]
    checked: Checked
    receives_here: bool


@dataclass(frozen=True)
class Results:
    title: str
    cards: list[Card]
    next: str
    previous: str
    unknown_place: str
    place: str


@dataclass(frozen=True)
class ServicePage:
    card: Card
    service: Any
    description: list[str]
    terms: list[str]
    where: list[Where]
    is_gone: bool
    closes: str
    room: str


def results(asked: Asked, *, keep: dict[str, str], after: str) -> Results:
    found = queries.search(asked, after=after)
    return Results(
        title=title_of(found),
        cards=[card(service, asked) for service in found.services],
        next="?" + urlencode(keep | {"after": found.next}) if found.next else "",
        previous="?" + urlencode(keep) if after else "",
        unknown_place=asked.near if found.unknown_place else "",
        place=found.place.label if found.place else "",
    )


def title_of(found: queries.Found) -> str:
    near = f" near {found.place.label}" if found.place else ""
    if found.is_more_than_count:
        return f"More than {found.count} services may fit{near}."
    if not found.count:
        return f"No listed service fits{near}."
    return f"One service may fit{near}." if found.count == 1 else f"{found.count} services may fit{near}."


def service_page(service: Any) -> ServicePage:
    return ServicePage(
        card=card(service, Asked()),
        service=service,
        description=[part for part in service.description.split("\n\n") if part.strip()],
        terms=service.terms,
        where=[where(at) for at in service.at_locations.all()],
        is_gone=service.gone_at is not None,
        closes=queries.closing_in_words(service),
        room=queries.room_in_words(service, on=timezone.localdate()),
    )


def card(service: Any, asked: Asked) -> Card:
    places = [at.location for at in service.at_locations.all()]
    provider = service.provider.name if service.provider and service.provider.name != service.name else ""
    town = next((place.city for place in places if place.city), "")
    labels = queries.labels("types")
    return Card(
        id=service.pk,
        name=service.name,
        about=", ".join(filter(None, (provider, town))),
        distance=distance(getattr(service, "km", None), is_rough=any(place.is_approximate for place in places)),
        kinds=[labels.get(code, code) for code in service.types],
        facts=[*room(service, asked), payers(service, asked), languages(service, asked), ages(service)],
        phones=phones(service),
        hours=hours(service),
        checked=checked(service),
        receives_here=service.run_by_id is not None,
    )


def distance(km: float | None, *, is_rough: bool) -> str:
    """A place that is only known by its ZIP code is about as far as the middle of that."""
    if km is None or km > queries.FARTHEST_KM:
        return ""
    if is_rough:
        return f"about {max(round(km / KM_PER_MILE), 1)} miles"
    miles = km / KM_PER_MILE
    if miles < 0.1:
        return "under 0.1 miles"
    return f"{miles:.1f} miles" if miles < 10 else f"{miles:.0f} miles"


def room(service: Any, asked: Asked) -> list[Fact]:
    """Where somebody said so."""
    today = timezone.localdate()
    if not service.room:
        return []
    fit = "no" if queries.not_taken_now(service, asked.type) else queries.fits_room(service, on=today)
    return [Fact(queries.room_in_words(service, on=today), fit)]


def payers(service: Any, asked: Asked) -> Fact:
    if not service.payers:
        return Fact("Who pays: not known", UNKNOWN)
    return Fact(*named(service.payers, "payers", first=asked.payer))


def languages(service: Any, asked: Asked) -> Fact:
    if not service.languages:
        return Fact("Languages: not known", UNKNOWN, service.language_notes[:80])
    return Fact(*named(service.languages, "languages", first=asked.language))


def named(codes: list[str], list_name: str, *, first: str) -> tuple[str, str, str]:
    """A few names, what was asked for in front, and how many there are besides."""
    labels = queries.labels(list_name)
    words = [labels.get(code, code) for code in sorted(codes, key=lambda code: code != first)]
    more = len(words) - NAMED
    return ", ".join(words[:NAMED]), "yes", f"and {more} more" if more > 0 else ""


def ages(service: Any) -> Fact:
    words = queries.ages_in_words(service)
    return Fact(words) if words else Fact("Ages: not known", UNKNOWN)


def phones(service: Any) -> list[Phone]:
    """The service's own, else those of its places, else its provider's: somebody who answers."""
    at = list(service.at_locations.all())
    by_place = [phone for one in at for phone in [*one.phones, *one.location.phones]]
    numbers = service.phones or by_place or (service.provider.phones if service.provider else [])
    return listed(numbers)


def listed(numbers: list[dict[str, Any]]) -> list[Phone]:
    said = [Phone(queries.phone_in_words(n), queries.dialled(n), n.get("kind") or n.get("note", "")) for n in numbers]
    return list(dict.fromkeys(said))


def hours(service: Any) -> list[str]:
    at = list(service.at_locations.all())
    by_place = [entry for one in at for entry in [*one.schedules, *one.location.schedules]]
    return queries.hours_in_words(service.schedules or by_place)


def checked(service: Any) -> Checked:
    if service.verified_at:
        return Checked(VERIFIED, service.verified_by, service.verified_at)
    if service.assured_on:
        return Checked(ASSURED, f"the directory ({source(service)})", service.assured_on)
    return Checked(LISTED, source(service))


def source(service: Any) -> str:
    return SOURCES.get(service.source, service.source)


def where(at: Any) -> Where:
    place = at.location
    town = " ".join(filter(None, (place.state, place.postal_code)))
    return Where(
        name=place.name,
        address=", ".join(filter(None, (place.street, place.city, town))),
        is_approximate=place.is_approximate,
        transport=place.transportation,
        access=place.accessibility,
        phones=listed([*at.phones, *place.phones]),
        hours=queries.hours_in_words([*at.schedules, *place.schedules]),
    )


@dataclass(frozen=True)
class RoomRow:
    service: Any
    words: str
    fit: str
    came: int  # in the last seven days
    form: RoomForm
    closed: str  # until when and why, "" while it is open
    closing: ClosingForm | None  # None: not theirs to say
    is_own: bool  # listed by its own people, who change it here

    @property
    def is_beyond(self) -> bool:
        """Have as many come this week as they take?"""
        return self.service.takes_a_week is not None and self.came >= self.service.takes_a_week


def rooms(actor: Actor, *, now: datetime, refused: Mapping[UUID, Form]) -> list[RoomRow]:
    """The services that the actor's organization runs, each with its switch."""
    rows = [service for service in queries.services_run_by(actor.org_id) if actions.may_say_room(actor, service)]
    today, came = timezone.localdate(now), referrals.came_lately(actor, [service.pk for service in rows], at=now)
    return [
        RoomRow(
            closed=queries.closing_in_words(service),
            closing=closing_of(service, actor, refused.get(service.pk)),
            is_own=actions.may_change(actor, service),
            service=service,
            words=queries.room_in_words(service, on=today),
            fit=queries.fits_room(service, on=today),
            came=came.get(service.pk, 0),
            form=room_of(service, refused.get(service.pk), today=today),
        )
        for service in rows
    ]


def room_of(service: Any, refused: Form | None, *, today: date) -> RoomForm:
    if isinstance(refused, RoomForm):
        return refused
    return RoomForm(service=service, initial=as_said(service, today=today))


def closing_of(service: Any, actor: Actor, refused: Form | None) -> ClosingForm | None:
    if not actions.may_close(actor, service):
        return None
    return refused if isinstance(refused, ClosingForm) else ClosingForm(auto_id=f"{service.pk}-%s")


def closing_outside(service: Any, actor: Actor) -> OutsideClosingForm | None:
    """Where nobody here runs it, whoever asks there hears that it closed."""
    if service.run_by_id or not actions.may_close(actor, service):
        return None
    return OutsideClosingForm(auto_id=f"{service.pk}-%s", initial={"closed_on": timezone.localdate()})


def as_said(service: Any, *, today: date) -> dict[str, Any]:
    now = queries.room_now(service, on=today)
    again = service.room_again_on if now in {"full", "away"} else None
    limits = ("takes_only", "takes_only_types", "takes_a_week")
    return {"room": now, "again_on": again, **{name: getattr(service, name) for name in limits}}
