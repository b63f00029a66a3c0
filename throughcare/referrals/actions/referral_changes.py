"""What each step changes on a promise besides its status, and what must be true first."""

from datetime import date, datetime, timedelta
from typing import Any

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import closing, kinds, rules, standing
from throughcare.referrals.lifecycle import ON_HOLD, OPEN, REFERRAL
from throughcare.referrals.models import Closure, Evidence, HandoffStep, Referral

from .errands import heard, talked_over
from .returning import no_return

NOT_FOLLOWED = {Closure.CONFIDENTIAL, Closure.UNKNOWN, Closure.DECEASED, Closure.MOVED}


AS_NEW: dict[str, Any] = {"closed_at": None, "signed_off_at": None, "signed_off_by_id": None}


def must_be_alive(referral: Referral) -> None:
    if not clients.may_be_contacted(referral.client):
        raise NotAllowed("They are marked deceased. Nobody is asked or contacted any more.")


def no_changes(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    return {}


def opened(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    must_be_alive(referral)
    if referral.again_reason:
        said.setdefault("reason", referral.again_reason)
    holder_id = actor.membership_id or referral.holder_id  # the program opens it for whoever has it
    return {"opened_at": at, "holder_id": holder_id, "holder_desk_id": None}


def held_until(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """A hold has a date on which we wake up and somebody who is waited for, and is limited in number and length."""
    wake_on: date | None = facts.get("wake_on")
    if not wake_on or not facts.get("waiting_on"):
        raise NotAllowed("Say until when, and who is waited for.")
    today = accounts.today_of(referral.org, at)
    if not today < wake_on <= latest_hold(referral, today):
        raise NotAllowed("On hold is for at most 30 days, from tomorrow, or until a planned return.")
    referral.wake_on = wake_on
    clock = REFERRAL.standings[ON_HOLD].clock
    due_at = standing.due(referral.org, step=clock, urgency=referral.urgency, at=wake_up(referral, at=at))
    return {"wake_on": wake_on, "waiting_on": facts["waiting_on"], "holds": referral.holds + 1, "due_at": due_at}


def latest_hold(referral: Referral, today: date) -> date:
    month = today + timedelta(days=30)
    return max(month, referral.returns_on) if referral.returns_on else month


def wake_up(referral: Referral, *, at: datetime) -> datetime:
    """The moment at which a hold ends: the time of day at which it began, on the day agreed."""
    assert referral.wake_on is not None
    return datetime.combine(referral.wake_on, at.timetz())


def woken(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    return {"wake_on": None, "waiting_on": "nobody"}


def closed(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """A class from the list, what it needs, and evidence judged over the witnesses; only *unknown* is ever presumed."""
    closure = facts.get("closure", "")
    if closure not in Closure.values:
        raise NotAllowed("Choose how it ended. “Unknown” is an honest answer.")
    if closure not in kinds.closures(referral.kind):
        raise NotAllowed("This is no way in which it can end.")
    if closure == Closure.ANSWERED and referral.advised_at is None:
        raise NotAllowed("Nobody has answered the question yet.")
    if closure == Closure.NO_NEED and referral.reached_at is None:
        raise NotAllowed("Nobody has reached them yet.")
    return ended_as(closure, referral, said, at)


def ended_as(closure: str, referral: Referral, said: Any, at: datetime) -> dict[str, Any]:
    if not referral.is_followed and closure not in NOT_FOLLOWED:
        raise NotAllowed("What happened there may not be shared. Close it as given to a confidential program.")
    if referral.is_followed and referral.live_status and closure != Closure.CONNECTED:
        raise NotAllowed("A service has this person in hand. It can hand back; then close.")
    is_witnessed = closing.receiver_said_so(closure, steps_of_others(referral))
    if missing := missing_to_close(referral, closure, reason=said.get("reason", ""), is_witnessed=is_witnessed):
        raise NotAllowed(missing)
    evidence = evidence_for(referral, closure, is_witnessed=is_witnessed)
    if evidence == Evidence.CONTRADICTED:
        raise NotAllowed("Two sides say different things. Find out before you close.")
    said["facts"] = {"closure": closure, "evidence": evidence}
    return {
        "closure": closure, "evidence": evidence, "closed_at": at, "due_at": None, "turn": "", "waiting_on": "nobody",
        "live_status": "", "wake_on": None,
    }  # fmt: skip


def converted(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """The service that follows begins in the same transaction (conversion.begin_service)."""
    must_be_alive(referral)
    return ended_as(kinds.closes_as(referral.kind), referral, said, at)


def taken_up(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """Somebody else was worried; from here on it is what they want themselves."""
    if not said.get("reason"):
        raise NotAllowed("Write down what they agreed to, in their words.")
    return converted(referral, facts, said, actor, at)


def missing_to_close(referral: Referral, closure: str, *, reason: str, is_witnessed: bool) -> str:
    missing = closing.missing_situation(closure, referral.client.situation)
    is_known = is_witnessed or not referral.is_followed
    missing = missing or closing.missing_words(closure, reason=reason.strip(), is_witnessed=is_known)
    if not missing and closure == Closure.UNREACHED:
        safe = {route.kind for route in clients.routes(referral.client_id) if route.is_safe}
        zone = accounts.calendar_of(referral.org).zone
        missing = closing.missing_attempts(list(referral.attempts.all()), routes=len(safe), zone=zone)
    return missing or closing.missing_sign_off(referral, closure)


def evidence_for(referral: Referral, closure: str, *, is_witnessed: bool) -> str:
    if closure == Closure.UNKNOWN:
        return Evidence.PRESUMED
    if closure == Closure.CONNECTED:
        return rules.evidence(words_of_witnesses(referral))
    return Evidence.VERIFIED if is_witnessed else Evidence.ASSERTED


def words_of_witnesses(referral: Referral) -> list[tuple[str, bool]]:
    return list(referral.witnesses.order_by("at", "id").values_list("who", "says_connected"))


def steps_of_others(referral: Referral) -> list[tuple[str, dict[str, Any]]]:
    """What the receiving sides themselves did, as far as it may be seen: the word of a second side."""
    steps = HandoffStep.objects.filter(record__referral=referral).exclude(org_id=referral.org_id)
    return list(steps.values_list("name", "facts"))


def voided(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    if not said.get("reason"):
        raise NotAllowed("Say what was wrong.")
    return {"due_at": None, "turn": "", "waiting_on": "nobody", "wake_on": None}


def reopened(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    if referral.closed_at and at > referral.closed_at + rules.WAY_BACK:
        raise NotAllowed("It was closed more than 90 days ago. Begin a new referral.")
    mine = {"holder_id": actor.membership_id, "holder_desk_id": None}
    return {"closure": "", "evidence": "", "waiting_on": "nobody", "is_followed": True, **AS_NEW, **mine}


def first_wins(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    if not said.get("reason"):
        raise NotAllowed("Write down who said so, and how.")
    return {"whoever_is_first": True}


def goes_on(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    if not said.get("reason"):
        raise NotAllowed("Say how it goes on: what will be different this time?")
    return {"went_on_at_noes": referral.noes}


def must_not_be_stopped(referral: Referral) -> None:
    if rules.is_stopped(referral):
        raise NotAllowed(f"{referral.noes} services said no. A coordinator says first how it goes on.")


def signed_off(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """By a clinician, a person: it may end as “could not reach” or “unknown” though risk was raised."""
    if actor.membership_id is None:
        raise NotAllowed("A clinician signs off, not the program.")
    if not said.get("reason"):
        raise NotAllowed("Say why it may end though risk was raised.")
    return {"signed_off_at": at, "signed_off_by_id": actor.membership_id}


def renegotiated(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    """A promise moves before its time is over, with the person's agreement, and the clock moves with it."""
    until: datetime | None = facts.get("until")
    agreed_with, reason = facts.get("agreed_with", "").strip(), said.get("reason", "").strip()
    if not until or not agreed_with or not reason:
        raise NotAllowed("Say until when, who agreed, and why.")
    step = REFERRAL.standings[OPEN].clock
    clock = clock_queries.open_clock(referral.pk, step)
    if clock is None or clock.due_at != referral.due_at:
        raise NotAllowed("Something else is due first. Do that, then agree on a new time.")
    if at >= clock.due_at:
        raise NotAllowed("The time is over. A new date does not mend a broken promise: do it now.")
    most = rules.promises()["most_days"]
    if not clock.due_at < until <= at + timedelta(days=most):
        raise NotAllowed(f"The new time is later than before, and at most {most} days from now.")
    clocks.move(org_id=referral.org_id, subject_id=referral.pk, step=step, until=until)
    said["facts"] = {"until": until.isoformat(), "before": clock.due_at.isoformat(), "agreed_with": agreed_with}
    return {"due_at": until, "renegotiated": referral.renegotiated + 1}


def found(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    changes = heard(referral, said, facts, at)
    said["facts"] = {"finds_it": facts["finds_it"]}
    return changes


def agreed(referral: Referral, facts: Any, said: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    return talked_over(referral, said, at)


CHANGES = {
    "open": opened, "hold": held_until, "wake": woken, "close": closed, "convert": converted, "take_up": taken_up,
    "void": voided, "reopen": reopened, "sign_off": signed_off, "whoever_is_first": first_wins, "go_on": goes_on,
    "renegotiate": renegotiated, "check_in": found, "talk_over": agreed, "no_return": no_return,
}  # fmt: skip
