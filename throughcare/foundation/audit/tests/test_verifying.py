"""Whoever tampers, with every power over the database, is found, and what they touched is named."""

import pytest

from throughcare.foundation.audit import verify as reading

# What somebody would run who knows how leaves are made.
LEAF_AGAIN = """
update audit_auditentry set leaf = sha256(convert_to(concat(
    id, chr(31), transaction_id, chr(31), (extract(epoch from at) * 1000000)::bigint, chr(31), org_id, chr(31),
    person_id, chr(31), membership_id, chr(31), purpose, chr(31), action, chr(31), subject_kind, chr(31),
    subject_id, chr(31), client_id, chr(31), detail), 'UTF8')) where id = %s
"""
COPY = """
insert into audit_auditentry (transaction_id, at, org_id, person_id, membership_id, purpose, action, subject_kind,
                              subject_id, client_id, detail, leaf)
select transaction_id, at, org_id, person_id, membership_id, purpose, action, subject_kind, subject_id, client_id, detail, leaf
from audit_auditentry where id = %s returning id
"""
SEAL_AGAIN = """
update audit_auditseal set hash = sha256(convert_to(concat(
    id, chr(31), (extract(epoch from at) * 1000000)::bigint, chr(31), from_xid, chr(31), upto_xid,
    chr(31), count, chr(31), first_id, chr(31), last_id, chr(31), array_to_string(ids, ','),
    chr(31), encode(marks, 'hex'), chr(31), encode(root, 'hex'), chr(31), encode(previous, 'hex')), 'UTF8')) where id = %s
"""


@pytest.fixture
def history(seal, look, tamper):
    """Five seals of three rows each. Answers the rows' ids by seal."""
    first = tamper("select coalesce(max(id), 0) from audit_auditseal")[0][0] + 1
    for _ in range(5):
        look(3)
        seal()
    return {
        seal_id: ids for seal_id, ids in tamper("select id, ids from audit_auditseal where id >= %s order by id", first)
    }


@pytest.fixture
def middle(history):
    """A seal in the middle, and a row in the middle of it."""
    seal_id = sorted(history)[2]
    return seal_id, history[seal_id][1]


def found(report):
    return [(fault.kind, fault.seal_id, fault.entry_id) for fault in report.faults]


def test_a_history_that_nobody_touched_is_good(history, verified, look):
    look(2)
    report = verified()
    assert report.is_good
    assert report.rows >= 15
    assert (report.not_sealed, report.could_be_sealed) == (2, 2)


def test_the_database_and_we_agree_on_every_leaf_and_seal_hash(history, verified, tamper):
    for seal_id, ids in history.items():
        tamper(SEAL_AGAIN, seal_id)
        for entry in ids:
            tamper(LEAF_AGAIN, entry)
    assert verified().is_good


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "person_id = gen_random_uuid()",
        "org_id = null",
        "action = 'write'",
        "client_id = null",
        "detail = '{\"count\": 1}'",
        "purpose = ''",
        "subject_kind = 'visit'",
    ],
)
@pytest.mark.parametrize("cunning", [False, True])
def test_a_changed_row_is_named(middle, verified, tamper, change, cunning):
    seal_id, entry = middle
    tamper(f"update audit_auditentry set {change} where id = %s", entry)
    if cunning:
        tamper(LEAF_AGAIN, entry)
    assert found(verified()) == [("row_changed", seal_id, entry)]


def test_a_changed_leaf_is_named(middle, verified, tamper):
    seal_id, entry = middle
    tamper("update audit_auditentry set leaf = sha256('') where id = %s", entry)
    assert found(verified()) == [("row_changed", seal_id, entry)]


def test_a_removed_row_is_named(middle, verified, tamper):
    seal_id, entry = middle
    tamper("delete from audit_auditentry where id = %s", entry)
    assert found(verified()) == [("row_gone", seal_id, entry)]


def test_a_row_put_in_later_is_named(middle, verified, tamper):
    seal_id, entry = middle
    ((copy,),) = tamper(COPY, entry)
    tamper(LEAF_AGAIN, copy)
    assert found(verified()) == [("row_added", seal_id, copy)]


def test_a_row_moved_to_another_time_is_named_twice(history, middle, verified, tamper):
    seal_id, entry = middle
    earlier = sorted(history)[0]
    tamper(
        "update audit_auditentry set transaction_id = (select transaction_id from audit_auditentry where id = %s) where id = %s",
        history[earlier][0], entry,
    )  # fmt: skip
    tamper(LEAF_AGAIN, entry)
    assert found(verified()) == [("row_added", earlier, entry), ("row_gone", seal_id, entry)]


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 day'",
        "count = 2",
        "root = sha256('')",
        "from_xid = upto_xid",
        "ids = ids[2:]",
        "marks = marks || marks",
        "last_id = 0",
    ],
)
def test_a_changed_seal_is_named_and_its_rows_are_not_blamed(middle, verified, tamper, change):
    seal_id, _ = middle
    tamper(f"update audit_auditseal set {change} where id = %s", seal_id)
    report = verified()
    assert set(found(report)) == {("seal_changed", seal_id, None)}


def test_a_seal_made_again_does_not_fit_the_next(middle, verified, tamper):
    seal_id, entry = middle
    tamper("update audit_auditentry set client_id = null where id = %s", entry)
    tamper(LEAF_AGAIN, entry)
    tamper(
        "update audit_auditseal as seal set (root, marks) = (select sha256(string_agg(leaf, '' order by transaction_id, id)),"
        " string_agg(substr(leaf, 1, 8), '' order by transaction_id, id)"
        " from audit_auditentry where id = any(seal.ids)) where id = %s",
        seal_id,
    )
    tamper(SEAL_AGAIN, seal_id)
    assert found(verified()) == [("seal_changed", seal_id + 1, None)]


def test_a_removed_seal_is_named_and_its_rows_are_still_judged(middle, verified, tamper):
    seal_id, entry = middle
    tamper("delete from audit_auditseal where id = %s", seal_id)
    assert found(verified()) == [("seal_gone", seal_id, None)]
    tamper("update audit_auditentry set client_id = null where id = %s", entry)
    assert ("row_changed", seal_id + 1, entry) in found(verified())


def test_the_first_seals_cannot_be_cut_off(history, verified, tamper):
    tamper("delete from audit_auditseal where id <= %s", sorted(history)[1])
    assert [fault.kind for fault in verified().faults] == ["seal_gone"]


def test_only_what_was_noted_elsewhere_shows_that_the_last_seal_was_cut_off(history, verified, tamper, look, seal):
    head = verified().head
    assert verified(known=head).is_good
    tamper("delete from audit_auditentry where id = any(%s)", history[head.id])
    tamper("delete from audit_auditseal where id = %s", head.id)
    assert verified().is_good
    assert found(verified(known=head)) == [("seal_gone", head.id, None)]
    look()
    seal()
    assert found(verified(known=head)) == [("seal_changed", head.id, None)]


def test_it_is_read_in_batches(history, verified, monkeypatch):
    monkeypatch.setattr(reading, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(reading, "SEALS_AT_ONCE", 2)
    heard = []
    report = verified(tell=lambda seen, of: heard.append((seen, of)))
    assert report.is_good
    assert heard[-1] == (report.rows, report.rows)
