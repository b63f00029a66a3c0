"""Judgments about an ending: what is missing before a class may be chosen, and how good its evidence is. No writes."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from . import kinds

DATA = Path(__file__).parent / "data"


@cache
def policy() -> dict[str, Any]:
    return json.loads((DATA / "closing.json").read_text())


@cache
def outcomes() -> dict[str, dict[str, Any]]:
    return {outcome["key"]: outcome for outcome in json.loads((DATA / "outreach.json").read_text())["outcomes"]}


@cache
def after_a_miss() -> dict[str, Any]:
    """Which contacts follow a missed visit, in their order."""
    return json.loads((DATA / "missed_visit.json").read_text())


@cache
def answers() -> dict[str, dict[str, Any]]:
    return {answer["key"]: answer for answer in policy()["answers"]}


def missing_attempts(attempts: Sequence[Any], *, routes: int, zone: tzinfo) -> str:
    """Before “could not reach”: enough attempts since they were last reached, on different days, hours and routes.

    `attempts`: oldest first, with outcome, route_kind and happened_at; `routes`: how many safe ways to them are known.
    """
    wanted, tried = policy()["unreached"], since_reached(attempts)
    local = [attempt.happened_at.astimezone(zone) for attempt in tried]
    counts = {
        "attempts": len(tried),
        "different days": len({moment.date() for moment in local}),
        "different times of day": len({part_of_day(moment) for moment in local}),
        "different routes": len({attempt.route_kind for attempt in tried}),
    }
    least = {
        "attempts": wanted["attempts"],
        "different days": wanted["different_days"],
        "different times of day": wanted["different_hours"],
        "different routes": min(wanted["different_routes"], max(routes, 1)),
    }
    short = [f"{counts[what]} of {least[what]} {what}" for what in counts if counts[what] < least[what]]
    return f"Not tried enough to say that: {', '.join(short)}." if short else ""


def since_reached(attempts: Sequence[Any]) -> list[Any]:
    """Those that count, after the last one that reached them."""
    last = max((i for i, attempt in enumerate(attempts) if outcomes()[attempt.outcome]["reached"]), default=-1)
    return [attempt for attempt in attempts[last + 1 :] if outcomes()[attempt.outcome]["counts"]]


def rests_until(attempt: Any) -> datetime:
    """Before that nobody tries again, unless something happens."""
    again = outcomes()[attempt.outcome].get("again_after_hours", 0)
    return attempt.happened_at + timedelta(hours=again)


def part_of_day(local: datetime) -> str:
    parts: dict[str, list[int]] = policy()["unreached"]["parts_of_day"]
    return next(name for name, (begins, ends) in parts.items() if begins <= local.hour < ends)


def risk_was_raised(referral: Any) -> bool:
    return referral.risk_raised_at is not None or bool(set(referral.prompts) & set(policy()["prompts_that_raise_risk"]))


def missing_sign_off(referral: Any, closure: str) -> str:
    """A clinician's word, later than the risk, where risk was ever raised."""
    if closure not in policy()["sign_off_where_risk_was_raised"] or not risk_was_raised(referral):
        return ""
    signed, raised = referral.signed_off_at, referral.risk_raised_at
    if signed and (raised is None or signed >= raised):
        return ""
    return "Risk was raised for this person. A clinician signs off first."


def needs_no_sign_off(referral: Any) -> str:
    return "" if missing_sign_off(referral, "unreached") else "No sign-off is missing."


def missing_situation(closure: str, situation: str) -> str:
    """*Deceased* is said of the person first, where it stops every contact; then of the referral."""
    if closure == "deceased" != situation:
        return "Write on the person's record first that they died: it stops every contact."
    if situation == "deceased" and closure not in {"deceased", "connected"}:
        return "They are marked deceased. Close it as deceased."
    return ""


def missing_words(closure: str, *, reason: str, is_witnessed: bool) -> str:
    if closure in policy()["needs_words"] and not reason and not is_witnessed:
        return "Say in a few words how you know."
    return ""


def receiver_said_so(closure: str, steps: Iterable[tuple[str, dict[str, Any]]]) -> bool:
    """`steps`: name and facts of the steps that the other side took itself."""
    wanted = policy()["receivers_word"].get(closure, {})
    reasons, names = wanted.get("decline_reasons", []), wanted.get("steps", [])
    return any(name in names or facts.get("decline_reason") in reasons for name, facts in steps)


def have_been_there(referral: Any, steps: Iterable[str]) -> bool:
    """As far as we may know, by the names of the steps that were taken: before that nobody asks whether it helped."""
    if not kinds.asks_whether_it_helped(referral.kind):
        return False
    if referral.closure in {"connected", "confidential"} or not referral.is_followed:
        return True
    return bool({"assess", "begin_treatment", "hear_came"} & set(steps))
