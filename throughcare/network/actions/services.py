"""What our own people say about a listed service. It stays when the directory is imported again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network.events import ServiceVerified
from throughcare.network.models import ListingWord, Room, RoomSaid, Service

KEEPERS = ("administrator", "manager")  # of the directory
SAY_ROOM = ("administrator", "receiver", "clinician", "coordinator")
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


def may_say_room(actor: Actor, service: Service) -> bool:
    return service.run_by_id is not None and service.run_by_id == actor.org_id and actor.has(*SAY_ROOM)


@transaction.atomic
def say_room(
    service_id: UUID, *, room: str, actor: Actor, at: datetime, again_on: date | None = None, takes_only: str = "",
    takes_a_week: int | None = None,
) -> Service:  # fmt: skip
    """The capacity switch: open, full or away until a day, perhaps only for some, perhaps at most so many a week."""
    service = Service.objects.select_for_update(of=("self",)).get(pk=service_id)
    if not may_say_room(actor, service):
        raise NotAllowed("Those who receive referrals there say whether there is room.")
    if room not in {Room.OPEN, Room.FULL, Room.AWAY}:
        raise NotAllowed("Choose whether there is room.")
    assert service.run_by is not None
    if room != Room.OPEN and (again_on is None or again_on <= accounts.today_of(service.run_by, at)):
        raise NotAllowed("Say from which day on there may be room again. It can be changed at any time.")
    said: dict[str, Any] = {
        "room": room, "again_on": again_on if room != Room.OPEN else None, "takes_only": takes_only.strip(),
        "takes_a_week": takes_a_week,
    }  # fmt: skip
    by = f"{actor.name}, {actor.org_name}".strip(", ")[:200]
    RoomSaid.objects.create(service=service, by=by, at=at, **said)
    service.room, service.room_again_on = said["room"], said["again_on"]
    service.takes_only, service.takes_a_week = said["takes_only"], takes_a_week
    service.room_said_at, service.room_said_by = at, by
    service.save(update_fields=["room", "room_again_on", "takes_only", "takes_a_week", "room_said_at", "room_said_by"])
    return service
