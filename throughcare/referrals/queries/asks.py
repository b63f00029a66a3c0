"""The asks that were made for a promise, as the side that asks may see them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from throughcare.foundation.actor import Actor
from throughcare.referrals import rules, standing
from throughcare.referrals.lifecycle import IN_HAND, standing_key
from throughcare.referrals.models import (
    CoolOff,
    Handoff,
    HandoffNote,
    HandoffStep,
    Message,
    Package,
    PastAsk,
    Referral,
)

from .timeline import tells_how_it_goes


def handoff(actor: Actor, handoff_id: UUID) -> Handoff | None:
    """A handoff that this organization sent or received."""
    rows = Handoff.objects.select_related(
        "org", "to_org", "service", "holder__person", "holder_desk", "to_desk", "assigned_to__person"
    )
    return rows.filter(pk=handoff_id).first()


def messages_of(handoff: Handoff) -> list[Message]:
    """What the two sides wrote to each other, oldest first."""
    return list(Message.objects.filter(handoff_id=handoff.pk)[:200])


@dataclass(frozen=True)
class Seen:
    by_name: str
    at: datetime


def seen_on_the_other_side(handoff: Handoff) -> dict[UUID, Seen]:
    """Which of our messages were looked at there, by whom first and when: a fact of the audit. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select message, by_name, at from law.messages_seen(%s)", [handoff.pk])
        return {message: Seen(by_name, at) for message, by_name, at in cursor.fetchall()}


def notes_of(actor: Actor, handoff: Handoff) -> list[HandoffNote]:
    """What one's own side wrote down for itself."""
    return list(HandoffNote.objects.filter(handoff_id=handoff.pk, org_id=actor.org_id)[:200])


def may_write(handoff: Handoff) -> bool:
    """To the other side, as far as both sides may know."""
    is_told = handoff.feedback != "nothing" or handoff.accepted_at is None
    return not rules.may_not_write(handoff, closure="", is_told=is_told)


def may_send_back(handoff: Handoff, *, receives: bool) -> bool:
    return may_write(handoff) and not rules.may_not_send_back(handoff, receives=receives)


def handoffs_of(referral: Referral) -> list[Handoff]:
    rows = Handoff.objects.filter(referral_id=referral.pk).select_related(
        "to_org", "service", "suggested", "holder__person", "holder_desk"
    )
    return list(rows.order_by("id"))


def package_of(handoff: Handoff) -> Package | None:
    return Package.objects.filter(pk=handoff.pk).first()


@dataclass(frozen=True)
class LiveAsk:
    handoff_id: UUID
    org_id: UUID  # who asks
    status: str


def live_asks_of_service(service_id: UUID) -> list[LiveAsk]:
    """For whoever runs it, also those that are only prepared and not sent: ids and how they stand, nothing of the person.

    Where nobody here runs it, one's own.
    """
    with connection.cursor() as cursor:
        cursor.execute("select handoff_id, org_id, status from law.live_asks_of_service(%s)", [service_id])
        return [LiveAsk(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class AskOf:
    """One ask that was sent for a client, and the organization on whose side it is followed. Never its status."""

    handoff_id: UUID
    org_id: UUID


def asks_of_client(client_id: UUID) -> list[AskOf]:
    """Every ask that this organization ever sent for them, also those that it may not see any more."""
    with connection.cursor() as cursor:
        cursor.execute("select handoff_id, followed_by from law.asks_of_client(%s)", [client_id])
        return [AskOf(*row) for row in cursor.fetchall()]


def asked_for(actor: Actor, referral_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The asks of these promises that may be seen, each with its promise. One query."""
    rows = Handoff.objects.filter(referral_id__in=referral_ids, org_id=actor.org_id)
    return dict(rows.values_list("id", "referral_id"))


def live_handoffs(referral_ids: Collection[UUID]) -> dict[UUID, Handoff]:
    """The furthest live ask of each, of those that may be seen. One query."""
    rows = Handoff.objects.filter(referral_id__in=referral_ids).exclude(status="ended")
    rows = rows.select_related("to_org", "holder__person", "holder_desk").order_by("accepted_at", "id")
    found: dict[UUID, Handoff] = {}
    for row in rows:
        if row.referral_id not in found or row.accepted_at:
            found[row.referral_id] = row
    return found


def furthest_of(asks: Iterable[Handoff]) -> Handoff | None:
    """The live one of these asks that came furthest, the first of them."""
    live = [ask for ask in asks if ask.status != "ended"]
    return max(live, key=lambda ask: standing.HOW_FAR.index(ask.status), default=None)


def cooling_off(org_id: UUID, service_ids: Collection[UUID], *, on: date) -> dict[UUID, date]:
    """Those of these services that told us no for want of room, each with the day from which it is asked again. One query."""
    rows = CoolOff.objects.filter(org_id=org_id, service_id__in=service_ids, not_before__gt=on)
    return dict(rows.values_list("service_id", "not_before"))


def how_it_stands(actor: Actor, handoff: Handoff) -> str:
    """As this actor may know it: that somebody is looked for after a missed visit is how it goes."""
    is_untold = handoff.status in IN_HAND and not tells_how_it_goes(actor, handoff)
    return handoff.status if is_untold else standing_key(handoff)


def whose_hands(handoff: Handoff) -> UUID | None:
    """The member of the receiving side who has it; None while it is a desk's."""
    return handoff.holder_id if handoff.status in IN_HAND else handoff.assigned_to_id


MOST_ALONE = 50


def left_alone(actor: Actor) -> list[Handoff]:
    """Whose clinician left or whose program closes, until somebody else sees them: what is due first, and one more if there are."""
    rows = Handoff.objects.filter(to_org_id=actor.org_id, alone_since__isnull=False)
    return list(rows.select_related("sent_package", "org", "service").order_by("due_at", "id")[: MOST_ALONE + 1])


def who_had(handoff_ids: Collection[UUID]) -> dict[UUID, str]:
    """Who saw each of these people until they left, or the program that closes. One query."""
    rows = HandoffStep.objects.filter(record_id__in=handoff_ids, name__in=["needs_clinician", "program_closed"])
    rows = rows.order_by("record_id", "-at", "-id").distinct("record_id")
    return {row.record_id: row.facts["had"] for row in rows}


def alone_waiting(actor: Actor) -> int:
    """At most MOST_ALONE. One bounded count."""
    return Handoff.objects.filter(to_org_id=actor.org_id, alone_since__isnull=False)[:MOST_ALONE].count()


def desk_of(handoff: Handoff) -> UUID | None:
    """The receiving side's desk at which it lies, in nobody's hands."""
    return handoff.holder_desk_id if handoff.status in IN_HAND else handoff.to_desk_id


def promises_of(actor: Actor, handoff_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Of those of these asks that this organization sent: for which promise each was. One query."""
    rows = Handoff.objects.filter(pk__in=handoff_ids, org_id=actor.org_id)
    return dict(rows.values_list("id", "referral_id"))


PAST_ASKS = 50


def past_ask(actor: Actor, handoff_id: UUID) -> PastAsk | None:
    """What this organization keeps of an ask that it did not accept."""
    return PastAsk.objects.filter(pk=handoff_id, org_id=actor.org_id).select_related("from_org").first()


def past_asks(actor: Actor, *, before: UUID | None) -> list[PastAsk]:
    """The latest first, one more than a page holds; `before`: the last of the page before."""
    rows = PastAsk.objects.filter(org_id=actor.org_id).select_related("from_org").order_by("-handoff_id")
    return list((rows.filter(handoff_id__lt=before) if before else rows)[: PAST_ASKS + 1])
