"""`throughcare verify-audit`: what a person reads who runs it, and what a program."""

import argparse
import json
from datetime import UTC, datetime

import pytest
from django.db import connections

from throughcare.command import verify_audit
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.audit.proof import Fault, Report
from throughcare.foundation.ids import uuid7

AT = datetime(2026, 11, 17, 14, tzinfo=UTC)


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    verify_audit.arguments(parser)
    return verify_audit.run(parser.parse_args(words))


@pytest.fixture
def entry(house, superuser):
    """Somebody looked at a client, and it was sealed. Answers the row's id."""
    with acting(Actor(org_id=uuid7(), person_id=uuid7(), membership_id=uuid7())):
        audit.read("client", uuid7(), client_id=uuid7(), at=AT)
    superuser.execute("select law.seal(1000000)")
    yield superuser.execute("select max(id) from audit_auditentry").fetchone()[0]
    connections["keeper"].close()


def test_the_command_says_that_all_is_well(entry, capsys):
    assert command() == 0
    assert "Everything sealed is as it was written." in capsys.readouterr().out


def test_a_program_gets_one_json_object(entry, capsys):
    assert command("--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["good"], answer["not_sealed"], answer["faults"]) == (True, 0, [])
    head = answer["head"]
    assert command("--json", "--known", f"{head['id']}:{head['hash']}") == 0


def test_the_command_names_what_is_broken(entry, superuser, capsys):
    superuser.execute("delete from audit_auditentry where id = %s", [entry])
    assert command() == 1
    said = capsys.readouterr().out
    assert f"BROKEN: row {entry} is gone" in said
    assert "1 broken." in said


def test_a_seal_that_was_cut_off_is_missed_by_whoever_noted_it(entry, superuser, capsys):
    command("--json")
    head = json.loads(capsys.readouterr().out)["head"]
    superuser.execute("delete from audit_auditseal where id = %s", [head["id"]])
    assert command("--known", f"{head['id']}:{head['hash']}") == 1
    said = capsys.readouterr().out
    assert f"BROKEN: seal {head['id']}, which was noted, is gone" in said
    assert "does the worker run?" in said


@pytest.mark.parametrize("role", ["throughcare_owner", "throughcare_web"])
def test_a_role_that_cannot_see_everything_does_not_say_that_all_is_well(house, capsys, role):
    keeper = connections["keeper"]
    keeper.close()
    true_role, keeper.settings_dict["USER"] = keeper.settings_dict["USER"], role
    try:
        assert command() == 2
    finally:
        keeper.close()
        keeper.settings_dict["USER"] = true_role
    assert "must name a role with BYPASSRLS" in capsys.readouterr().err


def test_a_note_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        command("--known", "the last one")
    assert "is not ID:HASH" in capsys.readouterr().err


def test_a_thousand_faults_are_listed_and_the_rest_counted():
    report = Report()
    report.blame(Fault("row_gone", f"row {n} is gone", 1, n) for n in range(1200))
    words = verify_audit.as_words(report)
    assert words.count("BROKEN") == 1000
    assert "and 200 more" in words


@pytest.fixture
def disclosure(refer, superuser, house):
    """What Dr. Osei told Harbor about Maya. Answers its id."""
    refer("sent")
    yield superuser.execute("select subject_id from audit_auditentry where action = 'disclosed'").fetchone()[0]
    connections["keeper"].close()


def test_what_was_told_about_maya_is_as_it_was_recorded(disclosure, capsys):
    assert command() == 0


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("update consent_disclosure set sections = '{}' where id = %s", "was changed after it was written"),
        ("update consent_disclosure set at = at + interval '1 day' where id = %s", "was changed after it was written"),
        ("delete from consent_disclosure where id = %s", "is gone"),
    ],
)
def test_whoever_denies_what_was_told_is_found(disclosure, superuser, capsys, tampering, said):
    superuser.execute(tampering, [disclosure])
    assert command() == 1
    assert f"BROKEN: disclosure {disclosure} {said}" in capsys.readouterr().out
