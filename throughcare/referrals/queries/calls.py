"""What is said on the phone about an ask, and until when the next thing would happen."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from throughcare.foundation.lifecycle import KEEPS
from throughcare.foundation.scripts import Script, scripts_in
from throughcare.referrals import standing
from throughcare.referrals.lifecycle import (
    ASKED,
    HANDOFF,
    OPEN,
    REFERRAL,
    SENT,
    TRIED,
    WAITLISTED,
    standing_key,
)

SCRIPTS = Path(__file__).parents[1] / "data" / "call_scripts.json"
STANDS_AFTER = {
    "ask": ASKED,
    "answer": SENT,
    "reach_out": TRIED,
    "keep_in_touch": WAITLISTED,
    "weigh_again": WAITLISTED,
}


def call_scripts() -> Mapping[str, Mapping[str, Script]]:
    """By who is called (service, client), then by how the ask stands."""
    return scripts_in(SCRIPTS)


def call_script(handoff: Any, *, whom: str) -> Script | None:
    return call_scripts()[whom].get(standing_key(handoff))


def due_after(handoff: Any, name: str, *, at: datetime) -> datetime | None:
    """When the ask, or once that has ended its promise, would be due, were this step taken now."""
    step = HANDOFF[name]
    if step.target == KEEPS and name not in STANDS_AFTER:
        return handoff.due_at
    stands = HANDOFF.standings.get(STANDS_AFTER.get(name, step.target))
    clock = stands.clock if stands else REFERRAL.standings[OPEN].clock
    return standing.due(handoff.org, step=clock, urgency=handoff.urgency, at=at)
