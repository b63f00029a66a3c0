"""A place with a system of its own is not chased: it is called once a month, and the people themselves are asked."""

from datetime import datetime
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network.events import ManagementChanged
from throughcare.network.models import ExternallyManaged, Service

MAY_MANAGE = ("administrator", "manager", "coordinator")


def may_manage(actor: Actor, service: Service) -> bool:
    return actor.has(*MAY_MANAGE) and service.run_by_id is None


@action
def manage_externally(service_id: UUID, *, why: str, said_by: str, actor: Actor, at: datetime) -> ExternallyManaged:
    """Said twice is said once. What was sent there is followed another way from now on (reactions.AT_ONCE)."""
    service = hold_to_manage(service_id, actor=actor)
    if known := mark(service.pk, actor.org_id):
        return known
    if not why.strip() or not said_by.strip():
        raise NotAllowed("Say why, and who of theirs agreed to it.")
    said = ExternallyManaged.objects.create(
        org_id=actor.org_id, service=service, why=why.strip(), said_by=said_by.strip(), since=at, by=actor.name
    )
    tell(service, "manage_externally", why=said.why, actor=actor, at=at)
    return said


@action
def answer_again(service_id: UUID, *, actor: Actor, at: datetime) -> None:
    """They answer here again: what was sent there waits for their answer, from now on."""
    service = hold_to_manage(service_id, actor=actor)
    known = mark(service.pk, actor.org_id)
    if known is None:
        return
    known.until, known.until_by = at, actor.name
    known.save(update_fields=["until", "until_by"])
    tell(service, "answer_again", why="", actor=actor, at=at)


def hold_to_manage(service_id: UUID, *, actor: Actor) -> Service:
    """Whoever sends somebody there holds the service, too: each ask is sent before the mark or after it."""
    service = Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service_id)
    if not may_manage(actor, service):
        raise NotAllowed("Coordinators, network managers and administrators say so, of places that nobody here runs.")
    return service


def mark(service_id: UUID, org_id: UUID) -> ExternallyManaged | None:
    return ExternallyManaged.objects.filter(org_id=org_id, service_id=service_id, until=None).first()


def tell(service: Service, step: str, *, why: str, actor: Actor, at: datetime) -> None:
    audit.wrote("service", service.pk, at=at, step=step.replace("_", "-"))
    announce(ManagementChanged(service_id=service.pk, org_id=actor.org_id, why=why, step=step, at=at))
