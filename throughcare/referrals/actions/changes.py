"""What each step of an ask changes besides its status."""

from datetime import datetime
from typing import Any

from throughcare.accounts import queries as accounts
from throughcare.foundation.lifecycle import NotAllowed, Step
from throughcare.network import queries as network
from throughcare.referrals import rules, standing
from throughcare.referrals.lifecycle import (
    ENDINGS,
    EXTERNAL,
    NOT_COME,
)
from throughcare.referrals.models import Handoff, Witness

from .cooling import must_be_to_come
from .errands import covered, heard, talked_over, uncovered
from .outreach import looked_for, reached_out, what_was_tried
from .returning import must_be_ahead
from .while_waiting import in_touch, waitlisted, weighed


def no_changes(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return {}


def ended(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    if "reason" in step.needs and not words.get("reason") and not facts.get("decline_reason"):
        raise NotAllowed("Say why, in a few words.")
    return {"ending": ENDINGS[step.name], "ended_at": at, "question": "", "alone_since": None, "errands": []}


def here(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return {"pathway": "here"}


def recommended(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    """A service of the directory, or one in words. Nothing is sent to it: the sending side and the person choose."""
    another = facts.get("suggested")
    in_directory = network.names_of([another]).get(another, "") if another else ""
    name = facts.get("recommends", "").strip() or in_directory
    if not name:
        raise NotAllowed("Say which service you recommend.")
    changes = suggested(handoff, step, words, facts, at)
    words["reason"] = f"{name}. {words['reason']}"
    return changes | {"pathway": "elsewhere"}


def untreated(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return ended(handoff, step, words, facts, at) | {"pathway": "none"}


def handed_back(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    """Where they could not be reached, what was tried goes with it."""
    must_be_ahead(handoff, facts, at)
    changes = ended(handoff, step, words, facts, at)
    words["reason"] = " ".join(part for part in (words.get("reason", ""), what_was_tried(handoff)) if part)
    return changes


def declined(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    reason = rules.decline_reasons().get(facts.get("decline_reason", ""))
    if reason is None:
        raise NotAllowed("Choose the reason. It helps the next ask.")
    if reason["key"] == "other" and not words.get("reason"):
        raise NotAllowed("Say the other reason in a few words.")
    words["reason"] = words.get("reason") or reason["words"]
    today = accounts.today_of(standing.receiving_org(handoff), at)
    must_be_to_come(facts.get("full_until"), on=today)
    return ended(handoff, step, words, facts, at) | {"declined_for": reason["key"]}


def suggested(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    """Perhaps one of the directory: the side that asked may ask it with one press."""
    another = facts.get("suggested")
    if another == handoff.service_id:
        raise NotAllowed("Name another service than this one.")
    return ended(handoff, step, words, facts, at) | {"suggested_id": another}


def asked(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    if not words.get("reason"):
        raise NotAllowed("Write your question.")
    return {"question": words["reason"], "questions_asked": handoff.questions_asked + 1}


def answered(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    if not words.get("reason"):
        raise NotAllowed("Write the answer.")
    return {"question": ""}


def advised(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    if not words.get("reason"):
        raise NotAllowed("Write the answer.")
    return ended(handoff, step, words, facts, at)


def accepted(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    conditions = facts.get("conditions", "").strip()
    words.setdefault("reason", conditions)
    return {"accepted_at": at, "conditions": conditions, "question": ""}


def booked(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    visit_at = facts.get("visit_at")
    if visit_at is None:
        raise NotAllowed("Say when the visit is.")
    last_day = handoff.service.closed_on
    if last_day and accounts.today_of(standing.receiving_org(handoff), visit_at) > last_day:
        raise NotAllowed(f"It closes on {last_day.day} {last_day:%B %Y}. Choose a day before, or hand them back.")
    words.setdefault("reason", "")
    due_at = standing.due(standing.receiving_org(handoff), step="booked", urgency=handoff.urgency, at=visit_at)
    first = handoff.first_visit_at or visit_at
    alone_since = handoff.alone_since if handoff.service.closed_on else None  # a visit at what closes is no way on
    return {"due_at": due_at, "first_visit_at": first, "looked_for": None, "alone_since": alone_since}


def treated(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return {"treatment_at": handoff.treatment_at or words.get("happened_at") or at}


def reported(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    report = facts.get("report", "").strip()
    if not report:
        raise NotAllowed("Write the report.")
    if handoff.feedback != "progress":
        raise NotAllowed("The client did not agree to a report. Only that they came may be told.")
    return {"report": report, "acknowledged_at": None}


def acknowledged(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return {"acknowledged_at": at}


def found(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return heard(handoff, words, facts, at)


def agreed(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return talked_over(handoff, words, at)


HEARD_FROM = {"place": Witness.Who.RECEIVER, "client": Witness.Who.CLIENT}


def heard_there(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    """Of somebody who was sent to a place that is not chased: by the place or by themselves, as far as they let it tell us."""
    if facts.get("heard_from") not in HEARD_FROM:
        raise NotAllowed("Say who told you: the place, or they themselves.")
    if facts["heard_from"] == "place" and handoff.feedback == "nothing":
        raise NotAllowed("They let this place tell us nothing. Ask them yourself.")
    if step.name == "hear_came":
        return {"external": "", "accepted_at": at, "first_visit_at": words.get("happened_at"), "question": ""}
    return {"external": str(NOT_COME if step.name == "hear_not_come" else EXTERNAL)}


def not_chased(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return {"external": str(EXTERNAL)}


def chased(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return {"external": ""}


def lost_coverage(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return uncovered(handoff, words, facts, at)


def is_covered(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return covered(handoff, words, facts, at)


CHANGES = {
    "manage_externally": not_chased, "answer_again": chased,
    "hear_came": heard_there, "hear_not_come": heard_there, "hear_nothing": heard_there,
    "miss_visit": looked_for, "reach_out": reached_out, "hand_back": handed_back,
    "waitlist": waitlisted, "keep_in_touch": in_touch, "weigh_again": weighed,
    "ask": asked, "answer": answered, "advise": advised, "accept": accepted, "decline": declined,
    "suggest": suggested, "book": booked,
    "treat_here": here, "recommend": recommended, "need_no_treatment": untreated,
    "begin_treatment": treated, "report": reported, "acknowledge": acknowledged,
    "check_in": found, "talk_over": agreed, "lose_coverage": lost_coverage, "cover": is_covered,
}  # fmt: skip
