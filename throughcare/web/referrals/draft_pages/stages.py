"""The four pages from a need to a sent package, and how far one is."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

from throughcare.referrals import queries
from throughcare.web.clients import codes

STAGES = ["What they need", "What goes with it", "Which service", "Sharing and sending"]


def journey(now: int) -> list[dict[str, str]]:
    states = ["done" if place < now else "now" if place == now else "ahead" for place in range(len(STAGES))]
    return [{"label": label, "state": state} for label, state in zip(STAGES, states, strict=True)]


def is_writable(referral: Any) -> bool:
    return queries.is_writable(referral)


def seen(*shown: Any) -> str:
    """A short name for what a page shows. What was changed since then has another."""
    return sha256(json.dumps(shown, default=str, sort_keys=True).encode()).hexdigest()


def about(referral: Any) -> list[tuple[str, str]]:
    """What goes with every package: who it is, what is asked, and the safe ways to reach them."""
    person = queries.about_the_person(referral)
    born = date.fromisoformat(person["born_on"]) if person["born_on"] else None
    ways = "; ".join(f"{way['kind']} {way['value']}" for way in person["routes"])
    rows = [
        ("Name", " ".join(filter(None, [referral.client.name, f"({person['goes_by']})" if person["goes_by"] else ""]))),
        ("Pronouns", person["pronouns"]),
        ("Born", f"{born.day} {born:%B %Y}" if born else ""),
        ("Speaks", codes.label_of("languages", person["language"])),
        ("Needs", person["access_needs"]),
        ("Who pays", codes.label_of("payers", person["payer"])),
        ("What they need", person["need"]),
        ("Reason", person["reason"]),
        ("Question", person["question"]),
        ("Safe ways to reach them", ways or "none known"),
    ]
    return [(label, words) for label, words in rows if words]
