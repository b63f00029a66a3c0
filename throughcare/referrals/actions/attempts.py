"""Somebody tries to reach the person: only while they may be contacted, by a safe route, in its safe hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.referrals import closing, standing
from throughcare.referrals.lifecycle import REFERRAL, parts_in_referral
from throughcare.referrals.models import ContactAttempt, Referral

from .referral_changes import must_be_alive
from .referrals import hold_still


@action
def record_attempt(
    referral_id: UUID, *, outcome: str, actor: Actor, at: datetime, contact_route_id: UUID | None = None,
    route_kind: str = "", key: UUID | None = None, **said: Any,
) -> ContactAttempt:  # fmt: skip
    """One attempt on a known route, or by a kind of route. `said`: note, said_by, route, happened_at.

    `key`: the id that the form was given. Raises NotAllowed for somebody deceased, an unsafe route, an unsafe hour.
    """
    referral = hold_still(referral_id)
    if known := referral.attempts.filter(pk=key).first() if key else None:
        return known
    if outcome not in closing.outcomes():
        raise NotAllowed("Choose what came of it.")
    if not parts_in_referral(referral, actor) or actor.membership_id is None:
        raise NotAllowed("Your role does not contact people for a referral.")
    if not REFERRAL.is_open(referral.status):
        raise NotAllowed("It is not open. Open it again first.")
    must_be_alive(referral)
    happened_at = said.pop("happened_at", None) or at
    if happened_at > at:
        raise NotAllowed("This time has not come yet.")
    attempt = ContactAttempt.objects.create(
        id=key or uuid7(), referral=referral, client_id=referral.client_id, org_id=referral.org_id, outcome=outcome,
        contact_route_id=contact_route_id, route_kind=kind_of_safe_route(referral, contact_route_id, route_kind, happened_at),
        by_id=actor.membership_id, by_name=actor.name, at=at, happened_at=happened_at, **said,
    )  # fmt: skip
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    if closing.outcomes()[outcome]["reached"]:
        Referral.objects.filter(pk=referral.pk).update(reached_at=happened_at)
    follow_up(referral, outcome, at=at)
    return attempt


def kind_of_safe_route(referral: Referral, route_id: UUID | None, kind: str, happened_at: datetime) -> str:
    if route_id is None:
        if kind not in clients.RouteKind.values:
            raise NotAllowed("Say by which route.")
        return kind
    route = clients.route(referral.client_id, route_id)
    if route is None:
        raise NotAllowed("This route is not on their record.")
    if not route.is_safe:
        raise NotAllowed("This route is not safe. Use another one.")
    hour = clients.on_their_wall(referral.client, happened_at, here=referral.org.time_zone).time()
    if route.safe_from and route.safe_until and not route.safe_from <= hour <= route.safe_until:
        raise NotAllowed(f"It is safe from {route.safe_from:%H:%M} to {route.safe_until:%H:%M} only.")
    return route.kind


def follow_up(referral: Referral, outcome: str, *, at: datetime) -> None:
    """Reached on the day of a release: what was due today is done. The list says what came of it either way."""
    if closing.outcomes()[outcome]["reached"]:
        standing.contacted(referral, at=at)
    standing.show_sender(referral, beside="", said=closing.outcomes()[outcome]["words"], at=at)
