"""Which kind of directory is this, and what does it say?"""

from collections.abc import Callable
from pathlib import Path

from . import samhsa
from .assembly import Assembly, Watch, finish
from .faults import Findings, refuse
from .listing import Listing
from .package import Limits, Package, opened
from .tables import DESCRIPTION, FILES, csv_tables, json_tables

Reader = Callable[[Package, str, Findings, Watch], Listing]


def read(path: Path, *, kind: str, source: str, watch: Watch, limits: Limits | None = None) -> tuple[Listing, Findings]:
    findings = Findings()
    with opened(path, limits) as package:
        listing = READERS[kind](package, source, findings, watch)
    finish(listing)
    return listing, findings


def read_hsds(package: Package, source: str, findings: Findings, watch: Watch) -> Listing:
    nested = [path for path in package.sizes if path.lower().endswith((".json", ".ndjson", ".jsonl"))]
    if package.find(DESCRIPTION, *FILES["service"], *FILES["organization"]):
        return Assembly(source, findings, repeats_allowed=False).read(csv_tables(package, findings), watch)
    if len(nested) == 1:
        return Assembly(source, findings, repeats_allowed=True).read(json_tables(package, nested[0]), watch)
    raise refuse(package.name, "holds no services.csv, no datapackage.json and not one JSON file: this is not HSDS")


def read_samhsa(package: Package, source: str, findings: Findings, watch: Watch) -> Listing:
    if len(package.sizes) != 1:
        raise refuse(package.name, "SAMHSA's facilities are one JSON file")
    return samhsa.read(package, source, findings)


READERS: dict[str, Reader] = {"hsds": read_hsds, "samhsa": read_samhsa}
