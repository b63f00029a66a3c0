"""What others may ask about clients, always for an actor. Which rows there are is decided by row-level security."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Subquery

from throughcare.foundation import two_writers
from throughcare.foundation.actor import Actor
from throughcare.foundation.names import name_key

from . import rules
from .models import WHOSE, Client, ClientMerge, ContactRoute, DecisionMaker, Interpreter, RouteKind, Situation

__all__ = [
    "SCOPES", "DecisionMaker", "Interpreter", "RouteKind", "Situation", "asked_from", "decides", "decides_alone_on",
    "gives_way", "missing_in_coverage", "next_safe_at", "on_their_wall", "safe_hours", "ways_to_be_covered", "zones",
]  # fmt: skip

decides = rules.decides
decides_alone_on = rules.decides_alone_on
gives_way = rules.gives_way
asked_from = rules.asked_from
next_safe_at = rules.next_safe_at
on_their_wall = rules.on_their_wall
safe_hours = rules.safe_hours
ways_to_be_covered = rules.ways_to_be_covered
missing_in_coverage = rules.missing_in_coverage
zones = rules.zones

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


def born_on(client_id: UUID) -> date | None:
    return Client.objects.filter(pk=client_id).values_list("born_on", flat=True).first()


def birth_date_of(client_id: Any) -> QuerySet[Any, Any]:
    """The day of birth, to be used inside another query. `client_id`: an id, or an outer column."""
    return Client.objects.filter(pk=client_id).order_by().values("born_on")


def held_still(actor: Actor, client_id: UUID) -> Client | None:
    """The record, which nobody changes until this transaction ends."""
    rows = Client.objects.filter(org_id=actor.org_id, pk=client_id)
    return rows.select_for_update(of=("self",), no_key=True).first()


def kept(actor: Actor, client_id: UUID) -> Client | None:
    """The record that stays for this person, whichever of their records is given."""
    found = Client.objects.filter(org_id=actor.org_id, pk=client_id).select_related("merged_into").first()
    return found.kept if found else None


def same_person(client_id: UUID) -> QuerySet[Any, Any]:
    """The ids of every record of this person, whichever is given; to be used inside another query."""
    whose = Client.objects.filter(pk=client_id).annotate(whose=WHOSE).values("whose")
    return Client.objects.annotate(whose=WHOSE).filter(whose=Subquery(whose)).order_by().values("pk")


def whose(client_id: UUID) -> UUID:
    """The id of the record that stays for this person."""
    return Client.objects.filter(pk=client_id).values_list(WHOSE, flat=True).first() or client_id


def is_same_person(client_id: UUID, client: Client) -> bool:
    return whose(client_id) == whose(client.pk)


def same_people(kept_ids: Collection[UUID]) -> QuerySet[Any, Any]:
    """The ids of every record of these people. `kept_ids`: of the records that stay."""
    return Client.objects.annotate(whose=WHOSE).filter(whose__in=kept_ids).order_by().values("pk")


def merged_into(client: Client) -> list[ClientMerge]:
    """What was merged into this record and still is, each with who did it and why."""
    rows = ClientMerge.objects.filter(kept=client, kind="merge", client__merged_into=client).select_related("client")
    return list(rows.order_by("client_id", "-at", "-id").distinct("client_id"))


def look_alikes(actor: Actor, client: Client) -> list[Client]:
    """Other records that may be the same person as this one."""
    found = possible_duplicates(actor, name=client.name, born_on=client.born_on)
    return [one for one in found if one.pk != client.pk]


def clients(actor: Actor, *, text: str = "", after: tuple[str, str] | None = None) -> QuerySet[Client]:
    """The organization's clients by name. `after` is (name_key, id) of the last row of the page before."""
    found = Client.objects.filter(org_id=actor.org_id, merged_into=None).order_by("name_key", "id")
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
    rows = Client.objects.filter(org_id=actor.org_id, pk__in=ids, merged_into=None).order_by("name_key")
    return list(rows) if ids else []


def named(actor: Actor, names: Iterable[str]) -> list[Client]:
    """Everybody of this organization who has one of these names in full. One query."""
    keys = sorted({name_key(name) for name in names})
    rows = Client.objects.filter(org_id=actor.org_id, name_key__in=keys, merged_into=None).order_by("name_key", "id")
    return list(rows) if keys else []


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
    rows = Client.objects.filter(org_id=actor.org_id, pk__in={pk for _, pk in pairs}, merged_into=None)
    known = {row.pk: row for row in rows}
    return [[known[pk] for asked, pk in pairs if asked == place and pk in known] for place in range(1, len(people) + 1)]


def may_be_contacted(client: Client) -> bool:
    return not rules.situations()[client.situation].get("ends_contact")


def route(client_id: UUID, route_id: UUID) -> ContactRoute | None:
    return next((route for route in routes(client_id) if route.pk == route_id), None)


def routes(client_id: UUID) -> list[ContactRoute]:
    """Every way to reach this person, the safe ones first; each as safe as the most careful of their records says."""
    rows = ContactRoute.objects.filter(client_id__in=same_person(client_id))
    return rules.reached_with_care(list(rows.order_by("-is_safe", "kind", "id")))


def may_be_overheard(client_id: UUID) -> bool:
    """Whether somebody else may hold their phone: a way to reach them is not safe, or somebody must never be told."""
    return any(not route.is_safe for route in routes(client_id)) or any(
        maker.never_tell for maker in decision_makers(client_id)
    )


def decision_makers(client_id: UUID) -> list[DecisionMaker]:
    """Everybody who ever stood on a record of theirs as one, also those whose time is over."""
    rows = DecisionMaker.objects.filter(client_id__in=same_person(client_id))
    return rules.told_with_care(list(rows.order_by("acts_as", "name")))


def decision_maker(client_id: UUID, maker_id: UUID) -> DecisionMaker | None:
    return DecisionMaker.objects.filter(client_id__in=same_person(client_id), pk=maker_id).first()


def marks_of(row: Any, names: Iterable[str]) -> dict[str, str]:
    """What a page showed of these fields of a record, to be sent back with its form."""
    return two_writers.marks({name: getattr(row, name) for name in names})


def deciding(client: Client, *, on: date) -> list[DecisionMaker]:
    """Who decides with them or is told on this day: rights move over on the birthday. With whoever must never be told."""
    return [maker for maker in decision_makers(client.pk) if rules.decides(maker, client.born_on, on=on)]


def routes_of(kept_ids: Collection[UUID]) -> dict[UUID, list[ContactRoute]]:
    """The ways to reach each of these people, as `routes` gives them, by the record that stays. One query."""
    rows = ContactRoute.objects.filter(client_id__in=same_people(kept_ids)).select_related("client")
    found = by_person(rows.order_by("-is_safe", "kind", "id"))
    return {pk: rules.reached_with_care(routes) for pk, routes in found.items()}


def decision_makers_of(kept_ids: Collection[UUID]) -> dict[UUID, list[DecisionMaker]]:
    """Who decides with each of these people, and who must never be told, by the record that stays. One query."""
    rows = DecisionMaker.objects.filter(client_id__in=same_people(kept_ids)).select_related("client")
    return {pk: rules.told_with_care(makers) for pk, makers in by_person(rows.order_by("acts_as", "name")).items()}


def by_person(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.client.merged_into_id or row.client_id].append(row)
    return found
