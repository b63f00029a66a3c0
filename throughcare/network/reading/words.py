"""What the words of a directory mean here. All of it stands in data/*.json, with versions."""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.foundation.names import name_key

DATA = Path(__file__).parent.parent / "data"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CLOCK = re.compile(r"^\s*(\d{1,2})(?::(\d{2}))?(?::\d{2}\S*)?\s*([ap])?\.?m?\.?\s*$", re.IGNORECASE)


@cache
def data(name: str) -> dict[str, Any]:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def clean(text: str) -> str:
    """Text as it was before an exporter damaged it; no control characters."""
    if not text:
        return ""
    rules = data("spelling")
    for damaged, meant in rules["replace"]:
        text = text.replace(damaged, meant)
    text = re.sub(rules["drop"], "", text)
    return "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or c.isprintable()).strip()


@cache
def types_of(term: str) -> frozenset[str]:
    """The kinds of service that the name of a taxonomy term speaks of."""
    key, rules = name_key(term), data("words")
    if any(word in key for word in rules["never"]):
        return frozenset()
    return frozenset(
        rule["type"]
        for rule in rules["rules"]
        if any(phrase in key for phrase in rule["has"]) and not any(word in key for word in rule.get("without", ()))
    )


@cache
def payers_of(words: str) -> frozenset[str]:
    key = name_key(words)
    if key == "state-financed health insurance plan other than medicaid":
        return frozenset({"state-plan"})
    return frozenset(payer["code"] for payer in data("payers")["payers"] if any(word in key for word in payer["words"]))


@cache
def language_codes() -> dict[str, str]:
    named = [(language["code"], [language["label"], *language["names"]]) for language in data("languages")["languages"]]
    return {name_key(name): code for code, names in named for name in names}


def languages_in(text: str) -> tuple[set[str], list[str]]:
    """ISO 639 codes of what is plainly named, and the words of the rest."""
    codes, rest = set(), []
    for part in re.split(r"[,;/\n]|\band\b", clean(text)):
        plain = name_key(part.replace("-", " "))
        if code := language_codes().get(plain):
            codes.add(code)
        elif plain:
            rest.append(part.strip())
    return codes, rest


def in_order(codes: Iterable[str], list_name: str) -> list[str]:
    """As the data file orders them, what it does not know last: the same every time."""
    order = {entry["code"]: place for place, entry in enumerate(data(list_name)[list_name])}
    return sorted(set(codes), key=lambda code: (order.get(code, len(order)), code))


def clock_time(text: str) -> str | None:
    """'9:00am', '6:00 pm' and '17:00' as 24 hours; None where it is not a time."""
    found = CLOCK.match(text or "")
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour <= 24 and minute < 60 else None


def day_of(word: str) -> str | None:
    short = word.strip()[:2].upper()
    return short if short in DAYS else None


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
