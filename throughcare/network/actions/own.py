"""Lists a service that an organization of ours runs and that no directory names, and changes what is listed of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network import queries
from throughcare.network.models import Service, ServiceAtLocation
from throughcare.network.queries.places import place_called

from .listing import list_service
from .services import KEEPERS

OWN = "own"  # the source of what its own people list
PLACE = ("street", "city", "state", "postal_code")


def may_list(actor: Actor) -> bool:
    return actor.has(*KEEPERS)


def may_change(actor: Actor, service: Service) -> bool:
    """What a directory says is changed at its source."""
    return may_list(actor) and service.source == OWN and service.run_by_id == actor.org_id


@action
def list_own(key: UUID, *, desk_id: UUID, place: dict[str, str], actor: Actor, at: datetime, **facts: Any) -> Service:
    """`key` names it for good: sent twice it is listed once, sent again it is changed. Raises NotAllowed."""
    if not may_list(actor):
        raise NotAllowed("Administrators and network managers list services.")
    known = queries.service_by_source(OWN, str(key))
    if known and known.run_by_id != actor.org_id:
        raise NotAllowed("Another organization runs this service.")
    desk = next((desk for desk in accounts.desks(actor) if desk.pk == desk_id), None)
    if desk is None:
        raise NotAllowed("Choose the desk where its referrals arrive.")
    assert actor.org_id is not None
    where = located(place)
    service = list_service(
        source=OWN, source_id=str(key), run_by=accounts.organization(actor.org_id), desk=desk, at=at, place=where, **facts
    )  # fmt: skip
    if where is None:
        ServiceAtLocation.objects.filter(service=service).update(gone_at=at)
    audit.wrote("service", service.pk, at=at, step="list")
    return service


def located(place: dict[str, str]) -> dict[str, Any] | None:
    """None without an address. As far as the directory knows the postal code or the city, that is about where it lies."""
    said = {part: place.get(part, "").strip() for part in PLACE}
    if not any(said.values()):
        return None
    about = place_called(said["postal_code"]) or place_called(f"{said['city']}, {said['state']}")
    lies = (
        {"latitude": about.latitude, "longitude": about.longitude} if about else {"latitude": None, "longitude": None}
    )
    return said | lies | {"is_approximate": about is not None}
