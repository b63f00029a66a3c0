"""What the steps of somebody on a waiting list change: the estimate they are told, contacts, a new urgency."""

from datetime import datetime
from typing import Any

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.foundation.lifecycle import NotAllowed, Step
from throughcare.referrals import rules, waiting
from throughcare.referrals.models import Handoff


def waitlisted(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    """What is known today of how long people wait there goes with it."""
    facts["weeks"] = waiting.half_wait_weeks(handoff.to_org_id, handoff.service_id) if handoff.to_org_id else None
    return {}


def in_touch(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    if facts.get("contact") not in dict(waiting.contacts()):
        raise NotAllowed("Say what became of it.")
    return {}


def weighed(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    """A new urgency gives a new place and a new time; what it was is kept with the step."""
    if facts.get("urgency") not in rules.CAN_WAIT:
        raise NotAllowed("An emergency does not wait on a list. Call first, then hand back or book.")
    if not words.get("reason"):
        raise NotAllowed("Say why, in a few words.")
    facts["was"], handoff.urgency = handoff.urgency, facts["urgency"]
    return {"urgency": handoff.urgency}


def notice_drifting(handoff: Handoff, *, at: datetime) -> None:
    """Contacts that nobody answered: whoever holds it is told that the person may be drifting away. Never an ending."""
    steps = waiting.contacts_of([handoff.pk])[handoff.pk]
    if not waiting.drifts([step.facts["contact"] for step in steps]):
        return
    told = people.whom_to_tell("holder", holder_id=handoff.holder_id, desk_id=handoff.holder_desk_id)
    if told is not None and handoff.due_at:
        accounts.tell(
            to=told, clock_id=steps[-1].pk, rung=0, subject_kind="handoff", subject_id=handoff.pk, kind="drifting",
            clock="waitlisted", due_at=handoff.due_at, at=at,
        )  # fmt: skip
