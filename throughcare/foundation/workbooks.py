"""A workbook (.xlsx) that people bring, as the lines of its one sheet. What is too large or unsafe is refused before it is read."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from .tables import Line, Unreadable, cleaned

MARK = b"PK\x03\x04"
LOCKED_OR_OLD = b"\xd0\xcf\x11\xe0"
MOST_BYTES = 10_000_000  # as it comes; a list of 20,000 people has about 2 MB
MOST_UNPACKED = 100_000_000  # the reader of an archive stops at the size that the archive itself declares
MOST_PARTS = 1_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100


def rows_of_workbook(raw: bytes) -> list[Line]:
    """Values as they were last saved; formulas are not computed, nothing outside of the file is read. Raises Unreadable."""
    from openpyxl import load_workbook  # here: for one command, and not loaded into each web process

    if raw.startswith(LOCKED_OR_OLD):
        raise Unreadable("This workbook has a password or is of an old kind. Save it as .xlsx without one, or as CSV.")
    must_be_small(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheets = [list(lines_of_sheet(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile, OSError) as broken:
        raise Unreadable("This workbook cannot be read. Save the sheet as CSV.") from broken
    written = [lines for lines in sheets if lines]
    if len(written) > 1:
        raise Unreadable("Something stands on several sheets. Save the one with the list as a file of its own.")
    return written[0] if written else []


def must_be_small(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"This file is larger than {MOST_BYTES // 1_000_000} MB. Split the list.")
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except zipfile.BadZipFile as broken:
        raise Unreadable("This workbook cannot be read. Save the sheet as CSV.") from broken
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("This file unpacks to far more than a list of people. Save the sheet as CSV.")


def lines_of_sheet(sheet: Any) -> Iterator[Line]:
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, start=1):
        cells = [cleaned(words_of(cell)) for cell in row]
        if not any(cells):
            continue
        if number > MOST_ROWS:
            raise Unreadable(f"This list has more than {MOST_ROWS} rows. Split it.")
        yield Line(number, cells)


def words_of(cell: Any) -> str:
    """As it would stand in a CSV: days as 2010-04-09, whole numbers without a point, the noughts in front of a postal code."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and set(cell.number_format) == {"0"}:
        return str(value).zfill(len(cell.number_format))
    return str(value)
