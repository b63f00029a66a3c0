"""Steps of the promise itself: opened, put on hold, closed with evidence, reopened."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.referrals import rules, standing
from throughcare.referrals.events import ReferralMoved
from throughcare.referrals.lifecycle import CLOSED, ON_HOLD, REFERRAL, SENDER, parts_in_referral
from throughcare.referrals.models import Closure, Referral, ReferralStep, Witness

NOT_FOLLOWED = {Closure.CONFIDENTIAL, Closure.UNKNOWN, Closure.DECEASED, Closure.MOVED}
REOPEN_WITHIN = timedelta(days=90)  # the way back (design §3)


@action
def take_referral_step(
    referral_id: UUID, name: str, *, actor: Actor, at: datetime, seen: str = "", said: dict[str, Any] | None = None,
    **facts: Any,
) -> Referral:  # fmt: skip
    """Take a step of the promise. `facts`: what the step needs (closure, evidence words, wake_on, waiting_on).

    Raises NotAllowed with the reason, Overtaken when somebody else moved it since the page was `seen`.
    """
    referral = hold_still(referral_id, seen=seen)
    step = REFERRAL.check(name, referral, parts_in_referral(referral, actor))
    source = referral.status
    said = dict(said or {})
    changes = CHANGES.get(name, no_changes)(referral, facts, said, actor, at)
    target = step.leads_to(source)
    if (stands := REFERRAL.standings.get(target)) is not None:
        changes.setdefault("due_at", standing.due(referral.org, step=stands.clock, urgency=referral.urgency, at=at))
        changes |= {"turn": SENDER, "waiting_on": changes.get("waiting_on", stands.waiting_on)}
    REFERRAL.move(referral, step, **changes)
    ReferralStep.objects.create(record=referral, **taken(step, source=source, actor=actor, at=at, **said))
    keep_time(referral, at=at, starts=wake_up(referral, at=at) if target == ON_HOLD else at)
    standing.show_sender(referral, beside="", said=step.label, at=at)
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    announce(
        ReferralMoved(referral_id=referral.pk, org_id=referral.org_id, client_id=referral.client_id, step=name, at=at)
    )
    return referral


def hold_still(referral_id: UUID, *, seen: str = "") -> Referral:
    """Lock before judging."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("client", "org")
    referral = rows.get(pk=referral_id)
    if seen and seen != referral.status:
        raise Overtaken(faster(referral))
    return referral


def faster(record: Any) -> str:
    last = record.steps.order_by("-at", "-id").first()
    if last is None:
        return "Someone was faster. Here is how it stands now."
    return f"{last.by_name} was faster. Here is how it stands now."


def keep_time(referral: Referral, *, at: datetime, starts: datetime) -> None:
    """`starts`: what is on hold starts its clock on the day on which we wake up."""
    clocks.stop(org_id=referral.org_id, subject_id=referral.pk, at=at)
    stands = REFERRAL.standings.get(referral.status)
    if stands is None:
        clocks.end(org_id=referral.org_id, subject_id=referral.pk, at=at)
        return
    if not referral.live_status:
        standing.restart_clock(
            referral.org,
            kind="referral",
            subject_id=referral.pk,
            step=stands.clock,
            urgency=referral.urgency,
            at=starts,
        )
    standing.restart_clock(  # the clock that the network is judged by: never reset (design §3)
        referral.org, kind="referral", subject_id=referral.pk, step="first_treatment", urgency=referral.urgency,
        at=referral.first_requested_at,
    )  # fmt: skip


def no_changes(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    return {}


def opened(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    return {"opened_at": at, "holder_id": actor.membership_id, "holder_desk_id": None}


def held_until(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """A hold has a date on which we wake up and somebody who is waited for, and is limited in number and length."""
    wake_on: date | None = facts.get("wake_on")
    if not wake_on or not facts.get("waiting_on"):
        raise NotAllowed("Say until when, and who is waited for.")
    if not at.date() < wake_on <= at.date() + timedelta(days=30):
        raise NotAllowed("On hold is for at most 30 days, from tomorrow.")
    referral.wake_on = wake_on
    clock = REFERRAL.standings[ON_HOLD].clock
    due_at = standing.due(referral.org, step=clock, urgency=referral.urgency, at=wake_up(referral, at=at))
    return {"wake_on": wake_on, "waiting_on": facts["waiting_on"], "holds": referral.holds + 1, "due_at": due_at}


def wake_up(referral: Referral, *, at: datetime) -> datetime:
    """The moment at which a hold ends: the time of day at which it began, on the day agreed."""
    assert referral.wake_on is not None
    return datetime.combine(referral.wake_on, at.timetz())


def woken(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    return {"wake_on": None, "waiting_on": "nobody"}


def closed(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """A class from the list, and evidence judged over the witnesses; nothing but *unknown* is ever presumed."""
    closure = facts.get("closure", "")
    if closure not in Closure.values:
        raise NotAllowed("Choose how it ended. “Unknown” is an honest answer.")
    if not referral.is_followed and closure not in NOT_FOLLOWED:
        raise NotAllowed("What happened there may not be shared. Close it as given to a confidential program.")
    if referral.is_followed and referral.live_status and closure != Closure.CONNECTED:
        raise NotAllowed("A service has this person in hand. It can hand back; then close.")
    evidence = "presumed"
    if closure != Closure.UNKNOWN:
        witnesses = referral.witnesses.values_list("who", "says_connected")
        evidence = rules.evidence(witnesses) if closure == Closure.CONNECTED else "asserted"
    if evidence == "contradicted":
        raise NotAllowed("Two sides say different things. Find out before you close.")
    said["facts"] = {"closure": closure, "evidence": evidence}
    return {
        "closure": closure, "evidence": evidence, "closed_at": at, "due_at": None, "turn": "", "waiting_on": "nobody",
        "live_status": "", "wake_on": None,
    }  # fmt: skip


def voided(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    if not said.get("reason"):
        raise NotAllowed("Say what was wrong.")
    return {"due_at": None, "turn": "", "waiting_on": "nobody", "wake_on": None}


def reopened(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    if referral.closed_at and at > referral.closed_at + REOPEN_WITHIN:
        raise NotAllowed("It was closed more than 90 days ago. Begin a new referral.")
    return {
        "closure": "", "evidence": "", "closed_at": None, "holder_id": actor.membership_id, "holder_desk_id": None,
        "waiting_on": "nobody",
    }  # fmt: skip


CHANGES = {
    "open": opened, "hold": held_until, "wake": woken, "close": closed, "void": voided, "reopen": reopened,
}  # fmt: skip


@action
def bear_witness(
    referral_id: UUID, *, who: str, says_connected: bool, actor: Actor, at: datetime, words: str = ""
) -> Witness:
    """Somebody's word on whether the person connected. One row a kind of witness: a later word replaces nothing, it is added."""
    referral = hold_still(referral_id)
    if referral.status == CLOSED and who not in Witness.Who.values:
        raise NotAllowed("Choose who says so.")
    witness = Witness.objects.create(
        referral=referral, org_id=referral.org_id, who=who, says_connected=says_connected, words=words, at=at,
        by_id=actor.membership_id,
    )  # fmt: skip
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    return witness
