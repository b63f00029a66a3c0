"""Record a lawful basis, withdraw it, and write down what left on it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from . import queries, rules
from .events import ConsentChanged
from .models import Basis, Disclosure


@action
def record_basis(*, client_id: UUID, kind: str, actor: Actor, at: datetime, **said: Any) -> Basis:
    """Who agreed to what, for whom, until when; or why it may be told without that. `said`: fields of Basis."""
    rule = rules.law()["bases"].get(kind)
    if rule is None:
        raise NotAllowed("Choose on which basis it may be shared.")
    if rule.get("needs_reason") and not said.get("reason"):
        raise NotAllowed("Say why it may be shared without consent.")
    if kind in {"written_consent", "verbal_agreement"} and not said.get("given_by"):
        raise NotAllowed("Say who gave the consent.")
    if said.get("until_on") and said["until_on"] < at.date():
        raise NotAllowed("The consent would have ended already.")
    basis = Basis.objects.create(
        client_id=client_id, org_id=actor.org_id, kind=kind, given_at=at, recorded_by=actor.membership_id, **said
    )
    audit.wrote("basis", basis.pk, client_id=client_id, at=at)
    return basis


@action
def withdraw(basis: Basis, *, actor: Actor, at: datetime) -> None:
    """Nothing more is told on it from this moment; what has left cannot be called back, and the page says so."""
    if not Basis.objects.filter(pk=basis.pk, revoked_at=None).update(revoked_at=at):
        raise NotAllowed("It was withdrawn before.")
    audit.wrote("basis", basis.pk, client_id=basis.client_id, at=at)
    announce(ConsentChanged(basis_id=basis.pk, client_id=basis.client_id, org_id=basis.org_id, step="withdraw", at=at))


def lock(basis_id: UUID | None) -> Basis | None:
    """The basis, held still (`for share`) until what relies on it is committed."""
    if basis_id is None:
        return None
    return next(iter(Basis.objects.raw("select * from consent_basis where id = %s for share", [basis_id])), None)


def must_allow(basis: Basis | None, *, service_id: UUID, legal_kind: str, on: date) -> None:
    """Raises NotAllowed where this basis does not allow telling this service anything."""
    if reason := rules.why_not(basis, service_id=service_id, legal_kind=legal_kind, on=on):
        raise NotAllowed(reason)


def record_disclosure(*, basis: Basis, handoff_id: UUID, actor: Actor, at: datetime, **facts: Any) -> Disclosure:
    """What left the house, for ever: to_org_id, to_service_id, sections, digest, notice. Part of the caller's transaction."""
    disclosure = Disclosure.objects.create(
        client_id=basis.client_id,
        org_id=actor.org_id,
        basis=basis,
        handoff_id=handoff_id,
        by_id=actor.membership_id,
        at=at,
        **facts,
    )
    audit.disclosed(disclosure.pk, client_id=basis.client_id, facts=queries.facts(disclosure), at=at)
    return disclosure
