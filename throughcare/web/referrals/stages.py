"""The thread of a referral from draft to closed: how far it came, and when."""

from datetime import datetime
from typing import Any

from throughcare.web import words as moments

STAGES = ["Drafted", "Sent", "Accepted", "Booked", "Came", "In treatment", "Closed"]
LAST = len(STAGES) - 1
NO_CARE = ("Drafted", "Sent", "Accepted", "Closed")
OF_KINDS = {"advice": ("Drafted", "Sent", "Closed"), "concern": NO_CARE, "support": NO_CARE}  # where nobody is treated
KEPT = {"connected", "answered", "taken_up", "no_need", "no_treatment", "got_it"}  # the thread does not tear
REACHED = {
    "draft": 0, "open": 0, "on_hold": 0, "prepared": 0, "sent": 1, "asked": 1, "not_told": 1,
    "external": 1, "not_come": 1, "accepted": 2,
    "looked_for": 2, "tried": 2,
    "waitlisted": 2, "booked": 3, "assessed": 4, "in_treatment": 5, "closed": 6, "entered_in_error": 6,
}  # fmt: skip


def stages(referral: Any, status: str, asks: list[Any], *, now: datetime) -> list[dict[str, str]]:
    """The thread from draft to closed. It tears at the end when the referral closed before the person connected."""
    reached, best = REACHED[status], max(asks, key=far, default=None)
    been = far(best) if best is not None else 0
    at = [referral.first_requested_at, *(moments_of(best) if best is not None else [None] * 5), referral.closed_at]
    made = []
    for i, label in enumerate(STAGES):
        is_past = i < reached and (reached < LAST or i <= been)
        state = "done" if is_past else "ahead" if i != reached else ending(referral, status)
        moment = at[i] if i <= reached else None
        made.append({"label": label, "state": state, "note": moments.exact(moment, now=now) if moment else ""})
    return [stage for stage in made if stage["label"] in OF_KINDS.get(referral.kind, STAGES)]


def ending(referral: Any, status: str) -> str:
    over = status in {"closed", "entered_in_error"}
    return "torn" if over and referral.closure not in KEPT else "now"


def moments_of(ask: Any) -> list[datetime | None]:
    return [ask.sent_at, ask.accepted_at, ask.first_visit_at, None, ask.treatment_at]


def far(ask: Any) -> int:
    """How far an ask came, by what is known of it."""
    return max((i for i, moment in enumerate(moments_of(ask), start=1) if moment), default=0)
