"""What others may ask about clients, always for an actor. Which rows there are is decided by row-level security."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from throughcare.foundation.actor import Actor
from throughcare.foundation.names import name_key

from . import rules
from .models import Client, ContactRoute, DecisionMaker, Interpreter, RouteKind, Situation

__all__ = ["DecisionMaker", "Interpreter", "RouteKind", "SCOPES", "Situation"]

PAGE = 50
SCOPES = {
    "informed": "Is told",
    "contacted": "May be contacted",
    "treatment": "Decides on treatment",
    "medication": "Decides on medication",
    "release": "Decides what is shared",
    "portal": "Sees the client's pages",
}


def asks_again(situation: str) -> bool:
    """Whether this situation needs a day on which to ask again."""
    return bool(rules.situations()[situation].get("ask_again"))


def client(actor: Actor, client_id: UUID) -> Client | None:
    return Client.objects.filter(org_id=actor.org_id, pk=client_id).first()


def clients(actor: Actor, *, text: str = "", after: tuple[str, str] | None = None) -> QuerySet[Client]:
    """The organization's clients by name. `after` is (name_key, id) of the last row of the page before."""
    found = Client.objects.filter(org_id=actor.org_id).order_by("name_key", "id")
    if key := name_key(text):
        found = found.filter(name_key__gte=key, name_key__lt=key + "\U0010ffff")
    if after:
        found = found.extra(where=["(name_key, id) > (%s, %s::uuid)"], params=list(after))
    return found[: PAGE + 1]


def possible_duplicates(actor: Actor, *, name: str, born_on: date | None) -> list[Client]:
    """Clients of this organization that may be the same person: the same birth date or a name that sounds alike.

    One audited function of the database asks, because a policy would keep a planner from using a text index here.
    """
    with connection.cursor() as cursor:
        cursor.execute("select id from law.possible_duplicates(%s, %s)", [name_key(name), born_on])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Client.objects.filter(org_id=actor.org_id, pk__in=ids).order_by("name_key")) if ids else []


def may_be_contacted(client: Client) -> bool:
    return not rules.situations()[client.situation].get("ends_contact")


def route(client_id: UUID, route_id: UUID) -> ContactRoute | None:
    return ContactRoute.objects.filter(client_id=client_id, pk=route_id).first()


def routes(client_id: UUID) -> QuerySet[ContactRoute]:
    return ContactRoute.objects.filter(client_id=client_id).order_by("-is_safe", "kind", "id")


def decision_makers(client_id: UUID) -> QuerySet[DecisionMaker]:
    return DecisionMaker.objects.filter(client_id=client_id).order_by("acts_as", "name")
