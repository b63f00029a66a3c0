"""What our own people say about a listed service. It stays when the directory is imported again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from throughcare.foundation.actor import Actor
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network.events import ServiceJoined, ServiceVerified
from throughcare.network.models import Service

KEEPERS = ("administrator", "manager")  # of the directory
MAY_VERIFY = (*KEEPERS, "coordinator", "receiver")


def may_verify(actor: Actor) -> bool:
    return actor.has(*MAY_VERIFY)


@transaction.atomic
def record_verification(service_id: UUID, *, actor: Actor, at: datetime) -> Service:
    """Somebody asked the service, and what is listed is right."""
    service = Service.objects.select_for_update(of=("self",)).get(pk=service_id)
    if not may_verify(actor):
        raise NotAllowed("Coordinators, receivers, network managers and administrators say that a listing is right.")
    service.verified_at, service.verified_by = at, f"{actor.name}, {actor.org_name}".strip(", ")[:200]
    service.save(update_fields=["verified_at", "verified_by"])
    announce(ServiceVerified(service_id=service.pk, by=service.verified_by, at=at))
    return service


@transaction.atomic
def join(service_id: UUID, *, org_id: UUID, desk_id: UUID | None = None, actor: Actor, at: datetime) -> Service:
    """This service is run by one of our organizations, and gets its referrals there."""
    service = Service.objects.select_for_update(of=("self",)).get(pk=service_id)
    if actor.membership_id and not actor.has(*KEEPERS):
        raise NotAllowed("Network managers and administrators say who runs a service.")
    service.run_by_id, service.desk_id = org_id, desk_id
    service.save(update_fields=["run_by", "desk"])
    announce(ServiceJoined(service_id=service.pk, org_id=org_id, at=at))
    return service
