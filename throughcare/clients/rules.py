"""Judgments about where a person is: pure questions, no writes, no clock."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def situations() -> dict[str, dict[str, Any]]:
    return json.loads((DATA / "situations.json").read_text())["situations"]


def missing_in_situation(situation: str, *, source: str, review_on: date | None, on: date) -> str:
    """What has to be said with it, "" when nothing is missing."""
    if situation not in situations():
        return "Choose where they are now."
    if not source.strip():
        return "Say who says so."
    if review_on and review_on <= on:
        return "Ask again on a day still to come."
    if situations()[situation].get("ask_again") and review_on is None:
        return "Say when to ask again. It comes back to whoever holds."
    return ""


def kind_of_change(before: str, after: str) -> str:
    """*deceased* ends every contact, *release* starts one the same day, *change* is anything else."""
    if situations()[after].get("ends_contact"):
        return "deceased"
    if after == "home" and situations()[before].get("is_released_from"):
        return "release"
    return "change"
