"""Who offers their work to whom, and what waits to be taken over."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.accounts.roles import Role
from throughcare.foundation.actor import Actor
from throughcare.referrals.lifecycle import HANDED
from throughcare.referrals.models import (
    HandOver,
    Referral,
)

from .promises import MOST_HELD


def may_hand_over_for_others(actor: Actor) -> bool:
    return actor.has(Role.COORDINATOR) or accounts.leads_a_desk(actor)


def is_offered_to(offer: HandOver, actor: Actor) -> bool:
    """To this member, or to the desk at which they sit."""
    return offer.to_id == actor.membership_id if offer.to_id else offer.to_desk_id == actor.desk_id


def caseload(actor: Actor, membership_id: UUID) -> list[Referral]:
    """What this colleague holds, open or drafted, what is due first standing first. One query."""
    rows = Referral.objects.filter(org_id=actor.org_id, holder_id=membership_id, status__in=HANDED)
    return list(rows.select_related("client").order_by("due_at", "id")[:MOST_HELD])


def open_offers(referral_ids: Collection[UUID]) -> dict[UUID, HandOver]:
    """To whom each of these promises is offered. One query."""
    rows = HandOver.objects.filter(referral_id__in=referral_ids, status="offered")
    return {row.referral_id: row for row in rows.select_related("to__person", "to_desk")}


def offered_to_whom(referral: Referral) -> str:
    offer = open_offers([referral.pk]).get(referral.pk)
    return offer.successor if offer else ""


MOST_OFFERED = 50


def offered_to(actor: Actor) -> list[HandOver]:
    """What waits for this member, or for anybody at their desk. One query for each."""
    whose: list[dict[str, Any]] = [{"to_id": actor.membership_id}]
    whose += [{"to_desk_id": actor.desk_id}] if actor.desk_id else []
    rows = HandOver.objects.filter(org_id=actor.org_id, status="offered", referral__status__in=HANDED)
    rows = rows.select_related("referral__client", "referral__holder__person", "referral__holder_desk")
    return [row for those in whose for row in rows.filter(**those).order_by("due_at", "id")[:MOST_OFFERED]]


def offered_by(actor: Actor) -> list[HandOver]:
    """What this member offered and nobody has answered yet, or what came back and is still with them."""
    rows = HandOver.objects.filter(org_id=actor.org_id, by_id=actor.membership_id)
    rows = rows.filter(referral__status__in=HANDED).exclude(status="taken")
    rows = rows.select_related("referral__client", "to__person", "to_desk")
    latest: dict[UUID, HandOver] = {}
    for row in rows.order_by("-offered_at", "-id")[:MOST_HELD]:
        latest.setdefault(row.referral_id, row)
    mine = actor.membership_id
    came_back = {row.pk for row in latest.values() if row.status == "given_back" and row.referral.holder_id == mine}
    return [row for row in latest.values() if row.status == "offered" or row.pk in came_back]


def offer_of(actor: Actor, offer_id: UUID) -> HandOver | None:
    return HandOver.objects.filter(org_id=actor.org_id, pk=offer_id).first()


def offers_waiting(actor: Actor) -> int:
    """For this member, at most MOST_OFFERED. One bounded count."""
    rows = HandOver.objects.filter(org_id=actor.org_id, to_id=actor.membership_id, status="offered")
    return rows[:MOST_OFFERED].count()
