"""Lists a service that one of our own organizations runs: it receives referrals here, without paper."""

from datetime import datetime
from typing import Any

from django.db import transaction

from throughcare.foundation.names import name_key
from throughcare.network.models import Location, Provider, Service, ServiceAtLocation
from throughcare.network.reading.listing import stable_id

Facts = dict[str, Any]


@transaction.atomic
def list_service(
    *,
    source: str,
    source_id: str,
    name: str,
    run_by: Any,
    desk: Any,
    at: datetime,
    place: Facts | None = None,
    **facts: Any,
) -> Service:
    """The same source id twice is one service, with the facts of the second time. `place` holds columns of a location."""
    provider = keep(Provider, "provider", source, str(run_by.pk), at, name=run_by.name, name_key=name_key(run_by.name))
    where = place or {}
    found_by = [
        run_by.name,
        *facts.get("types", []),
        *(str(where.get(part, "")) for part in ("city", "state", "postal_code")),
    ]
    known = {
        "name": name,
        "name_key": name_key(name),
        "words": name_key(" ".join(found_by)),
        "provider": provider,
        "has_place": bool(place),
    }
    service = keep(Service, "service", source, source_id, at, run_by=run_by, desk=desk, **known, **facts)
    if place:
        location = keep(Location, "location", source, source_id, at, city_key=name_key(place.get("city", "")), **place)
        keep(ServiceAtLocation, "at_location", source, source_id, at, service=service, location=location)
    return service


def keep(table: Any, kind: str, source: str, source_id: str, at: datetime, **columns: Any) -> Any:
    known = {**columns, "changed_at": at, "gone_at": None}
    row, _ = table.objects.update_or_create(
        id=stable_id(source, kind, source_id), defaults={"source": source, "source_id": source_id, **known}
    )
    return row
