"""One ask to one service begins: the client chose it, and it has room."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network import actions as services
from throughcare.network import queries as network
from throughcare.referrals import queries, rules, standing
from throughcare.referrals.lifecycle import (
    COORDINATOR,
    HANDOFF,
    OPEN,
    PREPARED,
    parts_in_referral,
)
from throughcare.referrals.models import Handoff, Referral

from .handoffs import record
from .referral_changes import must_be_alive, must_not_be_stopped
from .referrals import hold_asks_of, hold_still
from .returning import come_back

COORDINATOR_OWNS_AFTER = 2  # noes: the bounce brake (design §3)


@action
def prepare(referral_id: UUID, *, service_id: UUID, choice: str, actor: Actor, at: datetime) -> Handoff:
    """The client chose this service: one ask begins. `choice` says in words how they chose, or why there was no choice."""
    services.hold_open(service_id)
    hold_asks_of(referral_id)
    referral = hold_still(referral_id)
    parts = parts_in_referral(referral, actor)
    if referral.status != OPEN:
        raise NotAllowed("Open the referral first.")
    must_be_alive(referral)
    if not rules.may_ask_another(referral):
        raise NotAllowed("A service has been asked already. Wait for its answer, or recall it.")
    if referral.noes >= COORDINATOR_OWNS_AFTER and COORDINATOR not in parts:
        raise NotAllowed("Two services said no. A coordinator takes it from here.")
    must_not_be_stopped(referral)
    today = accounts.today_of(referral.org, at)
    service = listed(service_id, on=today, org_id=referral.org_id)
    must_not_cool_off(service, referral, on=today)
    step = HANDOFF.check("prepare", SimpleNamespace(status=""), parts)
    handoff = asked_of(service, referral, choice=choice)
    for name, value in standing.handoff_standing(handoff, key=str(PREPARED), actor=actor, at=at).items():
        setattr(handoff, name, value)
    handoff.save(force_insert=True)
    involve(handoff)
    record(handoff, step, source="", said="Chosen", facts={}, actor=actor, at=at, words={"reason": choice.strip()})
    come_back(handoff, at=at)
    return handoff


def must_not_cool_off(service: Any, referral: Referral, *, on: date) -> None:
    if referral.urgency in rules.NEVER_HELD_BACK:
        return
    if until := queries.cooling_off(referral.org_id, [service.pk], on=on).get(service.pk):
        raise NotAllowed(f"They had no room, and are not asked again before {until.day} {until:%B}. Choose another.")


def listed(service_id: UUID, *, on: date, org_id: UUID) -> Any:
    service: Any = network.service_to_ask(service_id, on=on, org_id=org_id)
    if service is None or service.gone_at:
        raise NotAllowed("This service is no longer listed.")
    if service.closes_on:
        services.hold_open(service_id)  # refuses, and says why
    return service


def asked_of(service: Any, referral: Referral, *, choice: str) -> Handoff:
    """Not written yet, and without its standing."""
    return Handoff(
        referral=referral, kind=referral.kind, number=referral.number,
        client_id=referral.client_id, org=referral.org, to_org=service.run_by,
        to_desk_id=desk_of(service), service=service, service_name=service.name, urgency=referral.urgency, choice=choice.strip(),
        requested_at=referral.first_requested_at,
    )  # fmt: skip


def desk_of(service: Any) -> UUID | None:
    """Where it lands: the service's desk, else the first desk of the organization that runs it."""
    if service.desk_id or service.run_by_id is None:
        return service.desk_id
    desk = accounts.desks(Actor(org_id=service.run_by_id)).first()
    return desk.pk if desk else None


def involve(handoff: Handoff) -> None:
    """Sight for the sender, and once it is sent for the receiver: written by the law function that checks both."""
    with connection.cursor() as cursor:
        cursor.execute("select law.involve(%s)", [handoff.pk])
