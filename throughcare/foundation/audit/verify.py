"""Reads the sealed rows and the seals in batches and walks the chain with them.

It judges what was sealed when it began. That may not change any more, so it needs no long transaction, which would keep
the sealer waiting. What is younger than a second, or of a transaction still open, is only counted.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections

from .proof import Known, Report, Row, Seal, Walk

ROWS_AT_ONCE = 5_000
SEALS_AT_ONCE = 100

SEALS = """
select id, (extract(epoch from at) * 1000000)::bigint, from_xid::text::bigint, upto_xid::text::bigint, count, first_id, last_id,
       array_to_string(ids, ','), encode(marks, 'hex'), encode(root, 'hex'), encode(previous, 'hex'), encode(hash, 'hex')
from audit_auditseal where id > %s and id <= %s order by id limit %s
"""
ROWS = """
select id, transaction_id::text::bigint, (extract(epoch from at) * 1000000)::bigint, org_id, person_id, membership_id,
       purpose, action, subject_kind, subject_id, client_id, detail::text, leaf
from audit_auditentry
where (transaction_id, id) > (%s::text::xid8, %s) and transaction_id < %s::text::xid8
order by transaction_id, id limit %s
"""
END = """
select id, upto_xid::text::bigint, (select sum(count) from audit_auditseal)
from audit_auditseal order by id desc limit 1
"""
NOT_SEALED = """
select count(*), count(*) filter (where transaction_id < pg_snapshot_xmin(pg_current_snapshot()))
from audit_auditentry where transaction_id >= %s::text::xid8
"""

Progress = Callable[[int, int], None]  # rows seen so far, rows sealed


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
