"""Judgments about what a client says on their own page: pure questions, no writes, no clock."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def data() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "data" / "kinds.json").read_text())


def kinds() -> dict[str, dict[str, Any]]:
    return data()["kinds"]


def in_words(kind: str) -> str:
    return kinds()[kind]["words"]


def happens_at_once(kind: str, *, is_flagged: bool) -> bool:
    """`is_flagged`: somebody else may hold their phone; then what takes something away is a report, and no more."""
    rule = kinds()[kind]["at_once"]
    return rule == "always" or (rule == "unless_flagged" and not is_flagged)


def nothing_to_carry_out(voice: Any) -> str:
    if not kinds()[voice.kind]["has_effect"]:
        return "Speak with them, then say what you agreed."
    if voice.is_flagged and voice.confirmed_at is None:
        return "Somebody else may have their phone. Confirm it by their safe route first."
    return ""


def confirmed_already(voice: Any) -> str:
    if not voice.is_flagged:
        return "Nothing speaks against it: it needs no confirming."
    return "It is confirmed." if voice.confirmed_at else ""
