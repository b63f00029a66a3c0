"""What kind of promise a referral is, and what follows from it: read from data/kinds.json. No writes, no clock."""

import json
from functools import cache
from pathlib import Path
from typing import Any

ANSWERS_NO = frozenset({"decline", "expire"})


@cache
def table() -> dict[str, dict[str, Any]]:
    said = json.loads((Path(__file__).parent / "data" / "kinds.json").read_text())
    return dict(said["kinds"])


def those(name: str, value: Any) -> list[str]:
    return [kind for kind, rule in table().items() if rule[name] == value]


ACCEPTED = those("receiver", "accepts")  # somebody is taken in hand
ADVISED = those("receiver", "advises")  # a question is answered in words, and nobody is taken in hand
CONVERTIBLE = [kind for kind, rule in table().items() if rule["converts_as"]]


def closures(kind: str) -> list[str]:
    """The classes of closure in which it can end."""
    return list(table()[kind]["closures"])


def closes_as(kind: str) -> str:
    """The class in which it closes when a service follows from it."""
    return str(table()[kind]["converts_as"])


def may_not_convert(referral: Any) -> str:
    if referral.live_status:
        return "A service has been asked. Wait for its answer, or take it back."
    return "" if referral.advised_at else "Nobody has answered the question yet."


def is_judged(referral: Any) -> bool:
    """Does somebody wait for treatment, so that the network is judged by the time it takes?"""
    judged = table()[referral.kind]["judged"]
    return bool(referral.awaits_treatment) if judged == "asked" else judged == "always"


def asks_who_waits(kind: str) -> bool:
    return bool(table()[kind]["judged"] == "asked")


def counts_as_no(kind: str, step: str) -> bool:
    """For the bounce brake. That nobody answers a question is no no to a person."""
    return bool(table()[kind]["noes_count"]) and step in ANSWERS_NO


def client_chooses(kind: str) -> bool:
    return bool(table()[kind]["client_chooses"])


def asks_whether_it_helped(kind: str) -> bool:
    return bool(table()[kind]["asks_whether_it_helped"])


def needs_section(kind: str, section: dict[str, Any]) -> bool:
    needed = table()[kind]["needs_sections"]
    return bool(section["required"]) if needed == "required" else section["key"] in needed
