"""SAMHSA's treatment locator: one facility, one service, its codes turned into ours by data/samhsa.json."""

from typing import Any

from throughcare.foundation.names import name_key

from . import facts, words
from .facts import Unusable
from .faults import Findings
from .listing import Columns, Listing
from .package import Package
from .tables import json_objects

SAID_BY_PHONE = (("phone", ""), ("intake1", "Intake"), ("hotline1", "Hotline"))


def read(package: Package, source: str, findings: Findings) -> Listing:
    listing = Listing(source)
    path = next(iter(package.sizes))
    for line, facility in json_objects(package, path):
        try:
            add(listing, {key: value for key, value in facility.items() if value is not None})
        except Unusable as why:
            findings.refuse(path, line, str(why))
    return listing


def add(listing: Listing, facility: dict[str, Any]) -> None:
    own = facts.need("frid", str(facility.get("frid", "")))
    if own in listing.service:
        raise Unusable(f"frid {own} was used before")
    said = values_by_group(facility.get("services", []))
    place = location_of(facility)
    provider = facts.provider({"name": str(facility.get("name1", "")), "url": str(facility.get("website", ""))})
    service = service_of(facility, said)
    at, by = name_key(f"{place['street']} {place['postal_code']}")[:200], name_key(provider["name"])
    service["provider"] = by
    listing.provider.setdefault(by, provider)
    listing.location.setdefault(at, place)
    listing.service[own] = service
    listing.at_location[own] = facts.at_location({"service_id": own, "location_id": at})


def values_by_group(services: Any) -> dict[str, list[str]]:
    """{'SET': ['Outpatient', …]}"""
    if not isinstance(services, list) or not all(isinstance(group, dict) for group in services):
        raise Unusable("services is not a list of groups")
    said: dict[str, list[str]] = {}
    for group in services:
        values = [value.strip() for value in str(group.get("f3", "")).split(";")]
        said.setdefault(str(group.get("f2", "")), []).extend(filter(None, values))
    return said


def location_of(facility: dict[str, Any]) -> Columns:
    cells = {key: str(value) for key, value in facility.items() if not isinstance(value, list | dict)}
    street = {"address_1": cells.get("street1", ""), "address_2": cells.get("street2", "")}
    rest = {
        "city": cells.get("city", ""),
        "state_province": cells.get("state", ""),
        "postal_code": cells.get("zip", ""),
    }
    return facts.location(cells) | facts.address(street | rest | {"country": "US"})


def service_of(facility: dict[str, Any], said: dict[str, list[str]]) -> Columns:
    kind = str(facility.get("typeFacility", ""))
    meaning = words.data("samhsa")
    name = facility.get("name2") or facility.get("name1", "")
    columns = facts.service({"name": str(name), "url": str(facility.get("website", ""))})
    columns["description"] = meaning["facility"].get(kind, "")
    columns["types"] = sorted(types_of(kind, said, meaning["types"]))
    columns["terms"] = list(dict.fromkeys(value for group in meaning["kept_as_words"] for value in said.get(group, ())))
    columns["min_age"], columns["max_age"] = ages_of(said.get("AGE", []), meaning["ages"]["AGE"])
    for group in meaning["payers"]:
        for value in said.get(group, ()):
            facts.add_payment(columns, value)
    for group, named in meaning["languages"].items():
        for value in said.get(group, ()):
            code = next(iter(named.get(value, [])), "")
            facts.add_language(columns, {"code": code, "language": value})
    for column, label in SAID_BY_PHONE:
        if number := facts.phone({"number": str(facility.get(column, "")), "type": label}):
            columns["phones"].append(number)
    return columns


def types_of(kind: str, said: dict[str, list[str]], meaning: dict[str, Any]) -> set[str]:
    tables = [meaning["any"], *(meaning[k] for k in ("MH", "SA") if kind in (k, "BOTH"))]
    return {
        code
        for table in tables
        for group, values in table.items()
        for value in said.get(group, ())
        for code in values.get(value, ())
    }


def ages_of(groups: list[str], meaning: dict[str, list[int | None]]) -> tuple[int | None, int | None]:
    spans = [meaning[group] for group in groups if group in meaning]
    if not spans:
        return None, None
    youngest = min(low for low, _ in spans if low is not None)
    tops = [high for _, high in spans if high is not None]
    return youngest, max(tops) if len(tops) == len(spans) else None
