"""Draft to sent in one press: the rules and the rows of the single steps, in fewer statements."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.consent import actions as consent_actions
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.referrals import packages, standing
from throughcare.referrals.lifecycle import (
    DRAFT,
    EXTERNAL,
    HANDOFF,
    PREPARED,
    REFERRAL,
    SENT,
    parts_in_handoff,
    parts_in_referral,
    standing_of,
)
from throughcare.referrals.models import Handoff, HandoffStep, Referral, ReferralStep

from . import asking, handoffs, referral_changes, referrals, sending

OPENING, CHOOSING, SENDING = REFERRAL["open"], HANDOFF["prepare"], HANDOFF["send"]


@action
def send_draft(
    referral_id: UUID, *, service_id: UUID, choice: str, agreed: dict[str, Any], actor: Actor, at: datetime
) -> Handoff:
    """`agreed`: the kind of basis, and what was said with it. Clocks that would run for no time are left out."""
    referral = referrals.hold_still(referral_id)
    if referral.client.medicine_until:  # opening may make it more urgent, and the ask is as urgent as what was opened
        return step_by_step(referral, service_id=service_id, choice=choice, agreed=agreed, actor=actor, at=at)
    REFERRAL.check("open", referral, parts_in_referral(referral, actor))
    opened = referral_changes.opened(referral, {}, {}, actor, at)
    service = asking.listed(service_id, on=accounts.today_of(referral.org, at), org_id=referral.org_id)
    handoff = asking.asked_of(service, referral, choice=choice)
    handoff.external = str(EXTERNAL) if service.is_external else ""
    with audit.together():
        basis = agree(handoff, agreed, actor=actor, at=at)
        must_be_sendable(handoff, service, actor=actor)
        open_as_sent(handoff, opened, actor=actor, at=at)
        withheld = hand_over(handoff, basis, actor=actor, at=at)
        write_history(handoff, withheld=withheld, actor=actor, at=at)
        clocks.start_first(clocks_of(handoff, at=at))
        referrals.tell(referral, OPENING, at=at)
        handoffs.tell(handoff, CHOOSING, at=at)
        handoffs.tell(handoff, SENDING, at=at)
    return handoff


def step_by_step(
    referral: Referral, *, service_id: UUID, choice: str, agreed: dict[str, Any], actor: Actor, at: datetime
) -> Handoff:
    referrals.take_referral_step(referral.pk, "open", actor=actor, at=at)
    handoff = asking.prepare(referral.pk, service_id=service_id, choice=choice, actor=actor, at=at)
    basis = agree(handoff, agreed, actor=actor, at=at)
    sending.share_on(handoff.pk, basis_id=basis.pk, actor=actor, at=at)
    return sending.send(handoff.pk, actor=actor, at=at)


def agree(handoff: Handoff, agreed: dict[str, Any], *, actor: Actor, at: datetime) -> Any:
    """Nobody else knows the new basis before it is committed: it needs no lock."""
    basis = consent_actions.record_basis(
        client_id=handoff.client_id, recipients=[handoff.service_id], actor=actor, at=at, **agreed
    )
    sending.must_allow(basis, handoff, at=at)
    sending.stand_on(handoff, basis)
    return basis


def must_be_sendable(handoff: Handoff, service: Any, *, actor: Actor) -> None:
    handoff.status = str(PREPARED)
    HANDOFF.check("send", handoff, parts_in_handoff(handoff, actor))
    if handoff.to_org_id and not service.is_agreed:
        raise NotAllowed(sending.NO_AGREEMENT.format(handoff.service_name))


def open_as_sent(handoff: Handoff, opened: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """The draft becomes an open promise that stands as its handoff does."""
    referral = handoff.referral
    referral.holder_id, referral.holder_desk_id = opened["holder_id"], opened["holder_desk_id"]
    stands = standing.handoff_standing(handoff, key=sent_as(handoff), actor=actor, at=at)
    follows = {name: stands[name] for name in ("turn", "waiting_on", "due_at")}
    REFERRAL.move(referral, OPENING, live_status=str(SENT), **opened, **follows)
    for name, value in {**stands, "status": str(SENT), "sent_at": at}.items():
        setattr(handoff, name, value)


def sent_as(handoff: Handoff) -> str:
    return standing_of(str(SENT), question="", looked_for=None, external=handoff.external)


def hand_over(handoff: Handoff, basis: Any, *, actor: Actor, at: datetime) -> int:
    """The handoff is written, and everything that goes with it. Answers how many sections stay."""
    cleared = packages.clear(handoff.referral, basis, legal_kind=handoff.org.legal_kind, actor=actor)
    package = packages.freeze(handoff, handoff.referral, cleared, at=at)
    handoff.save(force_insert=True)
    sending.hand_over(package, standing.items_of_both(handoff, said="Sent", at=at))
    packages.note_documents(package, handoff, actor=actor, at=at)
    sending.disclose(handoff, basis, package, actor=actor, at=at)
    return cleared.withheld


def write_history(handoff: Handoff, *, withheld: int, actor: Actor, at: datetime) -> None:
    why = {"reason": handoff.referral.again_reason}
    ReferralStep.objects.create(record=handoff.referral, **taken(OPENING, source=str(DRAFT), actor=actor, at=at, **why))
    chosen = taken(CHOOSING, source="", actor=actor, at=at, reason=handoff.choice, facts={})
    sent = taken(SENDING, source=str(PREPARED), actor=actor, at=at, facts={"withheld": withheld})
    HandoffStep.objects.bulk_create([HandoffStep(record=handoff, **words) for words in (chosen, sent)])


def clocks_of(handoff: Handoff, *, at: datetime) -> list[tuple[clocks.Wanted, datetime]]:
    """The receiver's time to answer, and the time that the network is judged by."""
    answer = standing.clock_for(
        handoff.org,
        kind="handoff",
        subject_id=handoff.pk,
        step=HANDOFF.standings[sent_as(handoff)].clock,
        urgency=handoff.urgency,
    )
    return [(answer, at), *referrals.judged_since(handoff.referral)]
