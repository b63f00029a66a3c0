"""One row of HSDS as columns of ours. Raises `Unusable` with words for people where it cannot be."""

from collections.abc import Iterable
from statistics import median
from typing import Any

from throughcare.foundation.names import name_key

from . import words
from .listing import Columns
from .words import clean

LONGEST = {
    "source_id": 200, "name": 200, "alternate_name": 200, "email": 200, "website": 500, "street": 300, "city": 100,
    "state": 60, "postal_code": 20, "country": 2, "status": 30,
}  # fmt: skip
LONGEST_TEXT = 50_000
OLDEST = 150
NAMED_AFTER = ("city", "state", "postal_code")


class Unusable(ValueError):
    """Why a row cannot be imported."""


def fit(column: str, text: str) -> str:
    text = clean(text)
    longest = LONGEST.get(column, LONGEST_TEXT)
    if len(text) > longest:
        raise Unusable(f"{column} is longer than {longest} characters")
    return text


def need(column: str, text: str) -> str:
    if not (text := fit(column, text)):
        raise Unusable(f"{column} is missing")
    return text


def provider(cells: dict[str, str]) -> Columns:
    return {
        "name": need("name", cells.get("name", "")),
        "alternate_name": clean(cells.get("alternate_name", ""))[: LONGEST["alternate_name"]],
        "description": fit("description", cells.get("description", "")),
        "email": fit("email", cells.get("email", "")),
        "website": fit("website", cells.get("website") or cells.get("url", "")),
        "phones": [],
    }


def location(cells: dict[str, str]) -> Columns:
    latitude = degrees(cells.get("latitude", ""), "latitude", 90)
    longitude = degrees(cells.get("longitude", ""), "longitude", 180)
    is_somewhere = latitude is not None and longitude is not None and (latitude, longitude) != (0, 0)
    return {
        "name": clean(cells.get("name", ""))[: LONGEST["name"]],
        "street": "", "city": "", "state": "", "postal_code": "", "country": "",
        "latitude": latitude if is_somewhere else None,
        "longitude": longitude if is_somewhere else None,
        "is_approximate": False,
        "is_virtual": cells.get("location_type", "") == "virtual",
        "transportation": fit("transportation", cells.get("transportation", "")),
        "accessibility": "", "phones": [], "schedules": [],
    }  # fmt: skip


def service(cells: dict[str, str]) -> Columns:
    youngest, oldest = (
        age(cells.get("minimum_age", ""), "minimum_age"),
        age(cells.get("maximum_age", ""), "maximum_age"),
    )
    if youngest is not None and oldest is not None and youngest > oldest:
        raise Unusable(f"minimum_age {youngest} is above maximum_age {oldest}")
    costs = [cells.get(column, "") for column in ("fees", "fees_description")]
    return {
        "provider": cells.get("organization_id", "").strip(),
        "name": need("name", cells.get("name", "")),
        "alternate_name": clean(cells.get("alternate_name", ""))[: LONGEST["alternate_name"]],
        "description": fit("description", cells.get("description", "")),
        "status": fit("status", cells.get("status", "")),
        "types": [], "terms": [], "languages": [], "payers": [],
        "language_notes": fit("interpretation_services", cells.get("interpretation_services", "")),
        "cost": "\n".join(filter(None, (fit("fees", cost) for cost in costs))),
        "eligibility": fit("eligibility_description", cells.get("eligibility_description", "")),
        "min_age": youngest,
        "max_age": oldest,
        "how_to_apply": fit("application_process", cells.get("application_process", "")),
        "wait": fit("wait_time", cells.get("wait_time", "")),
        "email": fit("email", cells.get("email", "")),
        "website": fit("website", cells.get("url", "")),
        "phones": [], "schedules": [],
        "assured_on": words.day(cells.get("assured_date", "")),
    }  # fmt: skip


def at_location(cells: dict[str, str]) -> Columns:
    return {
        "service": cells["service_id"],
        "location": cells["location_id"],
        "description": fit("description", cells.get("description", "")),
        "phones": [],
        "schedules": [],
    }


def degrees(text: str, column: str, most: int) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        raise Unusable(f"{column} is {text!r}, not a number") from None
    if not -most <= value <= most:
        raise Unusable(f"{column} is {text}, not between -{most} and {most}")
    return value


def age(text: str, column: str) -> int | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        raise Unusable(f"{column} is {text!r}, not a number") from None
    if not 0 <= value <= OLDEST:
        raise Unusable(f"{column} is {text}, not between 0 and {OLDEST}")
    return int(value)


def address(cells: dict[str, str]) -> Columns:
    street = ", ".join(filter(None, (clean(cells.get(part, "")) for part in ("address_1", "address_2"))))
    columns = {"street": fit("street", street), "country": clean(cells.get("country", ""))[: LONGEST["country"]]}
    for ours, theirs in (("city", "city"), ("state", "state_province"), ("postal_code", "postal_code")):
        columns[ours] = fit(ours, cells.get(theirs, ""))
    return columns


def phone(cells: dict[str, str]) -> Columns | None:
    number = clean(cells.get("number", ""))
    if not number:
        return None
    kept = {"number": number, "extension": clean(cells.get("extension", ""))}
    return kept | {"kind": clean(cells.get("type", "")), "note": clean(cells.get("description", ""))}


def schedule(cells: dict[str, str]) -> Columns | None:
    """Days with opening hours. Hours that make no sense stay words."""
    named = cells.get("byday") or cells.get("weekday", "")
    days = [day for word in named.replace(";", ",").split(",") if (day := words.day_of(word))]
    opens, closes = (words.clock_time(cells.get(column, "")) for column in ("opens_at", "closes_at"))
    if opens is None or closes is None or closes <= opens:
        opens = closes = None
    said = clean(cells.get("original_text") or cells.get("description") or cells.get("notes") or "")
    if opens is None and not said:
        said = clean(" ".join(filter(None, (cells.get("opens_at"), cells.get("closes_at")))))
    return {"days": days, "opens": opens, "closes": closes, "note": said} if days or said or opens else None


def merged_hours(schedules: list[Columns]) -> list[Columns]:
    """Monday to Friday 9 to 5 once, not five times."""
    days: dict[tuple[Any, Any, str], set[str]] = {}
    for entry in schedules:
        days.setdefault((entry["opens"], entry["closes"], entry["note"]), set()).update(entry["days"])
    return [
        {"days": [day for day in words.DAYS if day in found], "opens": opens, "closes": closes, "note": note}
        for (opens, closes, note), found in days.items()
    ]


def add_language(target: Columns | None, cells: dict[str, str]) -> None:
    if target is None or "languages" not in target:
        return
    code = cells.get("code", "").strip().lower().split("-")[0]
    codes, rest = words.languages_in(cells.get("language") or cells.get("name") or "")
    if 2 <= len(code) <= 3 and code.isalpha():
        codes, rest = {code}, []
    target["languages"] = words.in_order([*target["languages"], *codes], "languages")
    for note in [*rest, clean(cells.get("note", ""))]:
        if note and note not in target["language_notes"]:
            target["language_notes"] = f"{target['language_notes']}\n{note}".strip()


def add_payment(target: Columns | None, said: str) -> None:
    if target is None or "payers" not in target or not (said := clean(said)):
        return
    target["payers"] = words.in_order([*target["payers"], *words.payers_of(said)], "payers")
    if said not in target["cost"]:
        target["cost"] = f"{target['cost']}\n{said}".strip()


def add_cost(target: Columns | None, cells: dict[str, str]) -> None:
    amount = " ".join(filter(None, (cells.get("amount", ""), cells.get("currency", ""))))
    parts = (cells.get("option", ""), amount, cells.get("amount_description", ""))
    add_payment(target, ", ".join(filter(None, parts)))


def place_approximately(locations: Iterable[Columns]) -> None:
    """Coordinates of the postal code's, else the city's, other rows. The median: one wrong row moves nothing."""
    for name in ("postal_code", "city"):
        known: dict[tuple[str, str], list[Columns]] = {}
        unknown = []
        for place in locations:
            if not place[name]:
                continue
            if place["latitude"] is None:
                unknown.append(place)
            elif not place["is_approximate"]:
                known.setdefault(area(place, name), []).append(place)
        for place in unknown:
            if around := known.get(area(place, name)):
                place["latitude"] = round(median(other["latitude"] for other in around), 4)
                place["longitude"] = round(median(other["longitude"] for other in around), 4)
                place["is_approximate"] = True


def area(place: Columns, name: str) -> tuple[str, str]:
    return name_key(place["state"]), name_key(place[name])[:5] if name == "postal_code" else name_key(place[name])


def finish_service(columns: Columns, provider: Columns, places: list[Columns]) -> None:
    spoken_of = columns["terms"] or [columns["name"]]
    kinds = columns["types"] or set[str]().union(*map(words.types_of, spoken_of))
    columns["types"] = words.in_order(kinds, "types")
    columns["terms"] = [term[: LONGEST["name"]] for term in columns["terms"]]
    columns["name_key"] = name_key(columns["name"])[: LONGEST["name"]]
    columns["has_place"] = any(
        place["latitude"] is not None or place["city"] or place["postal_code"] for place in places
    )
    where = {place[name] for place in places for name in NAMED_AFTER if place[name]}
    found_by = [provider.get("name", ""), provider.get("alternate_name", ""), columns["alternate_name"]]
    columns["words"] = name_key(" ".join([*found_by, *columns["terms"], *sorted(where)]))
