"""The verbs of a client's record. Nothing else writes one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.names import name_key
from throughcare.foundation.transactions import action

from .events import ClientRenamed, SituationChanged
from .models import Client, ContactRoute, DecisionMaker


@action
def register(*, name: str, actor: Actor, at: datetime, **facts: Any) -> Client:
    """A new client of the actor's organization. `facts` are fields of Client. Search for duplicates first."""
    if not actor.membership_id:
        raise NotAllowed("A person registers a client.")
    client = Client.objects.create(
        org_id=actor.org_id, name=name, name_key=name_key(name), made_by_id=actor.membership_id, made_at=at, **facts
    )
    involve_maker(client.pk)
    audit.wrote("client", client.pk, client_id=client.pk, at=at)
    return client


@action
def register_once(key: UUID, *, route: dict[str, Any] | None, actor: Actor, at: datetime, **facts: Any) -> Client:
    """The client of one form, with the first way to reach them. The same form sent twice is one client.

    `key`: the id that the form was given. A key that another organization used is refused like any other fault.
    """
    if known := registered(key, actor):
        return known
    try:
        with transaction.atomic():
            client = register(id=key, actor=actor, at=at, **facts)
            if route:
                add_route(client, actor=actor, at=at, **route)
    except IntegrityError as refused:
        if known := registered(key, actor):
            return known
        raise NotAllowed(USED_FORM) from refused
    return client


USED_FORM = "This form cannot be used again. Open a new one."


def registered(key: UUID, actor: Actor) -> Client | None:
    return Client.objects.filter(org_id=actor.org_id, pk=key).first()


def once(rows: models.QuerySet, *, client: Client, key: UUID | None, **fields: Any) -> tuple[Any, bool]:
    """A row of this client and whether it is new. With the id that a form was given, the form sent twice is one row."""
    if key is None:
        return rows.create(client=client, org_id=client.org_id, **fields), True
    try:
        return rows.get_or_create(client=client, org_id=client.org_id, id=key, defaults=fields)
    except IntegrityError as refused:
        raise NotAllowed(USED_FORM) from refused


def involve_maker(client_id: UUID) -> None:
    """Sight of one's own new record, given by the law function that checks who made it."""
    with connection.cursor() as cursor:
        cursor.execute("select law.involve_maker(%s)", [client_id])


@action
def correct(client: Client, *, actor: Actor, at: datetime, **facts: Any) -> Client:
    """Change what the record says. A new name reaches every open list in the same transaction."""
    renamed = "name" in facts and facts["name"] != client.name
    if renamed:
        facts["name_key"] = name_key(facts["name"])
    Client.objects.filter(pk=client.pk).update(**facts)
    for field, value in facts.items():
        setattr(client, field, value)
    audit.wrote("client", client.pk, client_id=client.pk, at=at)
    if renamed:
        announce(ClientRenamed(client_id=client.pk, org_id=client.org_id, name=client.name, at=at))
    return client


@action
def add_route(
    client: Client, *, kind: str, value: str, actor: Actor, at: datetime, key: UUID | None = None, **facts: Any
) -> ContactRoute:
    """A way to reach them, with its safe hours (site's local time) and what may be said there."""
    if facts.get("safe_from") and facts.get("safe_until") and facts["safe_from"] >= facts["safe_until"]:
        raise NotAllowed("The safe hours end before they begin.")
    route, is_new = once(
        ContactRoute.objects.all(), client=client, key=key, kind=kind, value=value, confirmed_at=at, **facts
    )
    if is_new:
        audit.wrote("contact_route", route.pk, client_id=client.pk, at=at)
    return route


@action
def add_decision_maker(
    client: Client, *, name: str, acts_as: str, actor: Actor, at: datetime, key: UUID | None = None, **facts: Any
) -> DecisionMaker:
    maker, is_new = once(DecisionMaker.objects.all(), client=client, key=key, name=name, acts_as=acts_as, **facts)
    if is_new:
        audit.wrote("decision_maker", maker.pk, client_id=client.pk, at=at)
    return maker


@action
def change_situation(
    client: Client, *, situation: str, source: str, actor: Actor, at: datetime, review_on: Any = None
) -> Client:
    """Where the person is now. It reaches everything open of theirs in the same transaction (reactions.AT_ONCE)."""
    fields = {"situation": situation, "situation_source": source, "situation_at": at, "situation_review_on": review_on}
    Client.objects.filter(pk=client.pk).update(**fields)
    for field, value in fields.items():
        setattr(client, field, value)
    audit.wrote("client", client.pk, client_id=client.pk, at=at)
    announce(SituationChanged(client_id=client.pk, org_id=client.org_id, situation=situation, at=at))
    return client
