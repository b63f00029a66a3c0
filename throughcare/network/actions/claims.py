"""Who runs a listed service: an organization says so, and the network's lead asks the place before referrals go there."""

from datetime import datetime
from uuid import UUID

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network.events import ServiceJoined
from throughcare.network.models import Service, ServiceClaim

from .services import KEEPERS


def may_claim(actor: Actor, service: Service) -> bool:
    return actor.has(*KEEPERS) and service.run_by_id is None and service.gone_at is None


@action
def claim(service_id: UUID, *, desk_id: UUID, actor: Actor, at: datetime) -> ServiceClaim:
    """Said twice is said once. The network's lead is told. Raises NotAllowed."""
    service = hold(service_id)
    if not may_claim(actor, service):
        raise NotAllowed("Administrators and network managers say that they run a service which nobody here runs yet.")
    desk = next((desk for desk in accounts.desks(actor) if desk.pk == desk_id), None)
    if desk is None:
        raise NotAllowed("Choose the desk where its referrals are to arrive.")
    waiting = ServiceClaim.objects.filter(service=service, org_id=actor.org_id, answered_at=None).first()
    if waiting:
        return waiting
    said = ServiceClaim.objects.create(
        service=service, org_id=actor.org_id, desk=desk, said_by=f"{actor.name}, {actor.org_name}"[:200], said_at=at
    )
    audit.wrote("service", service.pk, at=at, step="claim")
    lead = accounts.network_of(actor).lead
    if lead:
        staff.tell(
            to=lead, clock_id=said.pk, rung=0, subject_kind="claim", subject_id=said.pk, kind="claim", clock="claim",
            due_at=at, at=at,
        )  # fmt: skip
    return said


@action
def answer_claim(claim_id: UUID, *, is_theirs: bool, because: str, actor: Actor, at: datetime) -> ServiceClaim:
    """By whoever leads the network, who asked the place itself. From a yes on its referrals arrive at the desk."""
    said = ServiceClaim.objects.select_related("org").get(pk=claim_id)
    if not accounts.leads_network(actor) or accounts.network_of(actor).pk != said.org.network_id:
        raise NotAllowed("Whoever leads the network answers this.")
    if not because.strip():
        raise NotAllowed("Say how you know: whom you asked, at which number.")
    service = hold(said.service_id)
    if is_theirs and service.run_by_id:
        raise NotAllowed(f"{service.run_by} runs it already.")
    answer = ServiceClaim.Answer.CONFIRMED if is_theirs else ServiceClaim.Answer.REFUSED
    end(said, answer, because=because.strip(), actor=actor, at=at)
    if is_theirs:
        Service.objects.filter(pk=service.pk).update(run_by=said.org_id, desk=said.desk_id)
        announce(ServiceJoined(service_id=service.pk, org_id=said.org_id, at=at))
    return said


@action
def withdraw_claim(claim_id: UUID, *, actor: Actor, at: datetime) -> None:
    said = ServiceClaim.objects.get(pk=claim_id, org_id=actor.org_id)
    if not actor.has(*KEEPERS):
        raise NotAllowed("Administrators and network managers take this back.")
    end(said, ServiceClaim.Answer.WITHDRAWN, because="They took it back.", actor=actor, at=at)


def end(said: ServiceClaim, answer: str, *, because: str, actor: Actor, at: datetime) -> None:
    waiting = ServiceClaim.objects.filter(pk=said.pk, answered_at=None)
    if not waiting.update(answer=answer, because=because[:300], answered_by=actor.name, answered_at=at):
        raise NotAllowed("Somebody answered this already.")
    audit.wrote("service", said.service_id, at=at, step=answer)


def hold(service_id: UUID) -> Service:
    return Service.objects.select_for_update(of=("self",)).select_related("run_by").get(pk=service_id)
