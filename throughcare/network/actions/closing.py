"""A program closes, and may open again. From the moment it is said nobody new is sent there.

Of a service that nobody of ours runs a coordinator writes down that it closed, or that its listing is dead, and who says so.
"""

from datetime import date, datetime
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network.events import ServiceClosed, ServiceOpenedAgain
from throughcare.network.models import Service
from throughcare.network.rules import closing_in_words

from .rooms import hold
from .services import KEEPERS

HEAR_OF_IT = ("coordinator", *KEEPERS)  # that a service outside the network closed


def may_close(actor: Actor, service: Service) -> bool:
    if service.run_by_id is None:
        return actor.has(*HEAR_OF_IT)
    return service.run_by_id == actor.org_id and actor.has(*KEEPERS)


@action
def close(
    service_id: UUID, *, closed_on: date, closed_because: str, actor: Actor, at: datetime, said_by: str = ""
) -> Service:  # fmt: skip
    """Who waits for it is given back, and who is in its hands comes onto a list (reactions.AT_ONCE).

    `said_by`: who says so, of a service outside the network.
    """
    service = hold_to_change(service_id, actor=actor)
    if service.closed_on is not None:
        return service
    if not closed_because.strip():
        raise NotAllowed("Say why it closes. Everybody who waited for it is told.")
    is_outside = service.run_by_id is None
    if is_outside and not said_by.strip():
        raise NotAllowed("Say who told you, or how you know.")
    service.closed_on, service.closed_because = closed_on, closed_because.strip()
    words = ", ".join(filter(None, [said_by.strip() if is_outside else "", actor.name, actor.org_name]))
    service.closed_said_at, service.closed_said_by = at, words[:200]
    save_closing(service)
    audit.wrote("service", service.pk, at=at, step="close")
    announce(
        ServiceClosed(
            service_id=service.pk, org_id=actor.org_id, is_outside=is_outside, words=closing_in_words(service), at=at
        )
    )  # fmt: skip
    return service


@action
def open_again(service_id: UUID, *, actor: Actor, at: datetime) -> Service:
    """Whoever was given back is asked for anew; whoever still is in its hands stays there."""
    service = hold_to_change(service_id, actor=actor)
    if service.closed_on is None:
        return service
    service.closed_on, service.closed_because = None, ""
    service.closed_said_at, service.closed_said_by = None, ""
    save_closing(service)
    announce(ServiceOpenedAgain(service_id=service.pk, org_id=actor.org_id, at=at))
    return service


def hold_to_change(service_id: UUID, *, actor: Actor) -> Service:
    """Before everything else: whoever sends somebody there holds it, too."""
    service = hold(service_id)
    if not may_close(actor, service):
        raise NotAllowed(
            "Administrators and network managers of whoever runs it say whether a service is closed;"
            " where nobody here runs it, coordinators do."
        )
    return service


def save_closing(service: Service) -> None:
    service.save(update_fields=["closed_on", "closed_because", "closed_said_at", "closed_said_by"])


def hold_open(service_id: UUID) -> None:
    """It does not close until what is sent there is committed. Called before a promise or an ask is locked."""
    rows = Service.objects.raw(
        "select id, name, closed_on, closed_because, closed_said_at from network_service where id = %s for share",
        [service_id],
    )
    for service in rows:
        if service.closed_on is not None:
            raise NotAllowed(f"{service.name}: {closing_in_words(service)} Choose another.")
