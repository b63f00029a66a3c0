"""Which service."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.web.clients import codes
from throughcare.web.clients.pages import age, called
from throughcare.web.network.pages import distance
from throughcare.web.referrals.draft_forms import ChoiceForm, SearchForm

from .stages import journey

# --- which service

SLIDING_FEE = "sliding-fee"  # the payer of the directory for whoever has no coverage


@dataclass(frozen=True)
class Reason:
    fit: str
    words: str


@dataclass(frozen=True)
class Offer:
    pk: UUID
    name: str
    about: str
    away: str
    is_member: bool
    reasons: list[Reason]
    wait: str
    room: str
    room_fit: str
    room_said_at: datetime | None
    is_chosen: bool
    is_beyond: bool  # as many were sent this week as they take
    not_taken: str  # that they take other kinds just now
    cools_off: date | None  # not asked again before this day: they had no room


@dataclass(frozen=True)
class Services:
    referral: Any
    number: str
    called: str
    title: str
    stages: list[dict[str, str]]
    search: SearchForm
    form: ChoiceForm
    offers: list[Offer]
    after: str  # the page of the directory that this is
    next: str
    kept: list[tuple[str, str]]  # the filters, for the next page and for a choice that comes back
    unknown_place: bool
    place: str
    is_emergent: bool


def services_page(referral: Any, search: SearchForm, form: ChoiceForm, *, after: str) -> Services:
    asked, chosen = asked_of(search), str(form["service"].value() or "")
    try:
        found = network.search(asked, after=after)
    except ValueError:  # a page that the directory does not know
        found = network.search(asked)
    cooling, beyond = cooling_off(referral, found.services), queries.take_no_more_this_week(found.services)
    return Services(
        referral=referral,
        number=f"TC-{referral.number}",
        called=called(referral.client),
        title=title_of_services(found),
        stages=journey(2),
        search=search,
        form=form,
        offers=[
            offer(service, asked, referral, chosen=chosen, cooling=cooling, beyond=beyond) for service in found.services
        ],
        after=after,
        next=found.next,
        kept=[(name, "" if search[name].value() is None else str(search[name].value())) for name in search.fields],
        unknown_place=found.unknown_place,
        place=found.place.label if found.place else "",
        is_emergent=referral.urgency == queries.Urgency.EMERGENT,
    )


def cooling_off(referral: Any, services: list[Any]) -> dict[UUID, date]:
    """Urgent work is held back by nothing."""
    if queries.is_never_held_back(referral.urgency):
        return {}
    return queries.cooling_off(referral.org_id, [service.pk for service in services], on=timezone.localdate())


def asked_of(search: SearchForm) -> Any:
    """What is wrong in a filter is shown beside it and leaves out nothing."""
    if search.is_bound:
        search.is_valid()
        said = search.cleaned_data
    else:
        said = {name: search.get_initial_for_field(field, name) for name, field in search.fields.items()}
    return network.Asked(**{name: value for name, value in said.items() if value not in (None, "")})


def as_they_need(referral: Any, *, today: date) -> dict[str, Any]:
    """The filters as the client's record and the referral say."""
    client = referral.client
    return {
        "type": referral.service_type,
        "near": client.postal_code,
        "within": 48 if client.postal_code else None,  # km (30 miles)
        "language": client.language,
        "payer": "" if client.uncovered_from else client.payer,
        "age": age(client.born_on, on=today),
    }


def title_of_services(found: Any) -> str:
    if not found.count:
        return "Nothing fits all of this. Leave something open."
    if found.count == 1:
        return "One place may fit."
    more = "More than " if found.is_more_than_count else ""
    return f"{more}{found.count} places may fit."


def offer(
    service: Any, asked: Any, referral: Any, *, chosen: str, cooling: Mapping[UUID, date], beyond: Collection[UUID]
) -> Offer:  # fmt: skip
    places = [row.location for row in service.at_locations.all() if row.gone_at is None]
    where = ", ".join(filter(None, [places[0].street, places[0].city])) if places else ""
    provider = service.provider.name if service.provider else ""
    return Offer(
        pk=service.pk,
        name=service.name,
        about=" · ".join(filter(None, [provider, where])),
        away=distance(service.km, is_rough=False),
        is_member=service.run_by_id is not None,
        reasons=[*reasons(service, asked), *untaken(service, asked, referral.client)],
        wait=service.wait,
        room=network.room_in_words(service, on=timezone.localdate()),
        room_fit=network.fits_room(service, on=timezone.localdate()),
        room_said_at=service.room_said_at,
        is_chosen=str(service.pk) == chosen,
        is_beyond=service.pk in beyond,
        not_taken=network.not_taken_now(service, asked.type or referral.service_type),
        cools_off=cooling.get(service.pk),
    )


def untaken(service: Any, asked: Any, client: Any) -> list[Reason]:
    """A warning where it is known that a place does not take who pays now, whatever was looked for."""
    pays = SLIDING_FEE if client.uncovered_from else client.payer
    if not pays or pays == asked.payer or network.fits_one_of(service.payers, pays) != network.NO:
        return []
    if client.uncovered_from:
        return [Reason("no", "Their coverage ends, and no sliding fee is known there")]
    return [Reason("no", f"Not taken there: {codes.label_of('payers', pays)}")]


def reasons(service: Any, asked: Any) -> list[Reason]:
    """What was asked for, and what is known of it. Not known is said, never guessed."""
    found = []
    if asked.type:
        found.append(Reason("yes", codes.label_of("types", asked.type)))
    for name, list_name, code, known in (
        ("Language", "languages", asked.language, service.languages),
        ("Who pays", "payers", asked.payer, service.payers),
    ):
        if code:
            fit = network.fits_one_of(known, code)
            words = codes.label_of(list_name, code)
            found.append(Reason(fit, f"{name}: {words}" if fit != network.UNKNOWN else f"{name}: not known"))
    if asked.age is not None:
        fit = network.fits_age(service, asked.age)
        found.append(Reason(fit, network.ages_in_words(service) or "Ages: not known"))
    return found
