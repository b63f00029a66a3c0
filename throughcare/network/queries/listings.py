"""What is listed, who runs it, and what its own people say of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    QuerySet,
)
from django.db.models.expressions import RawSQL

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.names import name_key
from throughcare.network.models import ListingWord, Service, ServiceAtLocation, ServiceClaim
from throughcare.network.reading.words import data

from .management import externally_managed

SHIPPED = Path(__file__).parents[1] / "data" / "samhsa-facilities.json"


def service(service_id: UUID) -> Service | None:
    """Also when it is gone: who was sent there must be able to look."""
    return with_places(Service.objects.select_related("provider", "run_by", "desk")).filter(pk=service_id).first()


def service_to_ask(service_id: UUID, *, on: date, org_id: UUID) -> Service | None:
    """With `is_agreed`: whether an agreement of the organization that runs it is in force; `is_external`: whether this
    organization does not chase it; and `closes_on`, held still
    (`for share`) until what is sent there is committed. One query."""
    held = RawSQL("(select closed_on from network_service where id = %s for share)", [service_id])
    agreed = accounts.agreements_in_force(on=on).filter(org_id=OuterRef("run_by_id"))
    external = externally_managed(org_id).order_by().filter(service_id=OuterRef("pk"), service__run_by=None)
    rows = Service.objects.select_related("run_by").annotate(
        is_agreed=Exists(agreed), closes_on=held, is_external=Exists(external)
    )
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


def claims_to_answer(network_id: UUID) -> list[ServiceClaim]:
    """Who says that they run a service, the longest waiting first."""
    rows = ServiceClaim.objects.filter(org__network=network_id, answered_at=None).select_related(
        "org", "service__provider"
    )
    return list(rows.order_by("said_at", "id")[:50])


def claim(claim_id: UUID) -> ServiceClaim | None:
    return ServiceClaim.objects.select_related("org", "service").filter(pk=claim_id).first()


def claim_of(actor: Actor, service_id: UUID) -> ServiceClaim | None:
    """What this organization said last about running it."""
    rows = ServiceClaim.objects.filter(service=service_id, org_id=actor.org_id).exclude(answer="withdrawn")
    return rows.order_by("-said_at").first()
