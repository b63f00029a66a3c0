"""A spreadsheet of people who wait already, read into rows or into reasons why not. Pure; no reason repeats what a cell says."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import ascii_uppercase
from typing import Any

from throughcare.foundation import tables, workbooks
from throughcare.foundation.names import name_key

from . import rules


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One person who waits for one thing, since their own day."""

    row: int
    name: str
    born_on: date | None
    since: date
    need: str
    urgency: str
    language: str
    phone: str
    email: str
    payer: str
    postal_code: str
    note: str

    @property
    def person(self) -> tuple[str, date | None]:
        return name_key(self.name), self.born_on


@dataclass(frozen=True)
class Fault:
    row: int
    reason: str
    column: str = ""  # its letter, as a spreadsheet shows it

    def __str__(self) -> str:
        place = f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"
        return f"{place}: {self.reason}"


class Wrong(ValueError):
    """One cell. The words are written to be shown, and repeat nothing of what stands in it."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(words)
        self.column = column


class NotTakenOver(Exception):
    """Nothing of this file is taken over."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} refused")
        self.faults = list(faults)


@cache
def form() -> dict[str, Any]:
    return json.loads((rules.DATA / "takeover.json").read_text())


def read_waiting(raw: bytes, *, need: str, month_first: bool, today: date) -> list[Waiting]:
    """Every row. `need`: what they wait for where no column says it. Raises NotTakenOver, or tables.Unreadable for the file."""
    lines = lines_of_file(raw)
    places = tables.columns(lines[0].cells, form()["columns"]) if lines else {}
    if missing := missing_columns(places, need):
        raise tables.Unreadable(f"The first line names no column for {' and none for '.join(missing)}.")
    rows, faults = [], []
    for line in lines[1:]:
        said = {name: line.cells[at] for name, at in places.items() if at < len(line.cells)}
        try:
            rows.append(waiting(line.number, said, need=need, month_first=month_first, today=today))
        except Wrong as wrong:
            faults.append(Fault(line.number, str(wrong), letter(places.get(wrong.column))))
    faults += twice(rows)
    if faults:
        raise NotTakenOver(sorted(faults, key=lambda fault: fault.row))
    return rows


def lines_of_file(raw: bytes) -> list[tables.Line]:
    if raw.startswith((workbooks.MARK, workbooks.LOCKED_OR_OLD)):
        return workbooks.rows_of_workbook(raw)
    return tables.rows_of(tables.text_of(raw))


def letter(place: int | None) -> str:
    """A, B, …, Z, AA; "" for a column that the sheet does not have."""
    if place is None:
        return ""
    before, last = divmod(place, len(ascii_uppercase))
    return (letter(before - 1) if before else "") + ascii_uppercase[last]


def missing_columns(places: dict[str, int], need: str) -> list[str]:
    wanted = {
        "the name": "name" in places or {"first", "last"} <= set(places),
        "the day since when they wait": "since" in places,
        "what they need (or say --need)": "need" in places or bool(need),
    }
    return [words for words, is_there in wanted.items() if not is_there]


def waiting(row: int, said: dict[str, str], *, need: str, month_first: bool, today: date) -> Waiting:
    name = said.get("name") or f"{said.get('first', '')} {said.get('last', '')}".strip()
    if not name:
        raise Wrong("name", "The name is missing.")
    since = day("since", said, "The day since when they wait", month_first=month_first, today=today)
    if since is None:
        raise Wrong("since", "The day since when they wait is missing.")
    found = Waiting(
        row=row, name=name, since=since, need=said.get("need") or need,
        born_on=day("born_on", said, "The day of birth", month_first=month_first, today=today),
        urgency=urgency(said.get("urgency", "")), language=language(said.get("language", "")), note=said.get("note", ""),
        phone=said.get("phone", ""), email=said.get("email", ""), payer=said.get("payer", ""),
        postal_code=said.get("postal_code", ""),
    )  # fmt: skip
    if not found.need:
        raise Wrong("need", "What they need is missing.")
    if long := [column for column, most in form()["most_in"].items() if len(getattr(found, column)) > most]:
        raise Wrong(long[0], f"Too long: {', '.join(long).replace('_', ' ')}.")
    return found


def day(column: str, said: dict[str, str], what: str, *, month_first: bool, today: date) -> date | None:
    if not (text := said.get(column, "")):
        return None
    try:
        found = tables.day(text, month_first=month_first)
    except ValueError:
        raise Wrong(column, f"{what} cannot be read. Write it as 2010-04-09.") from None
    if found > today:
        raise Wrong(column, f"{what} is still to come.")
    return found


def urgency(text: str) -> str:
    """Nobody in an emergency is put on a list."""
    word = tables.plain(text)
    if word.startswith("emerg"):
        raise Wrong("urgency", "An emergency does not wait on a list. Call this person now, then take the row out.")
    found = next((value for value, words in form()["urgencies"].items() if word in words), "")
    if not found:
        raise Wrong("urgency", "The urgency is none of: today, urgent, soon, routine, advice.")
    return found


def language(text: str) -> str:
    """As a code; English where the sheet says nothing."""
    word = tables.plain(text)
    found = form()["languages"].get(word, word or "en")
    if not (2 <= len(found) <= 3 and found.isalpha()):
        raise Wrong("language", "The language is not known. Write its code, such as es.")
    return found


def twice(rows: Iterable[Waiting]) -> list[Fault]:
    """The same person for the same need, or a name that stands twice without the day of birth."""
    seen: dict[Any, int] = {}
    faults = []
    for waits in rows:
        keys = [(*waits.person, name_key(waits.need))] + ([waits.person] if waits.born_on is None else [])
        if before := next((seen[key] for key in keys if key in seen), 0):
            faults.append(Fault(waits.row, f"Stands in row {before} already. Keep one, or write both days of birth."))
        seen |= {key: waits.row for key in keys}
    return faults
