"""Seals hold every row that can no longer change, once, and never one that can."""

from threading import Barrier, Event

import pytest
from django.db import DatabaseError, transaction

from throughcare.foundation.actor import acting
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.audit.sealer import seal_due
from throughcare.foundation.ids import uuid7

from .conftest import AT, OtherRole

PATIENCE = 30  # seconds


@pytest.fixture
def sealed_and_stored(tamper):
    def sealed_and_stored() -> tuple[list[int], list[int]]:
        sealed = tamper("select entry from audit_auditseal, unnest(ids) as entry order by entry")
        stored = tamper("select id from audit_auditentry order by id")
        return [row[0] for row in sealed], [row[0] for row in stored]

    return sealed_and_stored


def test_sealing_twice_seals_once(seal, look, verified, sealed_and_stored):
    look(3)
    assert seal() == 3
    assert seal() == 0
    sealed, stored = sealed_and_stored()
    assert sealed == stored
    assert verified().is_good


def test_nothing_is_sealed_past_a_transaction_that_is_still_open(seal, look, at_harbor, verified, sealed_and_stored):
    written, may_end = Event(), Event()

    def write_slowly():
        with acting(at_harbor):
            audit.wrote("referral", uuid7(), at=AT)
            written.set()
            assert may_end.wait(PATIENCE)

    slow = OtherRole("web", write_slowly)
    assert written.wait(PATIENCE)
    look(2)  # committed, but later than the slow one began
    assert seal() == 0
    report = verified()
    assert (report.not_sealed, report.could_be_sealed) == (2, 0)
    may_end.set()
    slow.result()
    assert seal() == 3
    sealed, stored = sealed_and_stored()
    assert sealed == stored
    assert verified().is_good


def test_what_was_rolled_back_is_neither_stored_nor_missed(seal, look, at_northside, verified):
    with pytest.raises(RuntimeError), acting(at_northside):
        audit.wrote("referral", uuid7(), at=AT)
        raise RuntimeError
    look()
    assert seal() == 1
    assert verified().is_good


def test_many_write_while_several_seal_and_no_row_is_lost(seal, at_northside, at_harbor, verified, sealed_and_stored):
    start, ended = Barrier(6), Event()

    def write(actor):
        start.wait(PATIENCE)
        for _ in range(40):
            with acting(actor):
                audit.read("client", uuid7(), at=AT)
                with transaction.atomic():
                    audit.wrote("client", uuid7(), at=AT)

    def keep_sealing():
        start.wait(PATIENCE)
        while not ended.is_set():
            seal_due()

    writers = [OtherRole("web", lambda actor=actor: write(actor)) for actor in (at_northside, at_harbor) * 2]
    sealers = [OtherRole("worker", keep_sealing) for _ in range(2)]
    for writer in writers:
        writer.result()
    ended.set()
    for sealer in sealers:
        sealer.result()
    seal()
    sealed, stored = sealed_and_stored()
    assert sealed == stored
    assert len(stored) >= 320
    report = verified()
    assert (report.is_good, report.not_sealed) == (True, 0)


def test_a_batch_is_cut_only_between_transactions(seal, look, verified):
    for count in (2, 2, 5, 1):
        look(count)
    assert [seal(batch=3) for _ in range(5)] == [2, 2, 5, 1, 0]
    assert verified().is_good


def test_a_sealer_waits_for_no_other(seal, look):
    look()
    locked, may_end = Event(), Event()

    def seal_slowly():
        with transaction.atomic():
            sealed = seal_due()
            locked.set()
            assert may_end.wait(PATIENCE)
            return sealed

    slow = OtherRole("worker", seal_slowly)
    assert locked.wait(PATIENCE)
    assert seal() == 0
    may_end.set()
    assert slow.result() == 1


def test_a_server_that_was_put_back_in_time_does_not_seal_silently(seal, look, tamper):
    look()
    seal()
    tamper("update audit_auditseal set upto_xid = '4000000000'")
    with pytest.raises(DatabaseError, match="sealed up to transaction 4000000000") as refused:
        seal()
    assert "pg_resetwal -e 1," in str(refused.value)
