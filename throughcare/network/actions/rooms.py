"""The capacity switch: whether a service has room, as its own people say. Each word is kept."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network.models import Room, RoomSaid, Service

SAID = [
    "room", "room_again_on", "takes_only", "takes_only_types", "takes_a_week", "room_said_at", "room_said_by",
]  # fmt: skip
SAY_ROOM = ("administrator", "receiver", "clinician", "coordinator")


def may_say_room(actor: Actor, service: Service) -> bool:
    return service.run_by_id is not None and service.run_by_id == actor.org_id and actor.has(*SAY_ROOM)


@action
def say_room(
    service_id: UUID, *, room: str, actor: Actor, at: datetime, again_on: date | None = None, takes_only: str = "",
    takes_only_types: Collection[str] = (), takes_a_week: int | None = None,
) -> Service:  # fmt: skip
    """Open, full or away until a day; perhaps only some of its kinds, perhaps at most so many a week."""
    service = hold(service_id)
    if not may_say_room(actor, service):
        raise NotAllowed("Those who receive referrals there say whether there is room.")
    if room not in {Room.OPEN, Room.FULL, Room.AWAY}:
        raise NotAllowed("Choose whether there is room.")
    assert service.run_by is not None
    if room != Room.OPEN and (again_on is None or again_on <= accounts.today_of(service.run_by, at)):
        raise NotAllowed("Say from which day on there may be room again. It can be changed at any time.")
    service.room, service.room_again_on = room, again_on if room != Room.OPEN else None
    if not set(takes_only_types) <= set(service.types):
        raise NotAllowed("Choose among the kinds of this service.")
    only = [code for code in service.types if code in takes_only_types]
    service.takes_only_types = only if len(only) < len(service.types) else []  # all of them are no limit
    service.takes_only, service.takes_a_week = takes_only.strip(), takes_a_week
    return keep_room(service, by=f"{actor.name}, {actor.org_name}".strip(", "), at=at)


@action
def say_full_until(service_id: UUID, *, until: date, said_by: str, actor: Actor, at: datetime) -> None:
    """Whoever answers an ask with a no names the day: everybody who looks for care reads it. Its limits stay.

    Of a service outside the network the side that asked writes it down. Held (`hold`) before the ask is locked.
    """
    service = hold(service_id)
    if service.run_by_id not in {None, actor.org_id}:
        return  # it changed hands since it was asked: those who run it now say for themselves
    service.room, service.room_again_on = Room.FULL, until
    by = actor.name if service.run_by_id else said_by or service.name
    keep_room(service, by=", ".join(filter(None, [by, actor.org_name])), at=at)


def hold(service_id: UUID) -> Service:
    """Before what is asked of it is locked. New asks may refer to it (`no key`)."""
    return Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service_id)


def keep_room(service: Service, *, by: str, at: datetime) -> Service:
    service.room_said_at, service.room_said_by = at, by[:200]
    RoomSaid.objects.create(
        service=service, room=service.room, again_on=service.room_again_on, takes_only=service.takes_only,
        takes_only_types=service.takes_only_types, takes_a_week=service.takes_a_week, by=service.room_said_by, at=at,
    )  # fmt: skip
    service.save(update_fields=SAID)
    return service
