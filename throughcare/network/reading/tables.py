"""HSDS as tables of rows, from CSV (1.x and 3.0) or from nested JSON (3.0): the same rows, so one assembly reads them."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .faults import Findings, refuse
from .package import Package, check_path, lines, read_text

csv.field_size_limit(1 << 20)

# table → the file names by which HSDS 1.x and 3.0 know it
FILES = {
    "organization": ("organizations.csv", "organization.csv"),
    "location": ("locations.csv", "location.csv"),
    "service": ("services.csv", "service.csv"),
    "service_at_location": (
        "services_at_location.csv", "service_at_location.csv", "service_at_locations.csv", "services_at_locations.csv",
    ),
    "address": ("physical_addresses.csv", "physical_address.csv", "addresses.csv", "address.csv"),
    "phone": ("phones.csv", "phone.csv"),
    "schedule": ("regular_schedules.csv", "regular_schedule.csv", "schedules.csv", "schedule.csv"),
    "language": ("languages.csv", "language.csv"),
    "accessibility": ("accessibility_for_disabilities.csv", "accessibility.csv", "accessibilities.csv"),
    "eligibility": ("eligibility.csv", "eligibilities.csv"),
    "payment": ("payment_accepted.csv", "payments_accepted.csv"),
    "cost_option": ("cost_options.csv", "cost_option.csv"),
    "required_document": ("required_documents.csv", "required_document.csv"),
    "taxonomy_term": ("taxonomy.csv", "taxonomy_terms.csv", "taxonomy_term.csv"),
    "service_taxonomy": ("services_taxonomy.csv", "service_taxonomy.csv"),
    "attribute": ("attributes.csv", "attribute.csv"),
}  # fmt: skip
DESCRIPTION = "datapackage.json"
MUST_HAVE = {"organization", "service"}
NEEDED_TO_FIND_THEM = {"location", "service_at_location", "address", "phone"}
LISTS = {
    "phones": "phone", "schedules": "schedule", "languages": "language", "cost_options": "cost_option",
    "required_documents": "required_document", "attributes": "attribute", "addresses": "address",
    "accessibility": "accessibility", "service_at_locations": "service_at_location", "services": "service",
    "locations": "location",
}  # fmt: skip
ONES = {"organization": "organization", "location": "location", "taxonomy_term": "taxonomy_term"}


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    line: int
    cells: dict[str, str]


Tables = dict[str, Iterable[Row]]


def csv_tables(package: Package, findings: Findings) -> Tables:
    promised = promised_names(package)
    paths = {table: path for table, names in FILES.items() if (path := package.find(*names))}
    for table, names in FILES.items():
        named = next((name for name in names if name in promised), "")
        if table not in paths and (table in MUST_HAVE or (named and table in NEEDED_TO_FIND_THEM)):
            raise refuse(named or names[0], f"is missing in {package.name}")
        if table not in paths and named:
            findings.remark(DESCRIPTION, 0, f"{named} is named and not there")
    return {table: csv_rows(package, paths[table], findings) for table in FILES if table in paths}


def promised_names(package: Package) -> set[str]:
    """What datapackage.json names. Templates name every file of the standard, so only some must be there."""
    described = package.find(DESCRIPTION)
    if described is None:
        return set()
    try:
        paths = [str(resource["path"]) for resource in json.loads(read_text(package, described))["resources"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise refuse(described, "does not describe a data package: no list of resources with paths") from None
    for path in paths:
        check_path(path)
    return {path.rsplit("/", 1)[-1].lower() for path in paths}


def csv_rows(package: Package, path: str, findings: Findings) -> Iterator[Row]:
    reader = csv.reader(lines(package, path), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if "id" not in header and "service_id" not in header or len(set(header)) < len(header):
            raise refuse(path, "the first line must name the columns, each once, `id` among them", 1)
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if len(cells) == len(header):
                yield Row(path, line, dict(zip(header, cells, strict=True)))
            elif cells:
                findings.refuse(path, line, f"has {len(cells)} cells where the header has {len(header)}")
    except csv.Error as broken:
        raise refuse(path, f"is not well-formed CSV ({broken})", reader.line_num) from None


def json_tables(package: Package, path: str) -> Tables:
    tables: dict[str, list[Row]] = {}
    for line, thing in json_objects(package, path):
        kind = (
            "service"
            if "service_at_locations" in thing or "organization" in thing or "status" in thing
            else "organization"
        )
        for table, cells in flattened(kind, thing, {}):
            tables.setdefault(table, []).append(Row(path, line, cells))
    if not tables.get("service"):
        raise refuse(path, "holds no services")
    return {table: tables[table] for table in FILES if table in tables}


def json_objects(package: Package, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """A JSON array, a page of the API (`contents`, or the locator's `rows`), or one object a line; each with its line."""
    text = read_text(package, path)
    decoder, at, line = json.JSONDecoder(), skip_blank(text, 0), 1
    start = at
    at = start_of_list(text, at)
    counted = 0
    while (at := skip_blank(text, at, also=",")) < len(text) and text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        try:
            thing, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as broken:
            raise refuse(path, f"is not well-formed JSON ({broken})", line) from None
        if not isinstance(thing, dict):
            raise refuse(path, "holds something that is not an object", line)
        yield line, thing
    if text[start : start + 1] == "[" and at >= len(text):
        raise refuse(path, "ends before its list does", line)


def start_of_list(text: str, at: int) -> int:
    if text[at : at + 1] == "[":
        return at + 1
    for key in ('"contents"', '"rows"'):
        found = text.find(key, at, at + 2000)
        if found >= 0 and "[" in text[found : found + 40] and '"id"' not in text[at:found]:
            return text.index("[", found) + 1
    return at


def skip_blank(text: str, at: int, also: str = "") -> int:
    while at < len(text) and text[at] in " \t\r\n\ufeff" + also:
        at += 1
    return at


def flattened(table: str, thing: dict[str, Any], parents: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """A nested object as rows, each knowing the ids of what it stands in, as in the CSV form."""
    cells = parents | {key: as_cell(value) for key, value in thing.items() if not isinstance(value, dict | list)}
    inner = [(ONES[key], value) for key, value in thing.items() if key in ONES and isinstance(value, dict)]
    for kind, one in inner:
        cells.setdefault(f"{kind}_id", as_cell(one.get("id")))
        yield from flattened(kind, one, {})
    yield table, cells
    own = {"link_id": cells.get("id", "")} | (
        {"service_id": parents["service_id"]} if table == "service_at_location" else {}
    )
    for key, value in thing.items():
        if key in LISTS and isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from flattened(LISTS[key], item, own | {f"{table}_id": cells.get("id", "")})


def as_cell(value: Any) -> str:
    return "" if value is None else str(value)
