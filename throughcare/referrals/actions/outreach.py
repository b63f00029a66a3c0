"""After a missed visit somebody looks for the person, contact by contact, until they are reached or it is handed back."""

from datetime import datetime
from typing import Any

from throughcare.foundation.lifecycle import NotAllowed, Step
from throughcare.referrals import closing
from throughcare.referrals.models import Handoff


def looked_for(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    return {"looked_for": 0}


def reached_out(handoff: Handoff, step: Step, words: dict, facts: dict, at: datetime) -> dict[str, Any]:
    """Reached, they are offered a visit again; else the next contact comes due."""
    outcome = closing.outcomes().get(facts.get("outcome", ""))
    if outcome is None:
        raise NotAllowed("Choose what came of it.")
    words["reason"] = ". ".join(part for part in (outcome["words"], words.get("reason", "")) if part)
    return {"looked_for": None if outcome["reached"] else (handoff.looked_for or 0) + 1}


def what_was_tried(handoff: Handoff) -> str:
    """The attempts since the visit that was missed, in words, without what was noted of them; "" where there were none."""
    if not handoff.looked_for:
        return ""
    steps = handoff.steps.filter(name="reach_out").order_by("-at", "-id")[: handoff.looked_for]
    tried = [(row.happened_at or row.at, closing.outcomes()[row.facts["outcome"]]["words"]) for row in reversed(steps)]
    return "Tried: " + "; ".join(f"{moment.day} {moment:%B}: {words}" for moment, words in tried) + "."
