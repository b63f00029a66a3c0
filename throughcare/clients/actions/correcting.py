"""A way to reach somebody, or whoever decides with them, is not as it was written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.clients import queries, rules
from throughcare.clients.models import ContactRoute, DecisionMaker
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.foundation.two_writers import Seen, together


@action
def change_route(route: ContactRoute, *, actor: Actor, at: datetime, seen: Seen | None = None, **facts: Any) -> None:
    """It is safe no more, or again, or at other hours. Whatever waits to go there asks at the moment of sending.

    `seen`: the marks of these fields when the page was made. Raises NotAllowed, BothWrote.
    """
    stands = held(ContactRoute, route.pk)
    facts = together(as_stored(stands, facts), facts, seen or {})
    if facts.get("safe_from") and facts.get("safe_until") and facts["safe_from"] >= facts["safe_until"]:
        raise NotAllowed("The safe hours end before they begin.")
    ContactRoute.objects.filter(pk=route.pk).update(confirmed_at=at, **facts)
    audit.wrote("contact_route", route.pk, client_id=route.client_id, at=at)
    if facts.get("is_safe", stands.is_safe) != stands.is_safe:
        set_safe(route.client_id, route.value, is_safe=facts["is_safe"], at=at)


def set_safe(client_id: UUID, value: str, *, is_safe: bool, at: datetime) -> None:
    """Of each way to reach this person that leads to the same number, however it is written."""
    wanted = rules.value_key(value)
    rows = ContactRoute.objects.filter(client_id__in=queries.same_person(client_id), is_safe=not is_safe)
    for route in rows.order_by("id"):
        if rules.value_key(route.value) == wanted:
            ContactRoute.objects.filter(pk=route.pk).update(is_safe=is_safe, confirmed_at=at)
            audit.wrote("contact_route", route.pk, client_id=route.client_id, at=at)


@action
def change_decision_maker(
    maker: DecisionMaker, *, actor: Actor, at: datetime, seen: Seen | None = None, **facts: Any
) -> None:
    """From now on they decide something else, until another day, or must never be told. What was told cannot be untold."""
    facts = together(as_stored(held(DecisionMaker, maker.pk), facts), facts, seen or {})
    DecisionMaker.objects.filter(pk=maker.pk).update(**facts)
    audit.wrote("decision_maker", maker.pk, client_id=maker.client_id, at=at)


def held(table: Any, pk: UUID) -> Any:
    """As it stands, locked. Raises NotAllowed where the actor does not see it."""
    row = table.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotAllowed("This record is not yours.")
    return row


def as_stored(row: Any, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
