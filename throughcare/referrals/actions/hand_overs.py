"""Handing over is an offer. The holder goes on answering for the person until the successor has taken it over."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action
from throughcare.foundation.work import actions as work
from throughcare.referrals import queries, standing
from throughcare.referrals.lifecycle import HANDED
from throughcare.referrals.models import HandOver, Referral

from .referrals import hold_still

FASTER = "Someone was faster: this offer stands no more."


@action
def offer(referral_ids: Collection[UUID], *, to: Any, note: str, actor: Actor, at: datetime) -> list[HandOver]:
    """Offer these promises and drafts to a colleague: all of them, or none. An offer that was open is replaced."""
    may_succeed(to, actor)
    wanted = Referral.objects.filter(pk__in=referral_ids, org_id=actor.org_id).select_related("org", "holder__person")
    rows = list(wanted.select_for_update(of=("self",)).order_by("pk"))
    if len(rows) != len(set(referral_ids)) or not rows:
        raise NotAllowed("Choose what to hand over.")
    for referral in rows:
        may_offer(referral, to, actor)
    earlier = {row.referral_id: row for row in HandOver.objects.filter(referral__in=rows, status="offered")}
    settle([row.pk for row in earlier.values()], org_id=actor.org_id, status="replaced", at=at)
    made = [
        offered(row, **whose_it_was(row, earlier.get(row.pk)), to=to, note=note.strip(), by_id=actor.membership_id, at=at)
        for row in rows
    ]  # fmt: skip
    return written(made, rows, at=at)


def may_succeed(to: Any, actor: Actor) -> None:
    if to is None or to.org_id != actor.org_id or not to.active:
        raise NotAllowed("Choose somebody who works here.")
    if not queries.may_refer(accounts.as_actor(to)):
        raise NotAllowed("Choose somebody whose role refers people.")


def may_offer(referral: Referral, to: Any, actor: Actor) -> None:
    """One's own work, or anybody's for a coordinator or the lead of a desk."""
    if referral.status not in HANDED:
        raise NotAllowed(f"TC-{referral.number} is not open any more.")
    if referral.holder_id == to.pk:
        raise NotAllowed(f"TC-{referral.number} is with them already.")
    if referral.holder_id != actor.membership_id and not queries.may_hand_over_for_others(actor):
        raise NotAllowed("You hand over what you hold. A coordinator or a desk's lead does it for others.")


def whose_it_was(referral: Referral, earlier: HandOver | None) -> dict[str, Any]:
    """Of an offer that goes on to somebody else: still the one whose work it was."""
    if earlier is not None:
        return {"of_id": earlier.of_id, "of_name": earlier.of_name}
    return {"of_id": referral.holder_id, "of_name": referral.holder.person.name if referral.holder else ""}


def offered(referral: Referral, *, at: datetime, **fields: Any) -> HandOver:
    due_at = standing.due(referral.org, step="hand_over", urgency=referral.urgency, at=at)
    return HandOver(
        referral=referral, client_id=referral.client_id, org_id=referral.org_id, offered_at=at, due_at=due_at, **fields
    )


def written(made: list[HandOver], referrals: Iterable[Referral], *, at: datetime) -> list[HandOver]:
    """With a clock for each: an offer that nobody answers goes to the lead."""
    HandOver.objects.bulk_create(made)
    wanted = [
        standing.clock_for(
            row.referral.org, kind="hand_over", subject_id=row.pk, step="hand_over", urgency=row.referral.urgency
        )
        for row in made
    ]
    if wanted:
        clocks.start_many(wanted, at=at)
    for referral in referrals:
        audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    return made


def settle(ids: Collection[UUID], *, org_id: UUID, status: str, at: datetime, **fields: Any) -> None:
    """Compare-and-set: of two people who answer an offer, the second learns that it is answered."""
    moved = HandOver.objects.filter(pk__in=ids, status="offered").update(status=status, answered_at=at, **fields)
    if moved != len(ids):
        raise Overtaken(FASTER)
    for pk in ids:
        clocks.stop(org_id=org_id, subject_id=pk, at=at)


def held_offer(offer_id: UUID) -> tuple[HandOver, Referral]:
    """The promise is locked before its offer is judged, in the order of every other step of it."""
    referral_id = HandOver.objects.values_list("referral_id", flat=True).get(pk=offer_id)
    referral = hold_still(referral_id)
    return HandOver.objects.get(pk=offer_id), referral


@action
def take_hand_over(offer_id: UUID, *, actor: Actor, at: datetime) -> Referral:
    """From this moment the successor answers for the person, and for what was asked and not yet answered."""
    offer, referral = held_offer(offer_id)
    is_offered_to(offer, actor)
    if offer.status == "taken" and referral.holder_id == actor.membership_id:
        return referral  # pressed twice
    settle([offer.pk], org_id=offer.org_id, status="taken", at=at)
    if referral.status not in HANDED:
        raise NotAllowed("It is not open any more.")
    pass_to(referral, holder_id=actor.membership_id)
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    return referral


def pass_to(referral: Referral, *, holder_id: UUID | None) -> None:
    heir = {"holder_id": holder_id, "holder_desk_id": None}
    Referral.objects.filter(pk=referral.pk).update(**heir)
    referral.handoffs.filter(status__in=["prepared", "sent"]).update(**heir)
    work.hand_over(referral.pk, org_id=referral.org_id, **heir)


def is_offered_to(offer: HandOver, actor: Actor) -> None:
    if actor.membership_id is None or not queries.is_offered_to(offer, actor):
        raise NotAllowed("This was offered to somebody else.")


@action
def give_back(offer_id: UUID, *, reason: str, actor: Actor, at: datetime) -> None:
    """It stays with whoever holds it, who reads why."""
    offer, referral = held_offer(offer_id)
    is_offered_to(offer, actor)
    if not reason.strip():
        raise NotAllowed("Say why, for the one who goes on with it.")
    if referral.holder_id == actor.membership_id or (referral.holder_id is None and referral.holder_desk_id):
        raise NotAllowed("Nobody is left to give it back to. Take it over, or offer it to a colleague.")
    settle([offer.pk], org_id=offer.org_id, status="given_back", at=at, reason=reason.strip())
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)


@action
def take_back(offer_id: UUID, *, actor: Actor, at: datetime) -> None:
    offer, referral = held_offer(offer_id)
    if actor.membership_id not in {offer.by_id, referral.holder_id}:
        raise NotAllowed("Whoever offered it takes it back.")
    settle([offer.pk], org_id=offer.org_id, status="replaced", at=at)
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)


@action
def leave_behind(
    leaver_id: UUID, held: Collection[UUID], *, org_id: UUID, heir: dict[str, Any], at: datetime
) -> list[HandOver]:
    """Access ended: the heir holds what the leaver held, and finds it as a list, to take or to pass on one by one."""
    successor = {"to_id": heir["holder_id"], "to_desk_id": heir["holder_desk_id"]}
    HandOver.objects.filter(org_id=org_id, to_id=leaver_id, status="offered").update(**successor)
    unoffered = Referral.objects.filter(pk__in=held, org_id=org_id).exclude(hand_overs__status="offered")
    rows = list(unoffered.select_related("org").order_by("pk"))
    leaver = accounts.membership(leaver_id)
    assert leaver is not None
    made = [offered(row, of_id=leaver_id, of_name=leaver.person.name, at=at, **successor) for row in rows]
    return written(made, rows, at=at)


@action
def pass_offer_to_lead(offer_id: UUID, *, clock_id: UUID, rung: int, at: datetime) -> None:
    """Nobody answered in time: the lead of the desk decides, and is told."""
    if not HandOver.objects.filter(pk=offer_id).exists():
        return  # it was about a draft, which was thrown away
    offer, referral = held_offer(offer_id)
    lead = accounts.whom_to_tell("desk_lead", holder_id=offer.to_id, desk_id=offer.to_desk_id)
    if offer.status != "offered" or lead is None:
        return
    HandOver.objects.filter(pk=offer.pk, status="offered").update(to=lead, to_desk=None)
    staff.tell(
        to=lead, clock_id=clock_id, rung=rung, subject_kind="referral", subject_id=referral.pk, kind="breach",
        clock="hand_over", due_at=offer.due_at, at=at,
    )  # fmt: skip
