"""Judgments about a question without a name: pure, no writes, no clock."""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.foundation.names import name_key

DATA = Path(__file__).parent / "data"
SHORTEST_NAME = 2
TELLS = re.compile(r"\d{4,}|@|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")


@cache
def policy() -> dict[str, Any]:
    return json.loads((DATA / "bands.json").read_text())


def band_of(born_on: date | None, *, on: date) -> str:
    """The band of ages that somebody is in, "" where the day is not known."""
    if born_on is None:
        return ""
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return next(band["key"] for band in policy()["bands"] if years <= band["until"])


def in_words(band: str) -> str:
    return {one["key"]: one["words"] for one in policy()["bands"]}.get(band, "somebody (age not said)")


def area_of(postal_code: str) -> str:
    return postal_code.strip()[: policy()["postal_digits"]]


def names_somebody(words: str, names: Iterable[str]) -> str:
    """What in these words tells who it is, "" where nothing does: a part of a name, a number, an address, a day."""
    said = set(re.findall(r"\w+", name_key(words)))
    parts = {part for name in names for part in re.findall(r"\w+", name_key(name)) if len(part) > SHORTEST_NAME}
    if found := sorted(said & parts):
        return f"“{found[0]}” is part of their name. Ask without it."
    return "Leave out numbers, days and addresses: nobody may tell who it is." if TELLS.search(words) else ""
