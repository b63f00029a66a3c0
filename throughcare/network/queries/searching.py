"""What may fit somebody, in an order that says why, a page at a time."""

import base64
import json
import re
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    Case,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Round

from throughcare.foundation.names import name_key
from throughcare.network.models import Service

from .listings import with_places
from .places import Place, at_locations_near, distance, place_called

PAGE = 20
COUNTED_UP_TO = 200
ORDER = ("unsure", "worse", "far", "name_key", "id")  # what is not known, then the words, the way, the name
RANK_STEPS = 10_000
MOST = 2**31 - 1


class NotAPage(ValueError):
    """A cursor that is none of ours."""


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
