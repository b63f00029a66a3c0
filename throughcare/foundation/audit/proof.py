"""The arithmetic of leaves and seals, written again outside the database that is judged, and what it shows to be broken."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

SEPARATOR = "\x1f"  # ASCII's unit separator, chr(31): no column can contain it
MARK = 16  # hexadecimal digits of a leaf that a seal keeps to name the broken row
FAULTS_KEPT = 1_000


def digest(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


class Row(NamedTuple):
    """A stored entry. `words`: its columns as text in the order of the leaf, null as the empty word, between separators."""

    id: int
    transaction_id: int
    words: str
    stored_leaf: bytes

    @property
    def leaf(self) -> bytes:
        return digest(self.words)


@dataclass(frozen=True)
class Seal:
    """A stored seal, its columns in the order of its hash. Bytes as hexadecimal text, `at` in microseconds."""

    id: int
    at: int
    from_xid: int
    upto_xid: int
    count: int
    first_id: int
    last_id: int
    ids: str
    marks: str
    root: str
    previous: str
    stored_hash: str

    @property
    def hash(self) -> str:
        return digest(SEPARATOR.join(str(column) for column in list(vars(self).values())[:-1])).hex()

    def marks_by_id(self) -> dict[int, str]:
        """The sealed ids, each with the mark of its leaf."""
        ids = [int(word) for word in self.ids.split(",") if word]
        return {entry: self.marks[n * MARK : (n + 1) * MARK] for n, entry in enumerate(ids)}


BEFORE_THE_FIRST = Seal(0, 0, 0, 0, 0, 0, 0, ids="", marks="", root="", previous="", stored_hash=bytes(32).hex())


@dataclass(frozen=True)
class Fault:
    """`kind`: row_changed, row_gone, row_added, seal_changed, seal_gone, disclosure_changed or disclosure_gone."""

    kind: str
    words: str
    seal_id: int | None = None
    entry_id: int | None = None


@dataclass(frozen=True)
class Known:
    """A seal as somebody noted it earlier, outside this database."""

    id: int
    hash: str


@dataclass
class Report:
    seals: int = 0
    rows: int = 0
    not_sealed: int = 0
    could_be_sealed: int = 0  # of these, by a sealer that runs
    head: Known | None = None  # the last seal: what to note elsewhere
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)  # the first FAULTS_KEPT

    @property
    def is_good(self) -> bool:
        return not self.fault_count

    def blame(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.fault_count += 1
            if len(self.faults) < FAULTS_KEPT:
                self.faults.append(fault)


class Walk:
    """Goes along the chain. Rows come in the order of transactions, and each seal takes those of its range."""

    def __init__(self, rows: Iterator[Row], known: Known | None = None) -> None:
        self.rows = rows
        self.known = known
        self.waiting: Row | None = next(rows, None)
        self.last = BEFORE_THE_FIRST
        self.report = Report()

    def pass_seal(self, seal: Seal) -> None:
        self.report.blame(faults_of_chain(self.last, seal))
        if seal.id > self.last.id + 1:
            self.report.blame(faults_without_seal(self.rows_below(seal.from_xid), seal))
        self.report.blame(faults_of_seal(seal, self.rows_below(seal.upto_xid)))
        if self.known and self.known.id == seal.id and self.known.hash != seal.stored_hash:
            self.report.blame([Fault("seal_changed", f"seal {seal.id} is not the one that was noted", seal.id)])
        self.report.seals += 1
        self.last = seal

    def arrive(self) -> Report:
        """After the last seal."""
        if self.known and self.known.id > self.last.id:
            self.report.blame([Fault("seal_gone", f"seal {self.known.id}, which was noted, is gone", self.known.id)])
        self.report.head = Known(self.last.id, self.last.stored_hash) if self.last.id else None
        return self.report

    def rows_below(self, xid: int) -> Iterator[Row]:
        while self.waiting is not None and self.waiting.transaction_id < xid:
            yield self.waiting
            self.report.rows += 1
            self.waiting = next(self.rows, None)


def faults_of_chain(last: Seal, seal: Seal) -> Iterator[Fault]:
    if seal.hash != seal.stored_hash:
        yield Fault("seal_changed", f"seal {seal.id} was changed", seal.id)
    if missing := seal.id - last.id - 1:
        which = f"seal {last.id + 1}" if missing == 1 else f"seals {last.id + 1} to {seal.id - 1}"
        yield Fault("seal_gone", f"{which} of the chain: gone", last.id + 1)
    elif seal.previous != last.stored_hash or seal.from_xid != last.upto_xid:
        before = f"seal {last.id}" if last.id else "the beginning"
        yield Fault("seal_changed", f"seal {seal.id} does not continue {before}: one of them was changed", seal.id)


def faults_without_seal(rows: Iterator[Row], seal: Seal) -> Iterator[Fault]:
    """Rows of seals that are gone, before this one, can only be held against their own leaf."""
    return (changed(row, seal) for row in rows if row.leaf != row.stored_leaf)


def faults_of_seal(seal: Seal, rows: Iterator[Row]) -> Iterator[Fault]:
    """Where the root holds, the rows are as they were sealed, whatever the marks say."""
    expected = seal.marks_by_id()
    leaves = hashlib.sha256()
    suspects: list[Fault] = []
    lying: list[Fault] = []  # not what their own leaf says
    for row in rows:
        leaf = row.leaf
        leaves.update(leaf)
        mark = expected.pop(row.id, None)
        if leaf != row.stored_leaf:
            lying.append(changed(row, seal))
        if mark != leaf.hex()[:MARK]:
            suspects.append(changed(row, seal) if mark else added(row, seal))
    if leaves.hexdigest() == seal.root:
        yield from lying
        return
    suspects += [gone(entry, seal) for entry in expected]
    yield from suspects or [Fault("seal_changed", f"seal {seal.id} is not that of its rows", seal.id)]


def changed(row: Row, seal: Seal) -> Fault:
    return Fault("row_changed", f"row {row.id} was changed after it was written", seal.id, row.id)


def added(row: Row, seal: Seal) -> Fault:
    return Fault("row_added", f"row {row.id} was put in after its time was sealed", seal.id, row.id)


def gone(entry_id: int, seal: Seal) -> Fault:
    return Fault("row_gone", f"row {entry_id} is gone", seal.id, entry_id)


class Told(NamedTuple):
    """An entry that seals a row of the disclosure log by its fingerprint."""

    entry_id: int
    subject_id: UUID
    digest: str


def faults_of_disclosures(told: Iterable[Told], stored: Mapping[UUID, str]) -> Iterator[Fault]:
    """`stored`: the fingerprints of those rows as they are now."""
    for entry in told:
        if entry.subject_id not in stored:
            yield Fault("disclosure_gone", f"disclosure {entry.subject_id} is gone", entry_id=entry.entry_id)
        elif stored[entry.subject_id] != entry.digest:
            words = f"disclosure {entry.subject_id} was changed after it was written"
            yield Fault("disclosure_changed", words, entry_id=entry.entry_id)
