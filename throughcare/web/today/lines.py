"""Who is asked about: lines of names, birth dates and TC numbers in any order, or a table with a header."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from throughcare.foundation import tables

MOST = 200
NUMBER = re.compile(r"\bTC[\s-]*(\d{1,15})\b", re.IGNORECASE)
HOUR = re.compile(r"\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]m\b", re.IGNORECASE)
HEADERS = {
    "name": ("name", "full name", "patient", "patient name", "client", "client name"),
    "last": ("last name", "last", "surname", "family name"),
    "first": ("first name", "first", "given name"),
    "born_on": ("birth date", "date of birth", "dob", "born", "birthdate", "patient dob"),
    "number": ("number", "tc number", "tc", "referral", "referral number"),
}


@dataclass(frozen=True)
class Asked:
    line: int
    names: tuple[str, ...]  # the ways in which the name may be meant, the likeliest first
    born_on: date | None
    number: int | None


@dataclass(frozen=True)
class Bad:
    """A line that asks about nobody, and why."""

    line: int
    reason: str


def read(text: str, *, today: date, month_first: bool) -> Iterator[Asked | Bad]:
    lines = tables.lines_of(tables.without_commas_in_days(text))
    header = tables.columns(lines[0].cells, HEADERS) if lines else {}
    has_header = bool({"name", "last", "number"} & set(header))
    for line in lines[1:] if has_header else lines:
        cells = line.cells if not has_header else in_columns(line.cells, header)
        yield asked(line.number, cells, today=today, month_first=month_first)


def in_columns(cells: list[str], header: dict[str, int]) -> list[str]:
    """The cells that matter, in our own order; the two parts of a name become one."""
    said = {name: cells[place] for name, place in header.items() if place < len(cells)}
    name = said.get("name") or " ".join(part for part in (said.get("first"), said.get("last")) if part)
    number = said.get("number", "")
    return [name, said.get("born_on", ""), f"TC-{number}" if number.isdigit() else number]


def asked(line: int, cells: list[str], *, today: date, month_first: bool) -> Asked | Bad:
    """One person. A day that is today's is the appointment's, and an hour is passed over."""
    kept, days, numbers = [], [], []
    for cell in cells:
        numbers += [int(number) for number in NUMBER.findall(cell)]
        try:
            found, rest = tables.days_in(NUMBER.sub(" ", cell), month_first=month_first)
        except ValueError as refused:
            return Bad(line, f"{refused}.")
        days += [day for day in found if day != today]
        kept.append(" ".join(HOUR.sub(" ", rest).split()).strip(" ,;"))
    names = readings([part for part in kept if any(letter.isalpha() for letter in part)])
    if reason := what_is_wrong(names, days, numbers, today=today):
        return Bad(line, reason)
    return Asked(line, names, days[0] if days else None, numbers[0] if numbers else None)


def what_is_wrong(names: tuple[str, ...], days: list[date], numbers: list[int], *, today: date) -> str:
    if len(set(days)) > 1:
        return "Two days stand here. Leave only the birth date."
    if len(set(numbers)) > 1:
        return "Two TC numbers stand here. Give each its own line."
    if days and days[0] > today:
        return "This birth date has not come yet."
    return "" if names or days or numbers else "Neither a name, nor a birth date, nor a TC number stands here."


def readings(parts: list[str]) -> tuple[str, ...]:
    """“Torres, Maya”, “Torres” beside “Maya”, and “Maya Torres” are one person; words beside a name are tried after it."""
    whole = [turned(part) for part in parts if " " in part]
    pairs = [pair for a, b in zip(parts, parts[1:], strict=False) for pair in (f"{b} {a}", f"{a} {b}")]
    alone = [part for part in parts if " " not in part] if not whole and not pairs else []
    return tuple(dict.fromkeys([*whole, *pairs, *alone]))


def turned(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name
