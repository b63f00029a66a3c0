"""Who answers for a network whether two records are one person: its lead names them and ends it."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from throughcare.accounts import queries
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action


@action
def name_steward(email: str, *, actor: Actor, at: datetime) -> None:
    """A member of the network. The database itself asks who leads it; naming twice is naming once."""
    only_the_lead(actor)
    member = queries.membership_by_email(email.strip())
    if member is None or member.org.network_id != queries.network_of(actor).pk:
        raise NotAllowed("Nobody with this address works in your network.")
    with connection.cursor() as cursor:
        cursor.execute("select law.name_steward(%s, %s)", [member.pk, at])
    audit.wrote("membership", member.pk, at=at, step="name_steward")


@action
def end_stewardship(membership_id: UUID, *, actor: Actor, at: datetime) -> None:
    only_the_lead(actor)
    with connection.cursor() as cursor:
        cursor.execute("select law.end_stewardship(%s, %s)", [membership_id, at])
    audit.wrote("membership", membership_id, at=at, step="end_stewardship")


def only_the_lead(actor: Actor) -> None:
    if not queries.leads_network(actor):
        raise NotAllowed("The network's lead names its data stewards.")
