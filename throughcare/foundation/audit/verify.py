"""Reads the sealed rows and the seals in batches and walks the chain with them.

It judges what was sealed when it began. That may not change any more, so it needs no long transaction, which would keep
the sealer waiting. What is younger than a second, or of a transaction still open, is only counted.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import connections

from .proof import Known, Report, Row, Seal, Told, Walk, faults_of_disclosures
from .rules import fingerprint

ROWS_AT_ONCE = 5_000
SEALS_AT_ONCE = 100

SEALS = """
select id, (extract(epoch from at) * 1000000)::bigint, from_xid::text::bigint, upto_xid::text::bigint, count, first_id, last_id,
       array_to_string(ids, ','), encode(marks, 'hex'), encode(root, 'hex'), encode(previous, 'hex'), encode(hash, 'hex')
from audit_auditseal where id > %s and id <= %s order by id limit %s
"""
# `entry.` because the bare name would mean the casted column, which no index orders.
ROWS = """
select id, transaction_id::text::bigint, concat(
           id, chr(31), transaction_id, chr(31), (extract(epoch from at) * 1000000)::bigint, chr(31), org_id, chr(31),
           person_id, chr(31), membership_id, chr(31), purpose, chr(31), action, chr(31), subject_kind, chr(31),
           subject_id, chr(31), client_id, chr(31), detail), leaf
from audit_auditentry as entry
where (transaction_id, id) > (%s::text::xid8, %s) and transaction_id < %s::text::xid8
order by entry.transaction_id, id limit %s
"""
END = """
select id, upto_xid::text::bigint, (select sum(count) from audit_auditseal)
from audit_auditseal order by id desc limit 1
"""
NOT_SEALED = """
select count(*), count(*) filter (where transaction_id < pg_snapshot_xmin(pg_current_snapshot()))
from audit_auditentry where transaction_id >= %s::text::xid8
"""

TOLD = """
select id, subject_id, detail ->> 'digest' from audit_auditentry
where id > %s and action = 'disclosed' and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
order by id limit %s
"""

Facts = Callable[..., Mapping[UUID, Mapping[str, Any]]]  # of ids, and `using`
Progress = Callable[[int, int], None]  # rows seen so far, rows sealed


def is_blind(*, using: str = "keeper") -> bool:
    """Row-level security would hide rows and seals from this role, and nothing would look broken."""
    return ask(using, "select row_security_active('audit_auditentry') or row_security_active('audit_auditseal')")[0][0]


def verify(*, using: str = "keeper", known: Known | None = None, tell: Progress = lambda seen, of: None) -> Report:
    """Needs a role that row-level security does not bind: `using` is its database."""
    last_id, upto, sealed = next(iter(ask(using, END)), (0, 0, 0))
    walk = Walk(rows(using, upto), known)
    for seal in seals(using, last_id):
        walk.pass_seal(seal)
        tell(walk.report.rows, sealed)
    report = walk.arrive()
    report.not_sealed, report.could_be_sealed = ask(using, NOT_SEALED, upto)[0]
    return report


def verify_disclosures(facts_of: Facts, report: Report, *, using: str = "keeper") -> None:
    """Compares the disclosure log with the fingerprints that were sealed for it."""
    id_before = 0
    while batch := [Told(*columns) for columns in ask(using, TOLD, id_before, SEALS_AT_ONCE)]:
        stored = facts_of([told.subject_id for told in batch], using=using)
        report.blame(faults_of_disclosures(batch, {key: fingerprint(facts) for key, facts in stored.items()}))
        id_before = batch[-1].entry_id


def seals(using: str, last_id: int) -> Iterator[Seal]:
    id_before = 0
    while batch := ask(using, SEALS, id_before, last_id, SEALS_AT_ONCE):
        yield from (Seal(*columns) for columns in batch)
        id_before = batch[-1][0]


def rows(using: str, upto: int) -> Iterator[Row]:
    id_before, xid_before = 0, 0
    while batch := ask(using, ROWS, xid_before, id_before, upto, ROWS_AT_ONCE):
        yield from (Row(*columns) for columns in batch)
        id_before, xid_before = batch[-1][:2]


def ask(using: str, question: str, *values: Any) -> list[tuple]:
    with connections[using].cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()
