"""What others may ask of the directory. It is public, so no question depends on who asks."""

import base64
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    Aggregate,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import ASin, Cast, Coalesce, Cos, Least, Power, Radians, Round, Sin, Sqrt

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.names import name_key

from .models import DirectoryImport, ListingWord, Location, Room, Service, ServiceAtLocation
from .reading.words import data
from .rules import (
    UNKNOWN,
    ages_in_words,
    closing_in_words,
    dialled,
    fits_age,
    fits_one_of,
    fits_room,
    hours_in_words,
    labels,
    phone_in_words,
    room_in_words,
    room_now,
)

__all__ = [
    "Room",
    "fits_room",
    "room_in_words",
    "room_now",
    "FARTHEST_KM", "SHIPPED", "UNKNOWN", "Asked", "Found", "NotAPage", "Place", "ages_in_words", "closing_in_words",
    "dialled", "fits_age",
    "fits_one_of", "grouped_types",
    "hours_in_words", "labels", "last_imports", "names_of", "phone_in_words", "place_called", "search", "service",
    "service_by_source", "service_to_ask", "services_called", "services_run_by",
]  # fmt: skip

SHIPPED = Path(__file__).parent / "data" / "samhsa-facilities.json"
PAGE = 20
COUNTED_UP_TO = 200
EARTH_KM = 6371.0
KM_PER_DEGREE = 111.2
ORDER = ("unsure", "worse", "far", "name_key", "id")  # what is not known, then the words, the way, the name
RANK_STEPS = 10_000
MOST = 2**31 - 1
FARTHEST_KM = 40_000  # farther than anything: we do not know where it is


class NotAPage(ValueError):
    """A cursor that is none of ours."""


class Median(Aggregate):
    """One wrong coordinate among many moves nothing."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Place:
    label: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. `near` is a postal code or a city, `within` is in km."""

    text: str = ""
    type: str = ""
    near: str = ""
    within: int | None = None
    language: str = ""
    payer: str = ""
    age: int | None = None


@dataclass(frozen=True)
class Found:
    services: list[Service]
    next: str  # cursor of the page that follows, or empty
    count: int
    is_more_than_count: bool
    place: Place | None = None
    unknown_place: bool = False


@dataclass
class _Narrowed:
    services: QuerySet[Service]
    place: Place | None = None
    unsure: list[Any] = field(default_factory=list)


def service(service_id: UUID) -> Service | None:
    """Also when it is gone: who was sent there must be able to look."""
    return with_places(Service.objects.select_related("provider", "run_by", "desk")).filter(pk=service_id).first()


def service_to_ask(service_id: UUID, *, on: date) -> Service | None:
    """With `is_agreed`: whether an agreement of the organization that runs it is in force; and `closes_on`, held still
    (`for share`) until what is sent there is committed. One query."""
    held = RawSQL("(select closed_on from network_service where id = %s for share)", [service_id])
    agreed = accounts.agreements_in_force(on=on).filter(org_id=OuterRef("run_by_id"))
    rows = Service.objects.select_related("run_by").annotate(is_agreed=Exists(agreed), closes_on=held)
    return rows.only("name", "gone_at", "desk_id", "run_by").filter(pk=service_id).order_by().first()


def with_places(services: QuerySet[Service]) -> QuerySet[Service]:
    at = ServiceAtLocation.objects.listed().select_related("location").order_by("location__city_key", "pk")
    return services.prefetch_related(Prefetch("at_locations", at))


def names_of(service_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Also of those that are gone. One query however many they are."""
    return dict(Service.objects.filter(pk__in=set(service_ids)).values_list("pk", "name"))


@dataclass(frozen=True)
class RunBy:
    """Who runs a service, in words that tell nothing of what it is for."""

    name: str
    phone: str
    where: str
    languages: list[str]
    min_age: int | None
    max_age: int | None


def places_of(service_ids: Iterable[UUID]) -> dict[UUID, RunBy]:
    """For pages of clients. Two queries however many they are."""
    rows = with_places(Service.objects.filter(pk__in=set(service_ids)).select_related("run_by", "provider"))
    return {row.pk: place_of(row) for row in rows}


def place_of(service: Service) -> RunBy:
    runs = service.run_by or service.provider
    listed = next((phone.get("number", "") for phone in service.phones), "")
    phone = (service.run_by.phone if service.run_by else "") or listed
    places = [at.location for at in service.at_locations.all()]
    where = ", ".join(filter(None, [places[0].street, places[0].city])) if places else ""
    name = runs.name if runs else service.name
    return RunBy(name, phone, where, list(service.languages), service.min_age, service.max_age)


def service_by_source(source: str, source_id: str) -> Service | None:
    return Service.objects.filter(source=source, source_id=source_id).first()


def services_called(words: str) -> list[UUID]:
    """Those that can be asked and have this name, or whose page has this address. At most two: more are no answer either."""
    page = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", words.lower())
    rows = Service.objects.listed().filter(closed_on=None)
    rows = rows.filter(pk=UUID(page[0])) if page else rows.filter(name_key=name_key(words))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:2])


def services_run_by(org_id: UUID) -> QuerySet[Service]:
    return Service.objects.listed().filter(run_by=org_id).order_by("name_key", "pk")


def last_imports(source: str) -> QuerySet[DirectoryImport]:
    return DirectoryImport.objects.filter(source=source).order_by("-at")


def search(asked: Asked, *, after: str = "", limit: int = PAGE) -> Found:
    """Services that may fit. One of which we do not know the place, language, payer or age stays in, after those we know."""
    place = place_called(asked.near) if asked.near else None
    narrowed = narrow(asked, place)
    shown = annotated(narrowed, asked)
    if after:
        shown = shown.filter(follows(after, by_name_only=asked == Asked()))
    rows = shown.order_by(*ORDER).values(*ORDER)[: limit + 1]
    keys = list(rows)
    is_more = len(keys) > limit
    count = narrowed.services.order_by()[: COUNTED_UP_TO + 1].count()
    return Found(
        services=with_facts(keys[:limit]),
        next=cursor(keys[limit - 1]) if is_more else "",
        count=min(count, COUNTED_UP_TO),
        is_more_than_count=count > COUNTED_UP_TO,
        place=place,
        unknown_place=bool(asked.near) and place is None,
    )


def with_facts(keys: list[dict[str, Any]]) -> list[Service]:
    """Keys first, then the rows with what is shown of them: three queries however long the page is."""
    full = with_places(Service.objects.select_related("provider"))
    by_id = {row.pk: row for row in full.filter(pk__in=[key["id"] for key in keys])}
    for key in keys:
        row: Any = by_id[key["id"]]
        row.km = key["far"] / 10 if key["far"] >= 0 else None
    return [by_id[key["id"]] for key in keys]


def narrow(asked: Asked, place: Place | None) -> _Narrowed:
    found = _Narrowed(Service.objects.listed().filter(closed_on=None), place)
    if words := words_query(asked.text):
        found.services = found.services.filter(search=words)
    if asked.type:
        found.services = found.services.filter(types__contains=[asked.type])
    if asked.language:
        may_fit(found, Q(languages__contains=[asked.language]), Q(languages=[]))
    if asked.payer:
        may_fit(found, Q(payers__contains=[asked.payer]), Q(payers=[]))
    if asked.age is not None:
        fits = (Q(min_age=None) | Q(min_age__lte=asked.age)) & (Q(max_age=None) | Q(max_age__gte=asked.age))
        may_fit(found, fits & ~Q(min_age=None, max_age=None), Q(min_age=None, max_age=None))
    if not asked.type and asked != Asked():
        found.unsure.append(Case(When(types=[], then=1), default=0, output_field=IntegerField()))
    if place and asked.within:
        anywhere = Service.objects.listed().filter(has_place=False)
        around = at_locations_near(place, asked.within).values("service")
        found.services = found.services.filter(pk__in=around.union(anywhere.values("pk"), all=True))
        found.unsure.append(Case(When(has_place=False, then=1), default=0, output_field=IntegerField()))
    return found


def may_fit(found: _Narrowed, fits: Q, unknown: Q) -> None:
    found.services = found.services.filter(fits | unknown)
    found.unsure.append(Case(When(unknown, then=1), default=0, output_field=IntegerField()))


def words_query(text: str) -> SearchQuery | None:
    """Each word, also its beginning, as it stands; or its stem in a description. Only letters and digits get through."""
    plain = [word for word in re.findall(r"\w+", name_key(text)) if len(word) > 1][:8]
    if not plain:
        return None
    begun = SearchQuery(" & ".join(f"{word}:*" for word in plain), search_type="raw", config="simple")
    return begun | SearchQuery(text, search_type="plain", config="english")


def annotated(found: _Narrowed, asked: Asked) -> QuerySet[Service]:
    words = words_query(asked.text)
    unsure: Any = sum(found.unsure[1:], found.unsure[0]) if found.unsure else Value(0)
    worse: Any = Cast(Round(SearchRank(F("search"), words) * -RANK_STEPS), IntegerField()) if words else Value(0)
    return found.services.annotate(unsure=unsure, worse=worse, far=distance(found.place))


def distance(place: Place | None) -> Any:
    """In hundreds of meters to the nearest of its places; farther than anything where we do not know."""
    if place is None:
        return Value(-1)
    nearest = (
        ServiceAtLocation.objects.listed()
        .filter(service=OuterRef("pk"), location__latitude__isnull=False)
        .annotate(far=Cast(Round(kilometers(place) * 10), IntegerField()))
        .order_by("far")
        .values("far")[:1]
    )
    return Coalesce(Subquery(nearest), Value(FARTHEST_KM * 10 + 1), output_field=IntegerField())


def kilometers(place: Place) -> Any:
    """Haversine."""
    latitude, longitude = F("location__latitude"), F("location__longitude")
    half = Power(Sin(Radians(latitude - place.latitude) / 2), 2) + Cos(Radians(latitude)) * math.cos(
        math.radians(place.latitude)
    ) * Power(Sin(Radians(longitude - place.longitude) / 2), 2)
    return Least(ASin(Sqrt(Least(half, Value(1.0), output_field=FloatField()))), Value(4.0)) * (2 * EARTH_KM)


def at_locations_near(place: Place, km: int) -> QuerySet[ServiceAtLocation]:
    """Inside the square, which an index finds, then inside the circle. It begins with the places, not with the services."""
    up = km / KM_PER_DEGREE
    aside = up / max(math.cos(math.radians(place.latitude)), 0.01)
    return (
        ServiceAtLocation.objects.listed()
        .filter(
            location__latitude__range=(place.latitude - up, place.latitude + up),
            location__longitude__range=(place.longitude - aside, place.longitude + aside),
        )
        .alias(km=kilometers(place))
        .filter(km__lte=km)
    )


def place_called(words: str) -> Place | None:
    """The middle of a postal code or a city (with its state, or the state that has most of it) as this directory knows it."""
    known = Location.objects.listed().filter(latitude__isnull=False)
    code = re.match(r"^\s*(\d{5})(?:-\d{4})?\s*$", words)
    if code:
        return middle(known.filter(postal_code__startswith=code[1]), code[1])
    city, _, state = (part.strip() for part in words.partition(","))
    named = known.filter(city_key=name_key(city))
    if state:
        named = named.filter(state__iexact=state)
    most = named.values("state").annotate(places=Count("pk")).order_by("-places", "state").first()
    if most is None:
        return None
    label = f"{city.title()}, {most['state']}" if most["state"] else city.title()
    return middle(named.filter(state=most["state"]), label)


def middle(locations: QuerySet[Location], label: str) -> Place | None:
    at = locations.aggregate(latitude=Median("latitude"), longitude=Median("longitude"))
    return Place(label, **at) if at["latitude"] is not None else None


def cursor(key: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([key[name] for name in ORDER], default=str).encode()).decode()


def follows(after: str, *, by_name_only: bool) -> Q:
    """Strictly behind this key, in ORDER. Where only the name counts the index starts there."""
    key = read_cursor(after)
    behind = []
    for place, name in enumerate(ORDER):
        same = {earlier: key[i] for i, earlier in enumerate(ORDER[:place])}
        behind.append(Q(**same, **{f"{name}__gt": key[place]}))
    return reduce(or_, behind) & (Q(name_key__gte=key[ORDER.index("name_key")]) if by_name_only else Q())


def read_cursor(after: str) -> list[Any]:
    try:
        *numbers, name, own = json.loads(base64.urlsafe_b64decode(after.encode()))
        key = [int(number) for number in numbers]
        if len(key) != 3 or not all(-MOST < number < MOST for number in key) or "\0" in name:
            raise NotAPage
        return [*key, str(name), UUID(own)]
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise NotAPage from None


def grouped_types() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds of service under their headings, as a select element wants them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in data("types")["types"]:
        groups.setdefault(entry["group"], []).append((entry["code"], entry["label"]))
    return list(groups.items())


def words_about(actor: Actor, service_id: UUID) -> list[ListingWord]:
    """What they told us is different, the latest first."""
    return list(ListingWord.objects.filter(org_id=actor.org_id, service_id=service_id).order_by("-at", "-id")[:10])


def word(actor: Actor, word_id: UUID) -> ListingWord | None:
    return ListingWord.objects.filter(org_id=actor.org_id, pk=word_id).first()
