"""What people say of how it went: whether the person connected, and, asked later, whether it helped."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.referrals import closing, rules
from throughcare.referrals.lifecycle import CLOSED, DRAFT, REFERRAL, SYSTEM, parts_in_referral
from throughcare.referrals.models import Closure, Evidence, HandoffStep, HelpedAnswer, Referral, Witness

from .referral_changes import AS_NEW, words_of_witnesses
from .referrals import go_on, hold_still

TREATING = ["accept", "waitlist", "assess", "begin_treatment", "report", "finish", "hand_back"]


@action
def bear_witness(
    referral_id: UUID, *, who: str, says_connected: bool, actor: Actor, at: datetime, words: str = ""
) -> Witness:
    """Somebody's word on whether the person connected. A later word of the same witness is added, and stands."""
    referral = hold_still(referral_id)
    if who not in Witness.Who.values:
        raise NotAllowed("Choose who says so.")
    witness = Witness.objects.create(
        referral=referral, org_id=referral.org_id, who=who, says_connected=says_connected, words=words, at=at,
        by_id=actor.membership_id,
    )  # fmt: skip
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    weigh_again(referral, says_connected=says_connected, words=words, actor=actor, at=at)
    return witness


def weigh_again(referral: Referral, *, says_connected: bool, words: str, actor: Actor, at: datetime) -> None:
    """A word that comes after the closing: it makes the evidence better, or contradicts it."""
    if referral.status != CLOSED or referral.closure != Closure.CONNECTED:
        return
    evidence = rules.evidence(words_of_witnesses(referral))
    if not says_connected or evidence == Evidence.CONTRADICTED:
        contradict(referral, words=words, actor=actor, at=at)
    elif evidence != referral.evidence:
        Referral.objects.filter(pk=referral.pk).update(evidence=evidence)
        referral.evidence = evidence


@action
def record_helped(
    referral_id: UUID, *, answer: str, actor: Actor, at: datetime, key: UUID | None = None, **said: Any
) -> HelpedAnswer:
    """Did it help? `said`: words, said_by, route, happened_at. `key`: the id that the form was given.

    Asked and not answered is written down as well. “No” after *connected* opens the referral again.
    """
    referral = hold_still(referral_id)
    if known := referral.helped_answers.filter(pk=key).first() if key else None:
        return known
    if refusal := may_not_ask_whether(referral, answer, actor):
        raise NotAllowed(refusal)
    row = HelpedAnswer.objects.create(
        id=key or uuid7(), referral=referral, client_id=referral.client_id, org_id=referral.org_id, answer=answer,
        by_id=actor.membership_id, by_name=actor.name, at=at, happened_at=said.pop("happened_at", None) or at, **said,
    )  # fmt: skip
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    if closing.answers()[answer]["contradicts"] and referral.closure == Closure.CONNECTED:
        contradict(referral, words=row.words or closing.answers()[answer]["words"], actor=actor, at=at)
    return row


def may_not_ask_whether(referral: Referral, answer: str, actor: Actor) -> str:
    if answer not in closing.answers():
        return "Choose the answer. “Asked, not answered” is one."
    if not parts_in_referral(referral, actor) or actor.membership_id is None:
        return "Somebody of the sending side asks."
    steps = HandoffStep.objects.filter(record__referral=referral).values_list("name", flat=True)
    if referral.status == DRAFT or not closing.have_been_there(referral, steps):
        return "Ask when they have been there."
    return "Somebody who did not treat them asks." if treats(referral, actor) else ""


def treats(referral: Referral, actor: Actor) -> bool:
    """Their own organization treated, and they took part in it."""
    steps = HandoffStep.objects.filter(record__referral=referral, record__to_org_id=actor.org_id, name__in=TREATING)
    return steps.filter(by_id=actor.membership_id).exists()


def contradict(referral: Referral, *, words: str, actor: Actor, at: datetime) -> None:
    """Somebody says otherwise after it was closed: it is open again, for its last holder, with a time."""
    if referral.status != CLOSED:
        return
    step = REFERRAL.check("contradict", referral, {SYSTEM})
    changes = {"closure": "", "evidence": Evidence.CONTRADICTED, **AS_NEW, **last_holder(referral, actor)}
    said = {"reason": words, "facts": {"closure": referral.closure}}
    go_on(referral, step, changes=changes, said=said, actor=actor, at=at)


def last_holder(referral: Referral, actor: Actor) -> dict[str, Any]:
    """Who held it when it closed, while they work here; else whoever asked, or a desk."""
    if referral.holder_id or referral.holder_desk_id:
        return {"holder_id": referral.holder_id, "holder_desk_id": referral.holder_desk_id}
    if actor.membership_id:
        return {"holder_id": actor.membership_id, "holder_desk_id": None}
    desk = accounts.desks(actor).first()
    return {"holder_id": None, "holder_desk_id": desk.pk if desk else None}
