"""Judgments about a help request: pure questions, no writes, no clock."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.foundation.names import folded

DATA = Path(__file__).parent / "data"


@cache
def data(name: str) -> dict[str, Any]:
    return json.loads((DATA / f"{name}.json").read_text())


def tries_missing(request: Any) -> str:
    """What is still to be tried before somebody who asked for help is called no more; "" when nothing."""
    wanted = data("tries")
    if request.tries >= wanted["times"] and request.days_tried >= wanted["on_days"]:
        return ""
    return f"Call at least {wanted['times']} times, on {wanted['on_days']} days, before you stop."


def names_danger(words: str) -> bool:
    """Whether somebody writes of death or danger, in either language. Never a diagnosis: it only opens the crisis way."""
    said = f" {plain(words)} "
    return any(f" {danger} " in said for danger in dangers())


@cache
def dangers() -> frozenset[str]:
    return frozenset(plain(words) for language in ("en", "es") for words in data("danger")[language])


def plain(words: str) -> str:
    """As it is spoken: no accents, capitals or signs; “don’t” and “dont” are one word."""
    return " ".join(re.sub(r"\W|_", " ", re.sub(r"['’´`]", "", folded(words))).split())


def urgency_of(*, is_danger: bool, today: bool, in_a_crowd: bool) -> str:
    """One of a crowd stands behind those who came alone: whoever floods a page never buries somebody in danger."""
    code = data("urgency")["danger" if is_danger else "today" if today else "other"]
    return data("urgency")["in_a_crowd"] if in_a_crowd and (is_danger or today) else code
