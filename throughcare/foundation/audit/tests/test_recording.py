"""What is recorded, by whom, and that nobody gets round the one door."""

from dataclasses import replace
from json import dumps

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from throughcare.foundation.actor import acting
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.audit import queries
from throughcare.foundation.audit.actions import Entry
from throughcare.foundation.audit.models import AuditEntry
from throughcare.foundation.ids import uuid7

from .conftest import AT

pytestmark = pytest.mark.django_db


def execute(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def test_the_database_itself_knows_who_looked(at_northside, django_assert_num_queries):
    maya = uuid7()
    with acting(at_northside):
        with django_assert_num_queries(1):
            audit.read("client", maya, client_id=maya, at=AT, via="page")
        entry = queries.entries(at_northside, client_id=maya).get()
    assert (entry.org_id, entry.person_id, entry.membership_id) == (
        at_northside.org_id, at_northside.person_id, at_northside.membership_id,
    )  # fmt: skip
    assert (entry.action, entry.subject_id, entry.purpose, entry.at) == ("read", maya, "TREAT", AT)
    assert entry.detail == {"via": "page"}
    with acting(at_northside):
        assert AuditEntry.objects.get(transaction_id=entry.transaction_id) == entry
    assert AuditEntry._meta.get_field("transaction_id").db_type(connection) == "xid8"


def test_everything_a_page_showed_is_one_statement(at_northside, django_assert_num_queries):
    shown = {uuid7(): uuid7() for _ in range(50)}
    with acting(at_northside):
        with django_assert_num_queries(1):
            audit.read_many("referral", shown, at=AT, part="worklist")
        assert queries.entries(at_northside).count() == 50


def test_nothing_shown_is_no_statement(at_northside, django_assert_num_queries):
    with acting(at_northside), django_assert_num_queries(0):
        audit.read_many("referral", {}, at=AT)


def test_every_verb_says_what_was_done(at_northside):
    person = uuid7()
    with acting(at_northside):
        audit.signed_in(person, at=AT, via="passkey")
        audit.signed_out(person, at=AT, reason="idle")
        audit.wrote("referral", uuid7(), at=AT)
        audit.exported("report", uuid7(), at=AT, format="csv", count=12)
        audit.refused("referral", uuid7(), at=AT, step="accept")
        audit.disclosed(uuid7(), client_id=uuid7(), facts={"sections": ["concerns"], "at": AT}, at=AT)
        done = list(queries.entries(at_northside).values_list("action", flat=True))
    assert done == ["disclosed", "refused", "exported", "write", "signed_out", "signed_in"]


@pytest.mark.parametrize(
    "detail",
    [
        {"name": "maya"},
        {"reason": "Maya Torres"},
        {"reason": "nightmares since the accident"},
        {"via": "+1 305 555 0161"},
        {"step": "x" * 41},
        {"ids": ["maya"]},
        {"to_id": "harbor"},
        {"count": "twelve"},
        {"digest": "of what?"},
        {"reason": ["no_capacity"]},
    ],
)
def test_names_and_words_are_kept_out(at_northside, detail):
    with acting(at_northside), pytest.raises(ValueError, match="audit: detail"):
        audit.wrote("referral", uuid7(), at=AT, **detail)


def test_a_subject_is_named_by_a_code(at_northside):
    with acting(at_northside), pytest.raises(ValueError, match="is no code"):
        audit.wrote("Maya's referral", uuid7(), at=AT)


@pytest.mark.parametrize(
    "entry",
    [
        {"detail": {"name": "maya"}},
        {"detail": {"reason": "Maya Torres"}},
        {"detail": {"ids": ["Maya"]}},
        {"detail": []},
        {"subject_kind": "Maya's referral"},
        {"action": "peeked"},
        {"at": None},
    ],
)
def test_the_table_itself_keeps_them_out_too(at_northside, entry):
    said = {"at": AT.isoformat(), "action": "read", "subject_kind": "client", "subject_id": str(uuid7()), **entry}
    with acting(at_northside), pytest.raises(IntegrityError):
        execute("select law.record(%s::jsonb)", dumps([said]))


def test_nobody_can_record_in_the_name_of_another(at_northside, at_harbor):
    entry = {"at": AT.isoformat(), "action": "read", "subject_kind": "client", "org_id": str(at_harbor.org_id)}
    with acting(at_northside):
        execute("select law.record(jsonb_build_array(%s::jsonb))", dumps(entry))
    with acting(at_harbor):
        assert not queries.entries(at_harbor).exists()


@pytest.mark.parametrize("table", ["audit_auditentry", "audit_auditseal"])
@pytest.mark.parametrize(
    "statement", ["insert into {} default values", "update {} set at = now()", "delete from {}", "truncate {}"]
)
def test_pages_cannot_write_around_the_door(at_northside, table, statement):
    with acting(at_northside), pytest.raises(ProgrammingError, match="permission denied"):
        execute(statement.format(table))


def test_pages_cannot_seal_or_see_seals(at_northside):
    for statement in ("select law.seal(1)", "select * from audit_auditseal"):
        with acting(at_northside), pytest.raises(DatabaseError, match="permission denied"):
            execute(statement)


def test_an_organization_sees_only_what_its_own_people_did(at_northside, at_harbor):
    with acting(at_northside):
        audit.read("client", uuid7(), at=AT)
    with acting(at_harbor):
        assert not AuditEntry.objects.filter(org_id=at_northside.org_id).exists()
        assert not queries.entries(at_harbor).exists()


def test_only_a_privacy_officer_may_ask(at_northside):
    sam = replace(at_northside, roles=frozenset({"coordinator"}))
    with acting(sam):
        audit.read("client", uuid7(), at=AT)
        assert not queries.entries(sam).exists()
        assert queries.entries(at_northside, person_id=sam.person_id).count() == 1


def test_a_door_without_an_actor_is_recorded_too():
    audit.record_many([Entry(action="refused", subject_kind="sign_in", at=AT, detail={"reason": "unknown_person"})])
    assert not AuditEntry.objects.exists()  # it belongs to no organization, so that none sees it
