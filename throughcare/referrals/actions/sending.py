"""An ask leaves with its package, on a lawful basis, and is written down as disclosed."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.accounts import queries as accounts
from throughcare.consent import actions as consent_actions
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network import actions as services
from throughcare.network import queries as network
from throughcare.referrals import kinds, packages
from throughcare.referrals.lifecycle import (
    EXTERNAL,
    HANDOFF,
    PREPARED,
    parts_in_handoff,
)
from throughcare.referrals.models import Handoff, Package

from .asking import involve
from .handoffs import hold_handoff_still, move, record
from .referral_changes import must_be_alive, must_not_be_stopped

NO_AGREEMENT = "{} has no agreement in force. Send it on paper, or ask without a name."


@action
def share_on(handoff_id: UUID, *, basis_id: UUID, actor: Actor, at: datetime) -> Handoff:
    """On this basis, and with the feedback that the client allowed."""
    handoff = hold_handoff_still(handoff_id)
    if handoff.status != PREPARED or not parts_in_handoff(handoff, actor) & {"sender", "coordinator"}:
        raise NotAllowed("It has been sent already.")
    basis = consent_actions.lock(basis_id)
    if basis is not None and basis.client_id != handoff.client_id:
        raise NotAllowed("This consent is about somebody else. Record one for this person.")
    must_allow(basis, handoff, at=at)
    assert basis is not None
    stand_on(handoff, basis)
    Handoff.objects.filter(pk=handoff.pk).update(basis_id=basis.pk, feedback=handoff.feedback)
    return handoff


def stand_on(handoff: Handoff, basis: Any) -> None:
    """The basis on which it goes, and what may come back: as agreed, as far as its kind lets anything back."""
    handoff.basis_id, handoff.feedback = basis.pk, kinds.comes_back(handoff.kind, basis.feedback)


@action
def send(handoff_id: UUID, *, actor: Actor, at: datetime, seen: str = "") -> Handoff:
    """The package leaves, frozen, on its lawful basis; the disclosure is recorded; the receiver's clock starts."""
    for service_id in Handoff.objects.filter(pk=handoff_id).values_list("service_id", flat=True):
        services.hold_open(service_id)
    handoff = hold_handoff_still(handoff_id, seen=seen)
    step = HANDOFF.check("send", handoff, parts_in_handoff(handoff, actor))
    must_be_alive(handoff.referral)
    must_not_be_stopped(handoff.referral)
    basis = consent_actions.lock(handoff.basis_id)
    must_allow(basis, handoff, at=at)
    assert basis is not None
    if (
        handoff.to_org_id
        and accounts.agreement_in_force(handoff.to_org_id, on=accounts.today_of(handoff.org, at)) is None
    ):
        raise NotAllowed(NO_AGREEMENT.format(handoff.service_name))
    referral = handoff.referral
    cleared = packages.clear(referral, basis, legal_kind=handoff.org.legal_kind, actor=actor)
    move(handoff, step, actor=actor, at=at, sent_at=at, external=external_of(handoff))
    package = packages.freeze(handoff, referral, cleared, at=at)
    package.save(force_insert=True)
    involve(handoff)
    packages.note_documents(package, handoff, actor=actor, at=at)
    disclose(handoff, basis, package, actor=actor, at=at)
    record(handoff, step, source=str(PREPARED), said="Sent", facts={"withheld": cleared.withheld}, actor=actor, at=at)
    return handoff


def external_of(handoff: Handoff) -> str:
    """Whether it goes to a place that is not chased. The service is held: nobody says otherwise meanwhile."""
    is_outside = handoff.to_org_id is None  # whoever has joined meanwhile answers here
    return str(EXTERNAL) if is_outside and network.managed_externally(handoff.org_id, [handoff.service_id]) else ""


def must_allow(basis: Any, handoff: Handoff, *, at: datetime) -> None:
    """Raises NotAllowed where this basis does not let us tell this service anything today."""
    today = accounts.today_of(handoff.org, at)
    consent_actions.must_allow(basis, service_id=handoff.service_id, legal_kind=handoff.org.legal_kind, on=today)


def hand_over(package: Package, items: list[dict[str, Any]]) -> None:
    """Package, sight and both work lists in one statement, by the law function that checks who sends."""
    columns = {field.attname: getattr(package, field.attname) for field in Package._meta.concrete_fields}
    said = [json.dumps(each, default=str) for each in (columns, items)]
    with connection.cursor() as cursor:
        cursor.execute("select law.hand_over(%s::jsonb, %s::jsonb)", said)


def disclose(handoff: Handoff, basis: Any, package: Package, *, actor: Actor, at: datetime) -> None:
    consent_actions.record_disclosure(
        basis=basis, to_org_id=handoff.to_org_id, to_service_id=handoff.service_id, handoff_id=handoff.pk,
        sections=[section["key"] for section in package.sections],
        documents=[document["title"] for document in package.documents], digest=package.digest, notice=package.notice,
        actor=actor, at=at,
    )  # fmt: skip
