"""Record a lawful basis, withdraw it, and write down what left on it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients
from throughcare.clients import queries as people
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from . import queries, rules
from .events import CameOfAge, ConsentChanged
from .models import Basis, Disclosure


@action
def record_basis(*, client_id: UUID, kind: str, actor: Actor, at: datetime, **said: Any) -> Basis:
    """Who agreed to what, for whom, until when; or why it may be told without that. `said`: fields of Basis."""
    rule = rules.law()["bases"].get(kind)
    if rule is None:
        raise NotAllowed("Choose on which basis it may be shared.")
    if rule.get("needs_reason") and not said.get("reason"):
        raise NotAllowed("Say why it may be shared without consent.")
    if kind in rules.GIVEN and not said.get("given_by"):
        raise NotAllowed("Say who gave the consent.")
    if said.get("until_on") and said["until_on"] < today_of(actor.org_id, at):
        raise NotAllowed("The consent would have ended already.")
    basis = Basis.objects.create(
        client_id=client_id, org_id=actor.org_id, kind=kind, given_at=at, recorded_by=actor.membership_id, **said
    )
    audit.wrote("basis", basis.pk, client_id=client_id, at=at)
    if rules.may_be_outgrown(basis):
        watch_majority(client_id, org_id=actor.org_id, at=at)
    return basis


def today_of(org_id: UUID | None, at: datetime) -> date:
    assert org_id is not None
    return accounts.today_of(accounts.organization(org_id), at)


@action
def withdraw(basis: Basis, *, actor: Actor, at: datetime) -> None:
    """Nothing more is told on it from this moment; what has left cannot be called back, and the page says so."""
    if not Basis.objects.filter(pk=basis.pk, revoked_at=None).update(revoked_at=at):
        raise NotAllowed("It was withdrawn before.")
    audit.wrote("basis", basis.pk, client_id=basis.client_id, at=at)
    announce(ConsentChanged(basis_id=basis.pk, client_id=basis.client_id, org_id=basis.org_id, step="withdraw", at=at))


def watch_majority(client_id: UUID, *, org_id: UUID, at: datetime) -> None:
    """The birthday on which what was given for a minor ends: whoever holds hears of it before, and on the day."""
    today = today_of(org_id, at)
    days = [day for _, day in outgrowing(client_id, org_id) if day > today]
    clients.remind_of_majority(client_id, org_id=org_id, on=min(days, default=None), at=at)


def outgrowing(client_id: UUID, org_id: UUID) -> list[tuple[Basis, date]]:
    born_on = people.born_on(client_id)
    rows = Basis.objects.filter(client_id=client_id, org_id=org_id, revoked_at=None, outgrown_at=None).order_by("id")
    found = [(row, rules.outgrown_on(row, born_on)) for row in rows]
    return [(row, day) for row, day in found if day]


@action
def outgrow(client_id: UUID, *, org_id: UUID, on: date, at: datetime) -> None:
    """They are of age: of what was given for them nothing more is used, and that is written down once."""
    over = [basis for basis, day in outgrowing(client_id, org_id) if day <= on]
    over = [one for one in over if Basis.objects.filter(pk=one.pk, outgrown_at=None).update(outgrown_at=at)]
    for basis in over:
        audit.wrote("basis", basis.pk, client_id=client_id, at=at)
        announce(ConsentChanged(basis_id=basis.pk, client_id=client_id, org_id=org_id, step="outgrow", at=at))
    if over:
        announce(CameOfAge(client_id=client_id, org_id=org_id, at=at))


def lock(basis_id: UUID | None) -> Basis | None:
    """The basis, held still (`for share`) until what relies on it is committed."""
    if basis_id is None:
        return None
    return next(iter(Basis.objects.raw("select * from consent_basis where id = %s for share", [basis_id])), None)


def must_allow(basis: Basis | None, *, service_id: UUID, legal_kind: str, on: date) -> None:
    """Raises NotAllowed where this basis does not allow telling this service anything."""
    born_on = people.born_on(basis.client_id) if basis is not None and rules.may_be_outgrown(basis) else None
    if reason := rules.why_not(basis, born_on=born_on, service_id=service_id, legal_kind=legal_kind, on=on):
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
