"""What others may ask about clients, always for an actor. Which rows there are is decided by row-level security."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from throughcare.foundation.actor import Actor
from throughcare.foundation.names import name_key

from . import rules
from .models import Client, ContactRoute, DecisionMaker, Interpreter, RouteKind, Situation

__all__ = [
    "SCOPES", "DecisionMaker", "Interpreter", "RouteKind", "Situation", "decides", "decides_alone_on", "next_safe_at",
    "safe_hours",
]  # fmt: skip

decides = rules.decides
decides_alone_on = rules.decides_alone_on
next_safe_at = rules.next_safe_at
safe_hours = rules.safe_hours

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


def named(actor: Actor, names: Iterable[str]) -> list[Client]:
    """Everybody of this organization who has one of these names in full. One query."""
    keys = sorted({name_key(name) for name in names})
    rows = Client.objects.filter(org_id=actor.org_id, name_key__in=keys) if keys else Client.objects.none()
    return list(rows.order_by("name_key", "id"))


def alike(actor: Actor, people: Sequence[tuple[str, date | None]]) -> list[list[Client]]:
    """`possible_duplicates` of each of these people, in their order. Two queries, whatever their number."""
    if not people:
        return []
    sql = (
        "select asked.place, found.id from unnest(%s::text[], %s::date[]) with ordinality as asked(key, born, place)"
        " cross join lateral law.possible_duplicates(asked.key, asked.born) found"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [[name_key(name) for name, _ in people], [born_on for _, born_on in people]])
        pairs = cursor.fetchall()
    known = {row.pk: row for row in Client.objects.filter(org_id=actor.org_id, pk__in={pk for _, pk in pairs})}
    return [[known[pk] for asked, pk in pairs if asked == place and pk in known] for place in range(1, len(people) + 1)]


def may_be_contacted(client: Client) -> bool:
    return not rules.situations()[client.situation].get("ends_contact")


def route(client_id: UUID, route_id: UUID) -> ContactRoute | None:
    return ContactRoute.objects.filter(client_id=client_id, pk=route_id).first()


def routes(client_id: UUID) -> QuerySet[ContactRoute]:
    return ContactRoute.objects.filter(client_id=client_id).order_by("-is_safe", "kind", "id")


def decision_makers(client_id: UUID) -> QuerySet[DecisionMaker]:
    """Everybody who ever stood on the record as one, also those whose time is over."""
    return DecisionMaker.objects.filter(client_id=client_id).order_by("acts_as", "name")


def deciding(client: Client, *, on: date) -> list[DecisionMaker]:
    """Who decides with them or is told on this day: rights move over on the birthday. With whoever must never be told."""
    return [maker for maker in decision_makers(client.pk) if rules.decides(maker, client.born_on, on=on)]


def routes_of(client_ids: Collection[UUID]) -> dict[UUID, list[ContactRoute]]:
    """The ways to reach each of these people, the safe ones first. One query."""
    found: dict[UUID, list[ContactRoute]] = defaultdict(list)
    for route in ContactRoute.objects.filter(client_id__in=client_ids).order_by("-is_safe", "kind", "id"):
        found[route.client_id].append(route)
    return found


def decision_makers_of(client_ids: Collection[UUID]) -> dict[UUID, list[DecisionMaker]]:
    """Who decides with each of these people, and who must never be told. One query."""
    found: dict[UUID, list[DecisionMaker]] = defaultdict(list)
    for maker in DecisionMaker.objects.filter(client_id__in=client_ids).order_by("acts_as", "name"):
        found[maker.client_id].append(maker)
    return found
