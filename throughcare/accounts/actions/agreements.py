"""What an organization signed with its network, and what the law calls it: kept by whoever leads the network."""

from datetime import date, datetime, timedelta
from uuid import UUID

from throughcare.accounts import queries
from throughcare.accounts.models import Agreement, Organization
from throughcare.accounts.roles import LegalKind
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action


@action
def sign(org_id: UUID, *, signed_on: date, ends_on: date | None, actor: Actor, at: datetime) -> Agreement:
    """From its day on it is sent electronically. One in force is enough: the running one ends the day before, or is this one."""
    org = hold(org_id, actor=actor)
    if ends_on and ends_on < signed_on:
        raise NotAllowed("It ends before it was signed. Look at the two days.")
    if signed_on > queries.today_of(org, at):
        raise NotAllowed("Write it down when it is signed.")
    running = queries.agreement_in_force(org.pk, on=signed_on)
    if running and running.signed_on == signed_on:
        Agreement.objects.filter(pk=running.pk).update(ends_on=ends_on)
        running.ends_on = ends_on
        agreement = running
    else:
        if running:
            Agreement.objects.filter(pk=running.pk).update(ends_on=signed_on - timedelta(days=1))
        agreement = Agreement.objects.create(org=org, signed_on=signed_on, ends_on=ends_on)
    audit.wrote("organization", org.pk, at=at, step="sign_agreement")
    return agreement


@action
def end_agreement(org_id: UUID, *, ends_on: date, actor: Actor, at: datetime) -> None:
    """Its last day. After it: questions without a name, and paper only. What is under way goes on."""
    org = hold(org_id, actor=actor)
    today = queries.today_of(org, at)
    if ends_on < today:
        raise NotAllowed("Its last day is today or later: what was sent until now was sent under it.")
    running = queries.agreements_in_force(on=today).filter(org=org)
    if not running.update(ends_on=ends_on):
        raise NotAllowed("No agreement is in force.")
    audit.wrote("organization", org.pk, at=at, step="end_agreement")


@action
def say_legal_kind(org_id: UUID, *, legal_kind: str, actor: Actor, at: datetime) -> None:
    """It decides what may be sent from now on, and which notice goes with it (design, section 2)."""
    org = hold(org_id, actor=actor)
    if legal_kind not in LegalKind.values:
        raise NotAllowed("Choose what the law calls it.")
    Organization.objects.filter(pk=org.pk).update(legal_kind=legal_kind)
    audit.wrote("organization", org.pk, at=at, step="say_legal_kind")


def hold(org_id: UUID, *, actor: Actor) -> Organization:
    """Locked, so that two who write at once leave one agreement in force."""
    org = Organization.objects.select_for_update().filter(pk=org_id).first()
    if org is None or not queries.leads_network(actor) or queries.network_of(actor).pk != org.network_id:
        raise NotAllowed("Whoever leads the network keeps its agreements.")
    return org
