"""Puts the tables of HSDS together: every row finds its place, or is refused with file, line and reason."""

from collections.abc import Callable, Iterable
from typing import Any

from throughcare.foundation.names import name_key

from . import facts
from .facts import Unusable
from .faults import Findings
from .listing import Columns, Listing
from .tables import FILES, Row, Tables
from .words import clean

Watch = Callable[[str, int], None]  # told how many rows of a table were read
NOT_LISTED = {"inactive", "defunct"}
EVERY = 500
# a fact hangs on the first of these that it names
HANGS_ON = (
    ("service_at_location_id", "at_location"), ("service_id", "service"), ("location_id", "location"),
    ("organization_id", "provider"),
)  # fmt: skip


class Assembly:
    def __init__(self, source: str, findings: Findings, *, repeats_allowed: bool) -> None:
        self.listing = Listing(source)
        self.findings = findings
        self.repeats_allowed = repeats_allowed  # nested JSON tells of the same organization in each of its services
        self.said: dict[tuple[str, str], Row] = {}
        self.refused: set[tuple[str, str]] = set()
        self.terms: dict[str, list[str]] = {}

    def read(self, tables: Tables, watch: Watch) -> Listing:
        for table in FILES:
            for number, row in enumerate(tables.get(table, ()), start=1):
                self.place(table, row)
                if number % EVERY == 0:
                    watch(table, EVERY)
            if table == "service":
                self.settle_references()
        return self.listing

    def place(self, table: str, row: Row) -> None:
        try:
            getattr(self, table)(row)
        except Unusable as why:
            self.findings.refuse(row.file, row.line, str(why))

    # listings of their own

    def organization(self, row: Row) -> None:
        self.claim("provider", row, facts.provider)

    def location(self, row: Row) -> None:
        self.claim("location", row, facts.location)

    def service(self, row: Row) -> None:
        if row.cells.get("status", "").strip().lower() in NOT_LISTED:
            self.findings.remark(row.file, row.line, "services that are inactive or defunct are not listed")
            self.refused.add(("service", row.cells.get("id", "")))
            return
        self.claim("service", row, facts.service)

    def service_at_location(self, row: Row) -> None:
        for kind in ("service", "location"):
            target = row.cells.get(f"{kind}_id", "")
            if (kind, target) in self.refused:
                self.refused.add(("at_location", row.cells.get("id", "")))
                return
            if target not in self.listing.of(kind):
                raise Unusable(f"{kind} {target or '(none)'} is not in the {kind}s")
        self.claim("at_location", row, facts.at_location)

    def claim(self, kind: str, row: Row, columns_of: Callable[[dict[str, str]], Columns]) -> None:
        own = row.cells.get("id", "").strip()
        if not own or len(own) > facts.LONGEST["source_id"]:
            raise Unusable("the id is missing" if not own else "the id is longer than 200 characters")
        if first := self.said.get((kind, own)):
            if self.repeats_allowed and first.cells == row.cells:
                return
            raise Unusable(f"id {own} was used before, on line {first.line} of {first.file}")
        self.said[kind, own] = row
        try:
            self.listing.of(kind)[own] = columns_of(row.cells)
        except Unusable:
            self.refused.add((kind, own))
            raise

    def settle_references(self) -> None:
        """Once all three are read. Flat exports use one numbering for organizations, services and locations, and drop
        the organization's own row: then the service of that number says its name."""
        for own, columns in list(self.listing.service.items()):
            row = self.said["service", own]
            try:
                columns["provider"] = self.provider_of(row, columns["provider"])
            except Unusable as why:
                del self.listing.service[own]
                self.refused.add(("service", own))
                self.findings.refuse(row.file, row.line, str(why))
        for own in list(self.listing.location):
            row = self.said["location", own]
            if (owner := row.cells.get("organization_id", "")) and not self.is_known(owner):
                del self.listing.location[own]
                self.refused.add(("location", own))
                self.findings.refuse(row.file, row.line, f"organization {owner} is not in the organizations")

    def provider_of(self, row: Row, owner: str) -> str | None:
        if not owner or owner in self.listing.provider:
            return owner or None
        named = self.said.get(("service", owner))
        if named is None or ("provider", owner) in self.refused:
            raise Unusable(f"organization {owner} is not in the organizations")
        self.findings.remark(
            row.file, row.line, "organizations that are missing were named after the service with their number"
        )
        self.listing.provider[owner] = facts.provider(named.cells)
        return owner

    def is_known(self, number: str) -> bool:
        listed = (self.listing.provider, self.listing.service, self.listing.location)
        return any(number in kind for kind in listed) or ("provider", number) in self.refused

    # facts about them

    def target(self, row: Row) -> Columns | None:
        for column, kind in HANGS_ON:
            if number := row.cells.get(column, "").strip():
                found = self.listing.of(kind).get(number)
                if found is None and (kind, number) not in self.refused:
                    raise Unusable(f"{kind.replace('_', ' ')} {number} does not exist")
                return found
        self.findings.remark(row.file, row.line, "rows that name nothing they belong to were left out")
        return None

    def phone(self, row: Row) -> None:
        self.add(row, "phones", facts.phone(row.cells))

    def schedule(self, row: Row) -> None:
        self.add(row, "schedules", facts.schedule(row.cells))

    def add(self, row: Row, column: str, fact: Columns | None) -> None:
        target = self.target(row)
        if target is not None and fact is not None and column in target and fact not in target[column]:
            target[column].append(fact)

    def address(self, row: Row) -> None:
        target = self.target(row)
        if target is not None and "street" in target and row.cells.get("address_type", "") != "postal":
            target.update(facts.address(row.cells))

    def language(self, row: Row) -> None:
        facts.add_language(self.target(row), row.cells)

    def accessibility(self, row: Row) -> None:
        columns = ("accessibility", "description", "details")
        self.add_words(row, "accessibility", [row.cells.get(column, "") for column in columns])

    def eligibility(self, row: Row) -> None:
        self.add_words(row, "eligibility", [row.cells.get("eligibility", "")])

    def required_document(self, row: Row) -> None:
        self.add_words(row, "how_to_apply", [row.cells.get("document", "")], before="Bring: ")

    def payment(self, row: Row) -> None:
        facts.add_payment(self.target(row), row.cells.get("payment", ""))

    def cost_option(self, row: Row) -> None:
        facts.add_cost(self.target(row), row.cells)

    def add_words(self, row: Row, column: str, parts: Iterable[str], before: str = "") -> None:
        target = self.target(row)
        if target is not None and column in target:
            for part in filter(None, map(clean, parts)):
                if part not in target[column]:
                    target[column] = f"{target[column]}\n{before}{part}".strip()

    # what kind of thing it is

    def taxonomy_term(self, row: Row) -> None:
        name, number = clean(row.cells.get("name", "")), row.cells.get("id", "")
        known = self.terms.setdefault(number, [])
        if known and name not in known:
            self.findings.remark(row.file, row.line, "taxonomy terms with the same id keep both names")
        if name and name not in known:
            known.append(name)

    def service_taxonomy(self, row: Row) -> None:
        self.add_terms(self.target(row), row.cells.get("taxonomy_id", ""))

    def attribute(self, row: Row) -> None:
        linked = row.cells.get("link_id", "") or row.cells.get("service_id", "")
        if linked in self.listing.service and row.cells.get("taxonomy_term_id"):
            self.add_terms(self.listing.service[linked], row.cells.get("taxonomy_term_id", ""))

    def add_terms(self, service: Columns | None, number: str) -> None:
        if number not in self.terms:
            raise Unusable(f"taxonomy term {number or '(none)'} does not exist")
        if service is not None and "terms" in service:
            service["terms"] += [name for name in self.terms[number] if name not in service["terms"]]


def finish(listing: Listing) -> None:
    """What can only be said when all is read: places, kinds, and the words by which a service is found."""
    facts.place_approximately(listing.location.values())
    places: dict[str, list[Columns]] = {}
    for at in listing.at_location.values():
        places.setdefault(at["service"], []).append(listing.location[at["location"]])
    for own, service in listing.service.items():
        provider: dict[str, Any] = listing.provider.get(service["provider"] or "", {})
        facts.finish_service(service, provider, places.get(own, []))
    for kind in ("provider", "location"):
        for columns in listing.of(kind).values():
            columns[f"{'name' if kind == 'provider' else 'city'}_key"] = name_key(
                columns["name" if kind == "provider" else "city"]
            )
    for kind in ("location", "service", "at_location"):
        for columns in listing.of(kind).values():
            columns["schedules"] = facts.merged_hours(columns["schedules"])
