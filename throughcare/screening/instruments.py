"""Instruments are data: every file under data/ is completed, checked and frozen once. No cut-off stands in code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import faults

DATA = Path(__file__).parent / "data"
MAY_SHIP_TEXT = {"A", "B"}
BORROWED = (
    "about", "license_class", "notice_text", "languages", "language_note", "recall", "ages", "stem", "answer_lists",
)  # fmt: skip

Words = Mapping[str, str]  # language → text


@dataclass(frozen=True)
class Answer:
    code: str
    value: int | None  # None: not scored
    text: Words


@dataclass(frozen=True)
class Item:
    link_id: str
    code: str
    answers: tuple[Answer, ...]
    text: Words
    is_scored: bool
    is_safety: bool  # never taken as answered when it came through a relative
    own_stem: bool  # reads by itself, without the instrument's opening words

    def answer(self, code: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.code == code), None)


@dataclass(frozen=True)
class Band:
    id: str
    low: int
    high: int  # inclusive
    label: Words
    next: Words


@dataclass(frozen=True)
class CriticalRule:
    item: str
    at_least: int
    asks_for: str
    text: Words


@dataclass(frozen=True)
class Prorating:
    on: bool
    at_most_missing: int


@dataclass(frozen=True)
class Instrument:
    id: str
    version: str
    title: str
    name: Words
    about: Words
    license_class: str
    notice_text: str
    permission_reference: str
    languages: tuple[str, ...]
    language_note: str
    panel: tuple[str, str]  # system, code
    total_code: tuple[str, str]
    recall: Words
    youngest: int  # years
    stem: Words
    items: tuple[Item, ...]
    low: int
    high: int
    prorating: Prorating
    bands: tuple[Band, ...]
    positive_from: int
    positive_then: str  # the instrument that follows a positive screen, or ""
    critical: tuple[CriticalRule, ...]

    @property
    def scored_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_scored)

    @property
    def safety_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_safety)

    @property
    def may_show_items(self) -> bool:
        """Classes C and D need the rights holder's permission on record before an item is drawn."""
        return self.license_class in MAY_SHIP_TEXT or bool(self.permission_reference)

    def item(self, link_id: str) -> Item | None:
        return next((item for item in self.items if item.link_id == link_id), None)

    def number(self, link_id: str) -> int:
        return 1 + [item.link_id for item in self.items].index(link_id)

    def band(self, band_id: str) -> Band | None:
        return next((band for band in self.bands if band.id == band_id), None)


class FaultyInstrument(Exception):
    """A file under data/ says something that cannot be. Names the file and every fault."""


@cache
def library() -> Mapping[tuple[str, str], Instrument]:
    """Every instrument and version that ships."""
    return read_folder(DATA)


def read_folder(folder: Path) -> dict[tuple[str, str], Instrument]:
    raw = {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.v*.json"))}
    by_key = {(entry.get("id"), entry.get("version")): entry for entry in raw.values()}
    found = {}
    for name, entry in raw.items():
        whole = with_borrowed_items(entry, by_key)
        if wrong := faults.in_instrument(whole):
            raise FaultyInstrument(f"{name}: " + "; ".join(wrong))
        found[entry["id"], entry["version"]] = frozen(whole)
    return found


def with_borrowed_items(entry: dict[str, Any], by_key: Mapping[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    """A short form (PHQ-2) names the items it takes from the long one, so that one text is kept once."""
    lent = entry.get("takes_items_from")
    if lent is None:
        return entry
    source = by_key[lent["id"], lent["version"]]
    items = [item for item in source["items"] if item["link_id"] in lent["items"]]
    return {**{name: source[name] for name in BORROWED}, **entry, "items": items}


def frozen(entry: dict[str, Any]) -> Instrument:
    lists = {name: tuple(Answer(**answer) for answer in answers) for name, answers in entry["answer_lists"].items()}
    scoring = entry["scoring"]
    prorating = scoring["prorating"]
    return Instrument(
        id=entry["id"],
        version=entry["version"],
        title=entry["title"],
        name=entry["name"],
        about=entry["about"],
        license_class=entry["license_class"],
        notice_text=entry["notice_text"],
        permission_reference=entry.get("permission_reference", ""),
        languages=tuple(entry["languages"]),
        language_note=entry.get("language_note", ""),
        panel=(entry["panel"]["system"], entry["panel"]["code"]),
        total_code=(entry["total"]["system"], entry["total"]["code"]),
        recall=entry["recall"],
        youngest=entry["ages"]["from"],
        stem=entry["stem"],
        items=tuple(frozen_item(item, lists) for item in entry["items"]),
        low=scoring["from"],
        high=scoring["to"],
        prorating=Prorating(prorating["on"], prorating["at_most_missing"]),
        bands=tuple(Band(b["id"], b["from"], b["to"], b["label"], b["next"]) for b in entry["bands"]),
        positive_from=entry["positive"]["from"],
        positive_then=entry["positive"].get("then", ""),
        critical=tuple(CriticalRule(c["item"], c["from"], c["asks_for"], c["text"]) for c in entry["critical"]),
    )


def frozen_item(item: dict[str, Any], lists: Mapping[str, tuple[Answer, ...]]) -> Item:
    return Item(
        link_id=item["link_id"],
        code=item["code"],
        answers=lists[item["answers"]],
        text=item["text"],
        is_scored=item.get("scored", True),
        is_safety=item.get("safety", False),
        own_stem=item.get("own_stem", False),
    )
