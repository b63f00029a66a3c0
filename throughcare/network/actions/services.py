"""What our own people say about a listed service. It stays when the directory is imported again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from throughcare.foundation.actor import Actor
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network.events import ServiceVerified
from throughcare.network.models import ListingWord, Service

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
def say_still_true(service_id: UUID, *, by: str, actor: Actor, at: datetime) -> Service:
    """Somebody there said by link that the listing is right: the program writes it down for whoever asked."""
    service = Service.objects.select_for_update(of=("self",)).get(pk=service_id)
    service.verified_at, service.verified_by = at, f"{by}, by link"[:200]
    service.save(update_fields=["verified_at", "verified_by"])
    announce(ServiceVerified(service_id=service.pk, by=service.verified_by, at=at))
    return service


@transaction.atomic
def say_changed(service_id: UUID, *, words: str, by: str, actor: Actor, at: datetime) -> ListingWord:
    """What is different now, in their words. The listing itself is changed by people, at its source."""
    if not words.strip():
        raise NotAllowed("Say what is different now.")
    word = ListingWord(org_id=actor.org_id, service_id=service_id, words=words.strip(), by=by, at=at)
    word.save(force_insert=True)
    return word


@transaction.atomic
def take_up(word_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Somebody saw to it: the source was told, or they were called."""
    if not may_verify(actor):
        raise NotAllowed("Coordinators, receivers, network managers and administrators see to listings.")
    rows = ListingWord.objects.filter(org_id=actor.org_id, pk=word_id, taken_up_at=None)
    rows.update(taken_up_at=at, taken_up_by=actor.name)
