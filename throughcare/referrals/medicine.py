"""When medicine runs out: the urgency that follows, and the day on which to weigh it again. Pure, over data."""

import json
from datetime import date, timedelta
from functools import cache
from typing import Any

from .rules import DATA


@cache
def thresholds() -> list[dict[str, Any]]:
    """The nearest first."""
    rows = json.loads((DATA / "medicine.json").read_text())["runs_out"]
    return sorted(rows, key=lambda row: row["within_days"])


def urgency_on(on: date, *, until: date | None) -> str:
    """ "" where it lasts long enough."""
    if until is None:
        return ""
    left = (until - on).days
    return next((row["urgency"] for row in thresholds() if left <= row["within_days"]), "")


def weigh_again_on(on: date, *, until: date | None) -> date | None:
    """The next day on which more urgency would follow."""
    if until is None:
        return None
    days = [until - timedelta(days=row["within_days"]) for row in thresholds()]
    return min((day for day in days if day > on), default=None)
