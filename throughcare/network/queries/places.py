"""Where a word or a code lies, and how far from there."""

import math
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import ASin, Cast, Coalesce, Cos, Least, Power, Radians, Round, Sin, Sqrt

from throughcare.foundation.medians import Median
from throughcare.foundation.names import name_key
from throughcare.network.models import Location, ServiceAtLocation

EARTH_KM = 6371.0
KM_PER_DEGREE = 111.2
FARTHEST_KM = 40_000  # farther than anything: we do not know where it is


@dataclass(frozen=True)
class Place:
    label: str
    latitude: float
    longitude: float


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
    at = locations.aggregate(
        latitude=Median("latitude", output_field=FloatField()),
        longitude=Median("longitude", output_field=FloatField()),
    )
    return Place(label, **at) if at["latitude"] is not None else None
