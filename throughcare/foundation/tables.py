"""Tables that people bring, pasted or as a file: their lines and columns, and days as people write them. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

SEPARATORS = "\t;,"
MOST_IN_A_CELL = 4000
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAME_OF_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
WRITTEN = (  # a year of two digits is matched as well, so that it can be refused in words
    r"(?P<year>\d{4})-(?P<second>\d{1,2})-(?P<third>\d{1,2})",
    r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})",
    rf"(?P<first>\d{{1,2}})\.? {NAME_OF_MONTH},? (?P<year>\d{{4}}|\d{{2}})",
    rf"{NAME_OF_MONTH} (?P<first>\d{{1,2}}),? (?P<year>\d{{4}}|\d{{2}})",
)
DAYS = [re.compile(rf"(?<![\w/.-]){form}(?![\w/-])", re.IGNORECASE) for form in WRITTEN]


class Unreadable(Exception):
    """The file as a whole. The words are written to be shown."""


@dataclass(frozen=True)
class Line:
    number: int  # in the file, as an editor counts
    cells: list[str]


def text_of(raw: bytes) -> str:
    """What spreadsheets save as text: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("This is a workbook, not a text file. Save the sheet as CSV.")
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("This is not a text file. Save the sheet as CSV.")


def lines_of(text: str) -> list[Line]:
    """Each line for itself, of a list that somebody typed or pasted: a lone quotation mark spoils only its own line."""
    separator = separator_of(text)
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
        found.append(Line(number, [cleaned(cell) for cell in cells]))
    return [line for line in found if any(line.cells)]


def rows_of(text: str) -> list[Line]:
    """Of a file: a cell in quotation marks may hold several lines. Raises Unreadable."""
    found, start = [], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), skipinitialspace=True)
    try:
        for cells in reader:
            found.append(Line(start, [cleaned(cell) for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as broken:
        raise Unreadable(f"Line {start} cannot be read: {broken}.") from broken
    return [line for line in found if any(line.cells)]


def cleaned(cell: str) -> str:
    return " ".join(cell.split())[:MOST_IN_A_CELL]


def separator_of(text: str) -> str:
    """Tab, semicolon or comma, whichever stands most in the first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def columns(cells: Iterable[str], known: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Which column holds what, by the words of a header; {} where it has none of them. The first of two wins."""
    words = {plain(word): name for name, all_words in known.items() for word in all_words}
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if name := words.get(plain(cell)):
            found.setdefault(name, place)
    return found


def plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", word.casefold()).strip()


COMMA_IN_A_DAY = re.compile(rf"\b{NAME_OF_MONTH} \d{{1,2}}(?P<comma>,)(?= \d{{2}})", re.IGNORECASE)


def without_commas_in_days(text: str) -> str:
    """“April 9, 2010” is one cell, also where commas separate."""
    return COMMA_IN_A_DAY.sub(lambda day: day[0][:-1], text)


def day(text: str, *, month_first: bool) -> date:
    """The day that this text says. Raises ValueError, in words to be shown."""
    found = next((match for form in DAYS if (match := form.fullmatch(text.strip()))), None)
    if found is None:
        raise ValueError("is not a day as 2010-04-09 is")
    return day_of(found, month_first=month_first)


def days_in(text: str, *, month_first: bool) -> tuple[list[date], str]:
    """Every day that stands in this text, and the text without them. Raises ValueError, in words to be shown."""
    days = []
    for form in DAYS:
        days += [day_of(match, month_first=month_first) for match in form.finditer(text)]
        text = form.sub(" ", text)
    return days, text


def day_of(match: re.Match[str], *, month_first: bool) -> date:
    said = match.groupdict()
    if len(said["year"]) == 2:
        raise ValueError(f"{match[0]}: write the year with four digits")
    if said.get("month"):
        month, on = MONTHS.index(said["month"].lower()) + 1, int(said["first"])
    elif said.get("first"):
        pair = int(said["first"]), int(said["second"])
        month, on = pair if month_first and said["mark"] != "." else pair[::-1]
    else:
        month, on = int(said["second"]), int(said["third"])
    try:
        return date(int(said["year"]), month, on)
    except ValueError:
        raise ValueError(f"{match[0]} is no day of the calendar") from None
