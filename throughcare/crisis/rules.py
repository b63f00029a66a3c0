"""Judgments about a risk signal: pure questions, no writes, no clock."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
CALL_NOW = frozenset({"high", "imminent"})
ENOUGH_WORDS = 10  # characters: "done" and "ok" say nothing to the next person


def already_asked(signal: Any) -> str:
    asked = signal.asked_id or signal.asked_desk_id
    return "Somebody has been asked. Keep it, or wait until they take it." if asked else ""


def nobody_asked(signal: Any) -> str:
    return "" if signal.asked_id or signal.asked_desk_id else "Nobody else was asked to take it."


def missing_in_answer(*, cause: str, level: str, method: str, done: str) -> dict[str, str]:
    """What an answer still lacks, by form field. Empty: it may be written."""
    missing = {}
    if not level:
        missing["level"] = "Choose the level of risk that you found."
    if not method:
        missing["method"] = "Say how you came to it."
    if len(done.strip()) < ENOUGH_WORDS:
        missing["done"] = "Write what was done, in a sentence, for whoever sees them next."
    if cause == "answer" and method == "asked_alone" and level == "none":
        missing["method"] = "A worrying answer needs an assessment or your clinical judgment."
    return missing


def is_to_call_now(level: str) -> bool:
    """At these levels the page shows whom to call before anything else."""
    return level in CALL_NOW


@cache
def urgency_of(cause: str) -> str:
    """The urgency whose clock runs until the signal is answered."""
    return json.loads((DATA / "urgency_of_cause.json").read_text())[cause]


@cache
def shipped_resources() -> list[dict[str, Any]]:
    return resources_in(DATA / "resources.json")


def resources_in(path: Path) -> list[dict[str, Any]]:
    """Crisis resources from a file. Raises ValueError naming the entry that nobody could call or write to."""
    entries = json.loads(path.read_text())["resources"]
    for entry in entries:
        if wrong := fault_in_resource(entry):
            raise ValueError(f"{path.name}: {entry.get('id', 'an entry without id')}: {wrong}")
    return entries


def fault_in_resource(entry: dict[str, Any]) -> str:
    needed = ("id", "name", "says", "languages", "for", "source", "confidence")
    if absent := [field for field in needed if not entry.get(field)]:
        return f"{', '.join(absent)} is missing"
    return "" if entry.get("call") or entry.get("text") else "there is no number to call or text"


def missing_words(reason: str) -> str:
    return "" if len(reason.strip()) >= ENOUGH_WORDS else "Say in a sentence what was entered in error."
