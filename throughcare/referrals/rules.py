"""Judgments about a referral and its handoffs: pure questions, no writes, no clock."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.foundation.names import name_key

from . import kinds

DATA = Path(__file__).parent / "data"
NEVER_HELD_BACK = frozenset({"emergent", "very_urgent", "urgent"})
CAN_WAIT = ("very_urgent", "urgent", "soon", "routine")  # emergent is no queue priority (design §3)
NEVER_EXPIRES = frozenset({"emergent", "very_urgent"})  # a person decides, software never (facts §2.3)
ASKED_ONLY = frozenset({"prepared", "sent"})
WRITABLE = {("draft", ""), ("open", ""), ("open", "prepared")}  # status and live status
LEAD_IS_TOLD_AT = 3  # noes: the bounce brake (design §3)
MOST_QUESTIONS = 2
MOST_HOLDS = 2
WAY_BACK = timedelta(
    days=90
)  # to open it again; a new one for the same need counts from the same first request (design §3)


@cache
def package_form() -> dict[str, Any]:
    return json.loads((DATA / "package.json").read_text())


@cache
def decline_reasons() -> dict[str, dict[str, Any]]:
    return {reason["key"]: reason for reason in json.loads((DATA / "decline_reasons.json").read_text())["reasons"]}


@cache
def where_seconds_count() -> frozenset[str]:
    return frozenset(json.loads((DATA / "first_wins.json").read_text())["where_seconds_count"])


def first_wins(referral: Any) -> bool:
    """May several be asked by name at once, and has whoever says yes first the person?"""
    return bool(referral.whoever_is_first or referral.urgency in where_seconds_count())


def nobody_is_looked_for(handoff: Any) -> str:
    return "No visit was missed." if handoff.looked_for is None else ""


def pathway_is_said(handoff: Any) -> str:
    return "You said so already." if handoff.pathway else ""


def may_not_tell_pathway(handoff: Any) -> str:
    """What was found is more than that they came."""
    if handoff.feedback == "progress":
        return ""
    return "They do not let it be told how it goes. Hand them back, and tell them yourselves what you found."


def is_writable(referral: Any) -> bool:
    """A draft, or an open referral of which nothing has left."""
    return (referral.status, referral.live_status) in WRITABLE


def is_only_named(draft: Any) -> bool:
    """A draft on which nobody wrote more than its need and one line."""
    written = draft.package or draft.has_papers or draft.question or draft.wishes or draft.barriers or draft.prompts
    return draft.status == "draft" and not written


def may_ask_another(referral: Any) -> bool:
    """Nobody is asked yet; or nobody has said yes, and the first yes wins."""
    return not referral.live_status or (first_wins(referral) and referral.live_status in ASKED_ONLY)


def is_stopped(referral: Any) -> bool:
    """After the third no, and after each one more, until a coordinator says how it goes on. Urgent work is not held back."""
    unanswered = referral.noes >= LEAD_IS_TOLD_AT and referral.noes > referral.went_on_at_noes
    return bool(unanswered and referral.urgency not in NEVER_HELD_BACK)


def nothing_is_stopped(referral: Any) -> str:
    return "" if is_stopped(referral) else "Nothing is stopped."


def first_wins_already(referral: Any) -> str:
    return "Several may be asked at once already: whoever says yes first has them." if first_wins(referral) else ""


def not_before(reason: dict[str, Any], *, full_until: date | None, on: date) -> date | None:
    """The day from which they are asked again: as they said, else the reason's cool-off. None: nothing stands against it."""
    return full_until or (on + timedelta(days=reason["cool_off_days"]) if reason["cool_off_days"] else None)


@cache
def urgency_prompts() -> list[dict[str, Any]]:
    return json.loads((DATA / "urgency_prompts.json").read_text())["prompts"]


def most_urgent(prompts: Iterable[str], order: list[str]) -> dict[str, Any] | None:
    """Of the ticked prompts the one that asks for most urgency: the floor. `order`: urgencies, the most urgent first."""
    ticked = [prompt for prompt in urgency_prompts() if prompt["id"] in set(prompts) and prompt["urgency"] in order]
    return min(ticked, key=lambda prompt: order.index(prompt["urgency"]), default=None)


@cache
def promises() -> dict[str, Any]:
    """How often, and how far, the time of a promise may move with the person's agreement."""
    return json.loads((DATA / "promises.json").read_text())


def may_not_renegotiate(referral: Any) -> str:
    if referral.urgency in NEVER_HELD_BACK:
        return "Urgent work keeps its time."
    if referral.live_status:
        return "A service has been asked. The time runs for its answer."
    most = promises()["most_moves"]
    return f"The time was moved {most} times already." if referral.renegotiated >= most else ""


def missing_sections(package: dict[str, str], kind: str = "service") -> list[str]:
    """Titles of the required sections that are still empty. Completeness is shown, never a wall for urgent work."""
    wanted = (section for section in package_form()["sections"] if kinds.needs_section(kind, section))
    return [section["title"] for section in wanted if not package.get(section["key"], "").strip()]


def missing_to_send(handoff: Any) -> str:
    """A basis always. Choice and a complete package for routine work; urgent work goes with what may go (design §3)."""
    if handoff.basis_id is None:
        return "Say first on which basis it may be shared: consent, or another lawful basis."
    if handoff.urgency in NEVER_HELD_BACK:
        return ""
    if not handoff.choice and kinds.client_chooses(handoff.kind):
        return "Write down how the client chose this service."
    if empty := missing_sections(handoff.referral.package, handoff.kind):
        return "Still empty: " + ", ".join(empty) + "."
    return ""


def may_not_ask(handoff: Any) -> str:
    if handoff.urgency in NEVER_HELD_BACK:
        return "Urgent work is never paused for information. Accept, decline, or call."
    if handoff.question:
        return "Your question is on its way. It is the sender's turn."
    if handoff.questions_asked >= MOST_QUESTIONS:
        return f"{MOST_QUESTIONS} questions were asked. Call instead, or decide."
    return ""


def may_not_write(handoff: Any, *, closure: str, is_told: bool) -> str:
    """To the other side: while the ask lives, somebody reads there, and the client lets both know of each other."""
    if handoff.to_org_id is None:
        return "Nobody reads messages there. Call, and write down what was said."
    if handoff.to_org_id == handoff.org_id:
        return "Both sides are yours. Write a note."
    if handoff.sent_at is None:
        return "Nothing has been sent yet."
    if handoff.status == "ended" or closure == "confidential":
        return "This has ended. Nothing more is written to the other side."
    return "" if is_told else "The client lets nothing be told from here on."


def may_not_send_back(handoff: Any, *, receives: bool) -> str:
    """A document says more than that somebody came."""
    if not receives:
        return "What you send goes with the package."
    return "" if handoff.feedback == "progress" else "The client did not agree that more is told than that they came."


def nothing_was_asked(handoff: Any) -> str:
    return "" if handoff.question else "Nothing was asked."


def answers_here(handoff: Any) -> str:
    return "" if handoff.external else "They answer here. Wait for their answer, or call them."


def missing_report(handoff: Any) -> str:
    return "" if handoff.report or handoff.feedback != "progress" else "Send a report before you end it as connected."


def nothing_to_acknowledge(handoff: Any) -> str:
    if not handoff.report:
        return "There is no report yet."
    return "Already acknowledged." if handoff.acknowledged_at else ""


def may_not_pause(referral: Any) -> str:
    if referral.urgency in NEVER_HELD_BACK:
        return "Urgent referrals are never put on hold."
    if stands := still_asked_or_held(referral):
        return stands
    return f"It was on hold {MOST_HOLDS} times already." if referral.holds >= MOST_HOLDS else ""


def still_with_a_receiver(referral: Any) -> str:
    if referral.is_followed and referral.live_status in {"prepared", "sent"}:
        return "A service has been asked and has not answered. Take it back first."
    return ""


def still_asked_or_held(referral: Any) -> str:
    if referral.live_status in {"", "prepared", "sent"}:
        return "A service has been asked. Take it back first." if referral.live_status else ""
    return "A service has this person in hand. It can hand back; then this is possible."


def evidence(witnesses: Iterable[tuple[str, bool]]) -> str:
    """Pairs of (who, says connected), the earliest first: a later word of one witness stands for the earlier.

    Two who are independent verify; two who differ contradict; one only asserts.
    """
    said = dict(witnesses)
    if len(set(said.values())) > 1:
        return "contradicted"
    return "verified" if len(said) >= 2 else "asserted"


def is_same_need(referral: Any, *, need: str, service_type: str) -> bool:
    """The same kind of service where both name one, else the same words."""
    if referral.service_type and service_type:
        return bool(referral.service_type == service_type)
    return name_key(referral.need) == name_key(need)


@cache
def days_of_drafts() -> tuple[timedelta, timedelta]:
    """After how long a draft that nobody touches is removed, and how long before that its writer is told."""
    said = json.loads((DATA / "drafts.json").read_text())
    return timedelta(days=said["removed_after_days"]), timedelta(days=said["told_before_days"])


def removed_at(draft: Any) -> datetime:
    """When this draft will be removed if nobody goes on with it: never before its writer had time to read that."""
    after, notice = days_of_drafts()
    planned = draft.touched_at + after
    return max(planned, draft.told_fading_at + notice) if draft.told_fading_at else planned


def is_fading(draft: Any, *, at: datetime) -> bool:
    """Is it time to tell its writer, or to remove it?"""
    after, notice = days_of_drafts()
    return at >= (removed_at(draft) if draft.told_fading_at else draft.touched_at + after - notice)


def is_kept(draft: Any) -> bool:
    """Somebody may be in danger, or somebody else asked us to look: it is never thrown away."""
    return bool(draft.risk_raised_at or draft.urgency in NEVER_HELD_BACK or draft.kind == "concern")


def needs_contact(referral: Any) -> bool:
    """Our move, and the move is to speak with the person or with those around them."""
    return referral.turn == "sender" and referral.waiting_on in {"client", "family", "nobody"}


def is_asked_about(referral: Any) -> bool:
    """Sent to a place that is not chased: at the due time we ask the person themselves."""
    return (referral.live_status, referral.turn, referral.waiting_on) == ("sent", "sender", "receiver")


def furthest(statuses: Iterable[str]) -> str:
    """The furthest live handoff of a referral, "" where none is live."""
    order = ["prepared", "sent", "accepted", "waitlisted", "booked", "assessed", "in_treatment"]
    live = [order.index(status) for status in statuses if status in order]
    return order[max(live)] if live else ""
