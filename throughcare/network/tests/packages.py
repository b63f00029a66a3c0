"""Small directories, as files, for tests: Harbor Counseling and its neighbors, in each form that HSDS has."""

import csv
import io
import json
import zipfile
from pathlib import Path

Rows = list[dict[str, str]]

OLD = {
    "organizations.csv": [
        {"id": "1", "name": "Harbor Counseling", "description": "Care by the water", "url": "harbor.example"},
        {"id": "2", "name": "Elsewhere Clinic", "description": "", "url": ""},
    ],
    "locations.csv": [
        {"id": "11", "organization_id": "1", "name": "Harbor house", "latitude": "25.77", "longitude": "-80.19"},
        {"id": "12", "organization_id": "2", "name": "", "latitude": "", "longitude": ""},
    ],
    "services.csv": [
        {"id": "21", "organization_id": "1", "name": "Thérapie for trauma", "description": "After an accident", "status": ""},
        {"id": "22", "organization_id": "2", "name": "Food pantry", "description": "Bread", "status": "active"},
    ],
    "services_at_location.csv": [
        {"id": "31", "service_id": "21", "location_id": "11"},
        {"id": "32", "service_id": "22", "location_id": "12"},
    ],
    "physical_addresses.csv": [
        {"id": "1", "location_id": "11", "address_1": "1 Pier", "city": "Miami", "state_province": "FL ", "postal_code": "33130"},
        {"id": "2", "location_id": "12", "address_1": "2 Pier", "city": "Miami", "state_province": "FL ", "postal_code": "33130"},
    ],
    "phones.csv": [{"id": "1", "service_id": "21", "location_id": "", "number": "305-555-0142"}],
    "regular_schedules.csv": [
        {"id": "", "service_id": "21", "weekday": day, "opens_at": "9:00am", "closes_at": "5:00 pm", "original_text": ""}
        for day in ("Monday", "Tuesday", "Wednesday")
    ],
    "languages.csv": [
        {"id": "", "service_id": "21", "language": "Spanish"},
        {"id": "", "service_id": "21", "language": "Creole (limited)"},
    ],
    "taxonomy.csv": [{"id": "T1", "name": "Individual Counseling"}, {"id": "T2", "name": "Food Pantries"}],
    "services_taxonomy.csv": [
        {"id": "1", "service_id": "21", "taxonomy_id": "T1"},
        {"id": "2", "service_id": "22", "taxonomy_id": "T2"},
    ],
}  # fmt: skip

NESTED = [
    {
        "id": "s1", "name": "Trauma therapy", "status": "active", "minimum_age": 12, "maximum_age": 25,
        "assured_date": "2026-02-20", "description": "After an accident",
        "organization": {"id": "o1", "name": "Harbor Counseling", "description": "Care by the water"},
        "languages": [{"id": "l1", "code": "es", "name": "Spanish"}],
        "cost_options": [{"id": "c1", "option": "Medicaid"}],
        "attributes": [{"id": "a1", "taxonomy_term": {"id": "t1", "name": "Individual Counseling", "description": ""}}],
        "schedules": [{"id": "h1", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}],
        "service_at_locations": [
            {
                "id": "sl1",
                "location": {
                    "id": "p1", "location_type": "physical", "latitude": 25.77, "longitude": -80.19,
                    "addresses": [{"id": "d1", "address_1": "1 Pier", "city": "Miami", "state_province": "FL",
                                   "postal_code": "33130", "country": "US", "address_type": "physical"}],
                    "phones": [{"id": "f1", "number": "305-555-0142"}],
                },
            }
        ],
    },
    {
        "id": "s2", "name": "Group evening", "status": "active",
        "organization": {"id": "o1", "name": "Harbor Counseling", "description": "Care by the water"},
    },
]  # fmt: skip


def as_csv(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def files(**changed: bytes | Rows | None) -> dict[str, bytes]:
    """The old form, with some files (their name without .csv) changed or, as None, left out."""
    tables = OLD | {f"{name}.csv": content for name, content in changed.items()}
    return {
        name: rows if isinstance(rows, bytes) else as_csv(rows) for name, rows in tables.items() if rows is not None
    }


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def folder(path: Path, members: dict[str, bytes]) -> Path:
    for name, content in members.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def nested(path: Path, services: list | None = None) -> Path:
    path.write_text(json.dumps(services or NESTED, indent=1))
    return path


def row(table: str, number: int, **changed: str) -> Rows:
    """All rows of a table of the old form, one of them changed."""
    rows = [dict(row) for row in OLD[f"{table}.csv"]]
    rows[number].update(changed)
    return rows
