"""A directory comes in: what is new is added, what differs is changed, what is no longer named is marked as gone."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from throughcare.foundation.actor import Actor
from throughcare.foundation.events import announce
from throughcare.network.events import DirectoryImported
from throughcare.network.models import DirectoryImport, Listed, Location, Provider, Service, ServiceAtLocation
from throughcare.network.reading.assembly import Watch
from throughcare.network.reading.faults import Fault, Refused, refuse
from throughcare.network.reading.listing import Columns, Listing
from throughcare.network.reading.package import Limits
from throughcare.network.reading.read import read

TABLES: dict[str, type[Listed]] = {
    "provider": Provider, "location": Location, "service": Service, "at_location": ServiceAtLocation,
}  # fmt: skip
BATCH = 500
DIFFERENCES_KEPT = 1000
FEW = 10  # up to so many services may vanish without a question


@dataclass
class Change:
    added: list[UUID] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    same: int = 0

    def counts(self) -> dict[str, int]:
        return {"added": len(self.added), "changed": len(self.changed), "gone": len(self.gone), "same": self.same}


@dataclass(frozen=True)
class Difference:
    what: str
    source_id: str
    name: str
    field: str
    before: Any
    after: Any


@dataclass
class Report:
    """What an import did. `counts` is by table; `differences` are the first of them, field by field."""

    source: str
    file_name: str
    rows: int
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: int = 0
    remarks: list[str] = field(default_factory=list)
    import_id: UUID | None = None

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.counts.values())

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"import_id": str(self.import_id) if self.import_id else None}


@dataclass(frozen=True)
class Wanted:
    """How strict an import is. `partial`: what can be read comes in. `replace`: also when most services would vanish."""

    partial: bool = False
    replace: bool = False
    limits: Limits | None = None


def import_directory(
    path: Path,
    *,
    kind: str,
    source: str,
    actor: Actor,
    at: datetime,
    wanted: Wanted | None = None,
    watch: Watch = lambda *_: None,
) -> Report:
    """`kind` is hsds or samhsa. Raises `Refused`, with every fault, when nothing was imported."""
    wanted = wanted or Wanted()
    listing, findings = read(path, kind=kind, source=source, watch=watch, limits=wanted.limits)
    if findings.refused and not wanted.partial:
        raise Refused(findings.faults, findings.refused)
    if not listing.service:
        raise Refused(findings.faults or [Fault(path.name, 0, "holds no services")], findings.refused)
    report = Report(source, path.name, listing.size, remarks=findings.remarks_in_words())
    report.faults, report.refused = findings.faults, findings.refused
    with transaction.atomic():
        write(listing, report, actor=actor, at=at, wanted=wanted, watch=watch)
    return report


def write(listing: Listing, report: Report, *, actor: Actor, at: datetime, wanted: Wanted, watch: Watch) -> None:
    one_import_at_a_time(listing.source)
    for kind, table in TABLES.items():
        rows = listing.rows(kind)
        change = compare(table, rows, listing.source)
        if report.refused:
            change.gone = []  # what was refused cannot be told from what is gone
        if kind == "service" and not wanted.replace:
            ask_before_most_vanish(change, report)
        report.differences += differences(kind, table, rows, change.changed, DIFFERENCES_KEPT - len(report.differences))
        save(table, rows, change, at=at, watch=partial(watch, kind))
        report.counts[kind] = change.counts()
    if any(report.total(what) for what in ("added", "changed", "gone")):
        record(report, actor=actor, at=at)


def one_import_at_a_time(source: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('throughcare.directory:' || %s, 0))", [source])


def compare(table: type[Listed], rows: dict[UUID, Columns], source: str) -> Change:
    stored = table.objects.filter(source=source).values_list("id", "import_digest", "gone_at")
    known = {own: (digest, gone_at) for own, digest, gone_at in stored}
    change = Change(gone=[own for own, (_, gone_at) in known.items() if own not in rows and gone_at is None])
    for own, columns in rows.items():
        if own not in known:
            change.added.append(own)
        elif known[own] == (columns["import_digest"], None):
            change.same += 1
        else:
            change.changed.append(own)
    return change


def ask_before_most_vanish(change: Change, report: Report) -> None:
    """A half file, or another directory under the same name, must not empty this one."""
    if len(change.gone) > max(FEW, change.same + len(change.changed)):
        of = len(change.gone) + change.same + len(change.changed)
        raise refuse(
            report.file_name,
            f"would mark {len(change.gone)} of {of} services of {report.source!r} as gone. If it is another directory,"
            " name it with --source; if they are really gone, say --replace",
        )


def differences(
    kind: str, table: type[Listed], rows: dict[UUID, Columns], changed: list[UUID], room: int
) -> list[Difference]:
    found: list[Difference] = []
    for stored in table.objects.filter(pk__in=changed[:room]).order_by("pk"):
        columns = rows[stored.pk]
        name = str(columns.get("name") or columns.get("street") or columns["source_id"])
        said = [
            Difference(kind, stored.source_id, name, column, plain(getattr(stored, column)), plain(value))
            for column, value in columns.items()
            if column != "import_digest" and getattr(stored, column) != value
        ]
        if stored.gone_at:
            said.append(Difference(kind, stored.source_id, name, "gone_at", plain(stored.gone_at), None))
        found += said
    return found[:room]


def plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | list | dict | None) else str(value)


def save(
    table: type[Listed], rows: dict[UUID, Columns], change: Change, *, at: datetime, watch: Callable[[int], None]
) -> None:
    """Only what the source says is written: who runs a service and who verified it are ours and stay."""
    wanted = [*change.added, *change.changed]
    for start in range(0, len(wanted), BATCH):
        batch = [table(id=own, changed_at=at, gone_at=None, **rows[own]) for own in wanted[start : start + BATCH]]
        said = [column for column in rows[batch[0].pk] if column not in ("source", "source_id")]
        table.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["id"], update_fields=[*said, "changed_at", "gone_at"]
        )
        watch(len(batch))
    for start in range(0, len(change.gone), BATCH):
        table.objects.filter(pk__in=change.gone[start : start + BATCH]).update(gone_at=at, changed_at=at)


def record(report: Report, *, actor: Actor, at: datetime) -> None:
    row = DirectoryImport.objects.create(
        source=report.source, file_name=report.file_name[:300], by=actor.name, at=at,
        counts=report.counts, changes=[asdict(difference) for difference in report.differences],
    )  # fmt: skip
    report.import_id = row.pk
    counts = report.counts["service"]
    announce(
        DirectoryImported(
            import_id=row.pk,
            source=report.source,
            added=counts["added"],
            changed=counts["changed"],
            gone=counts["gone"],
            at=at,
        )
    )
