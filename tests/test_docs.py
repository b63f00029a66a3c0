"""What the documents say is what the code does."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from throughcare.accounts.roles import LegalKind, Role
from throughcare.command import docs, main
from throughcare.command.row_policies import law_of_the_migrations
from throughcare.consent.queries import BasisKind, Feedback
from throughcare.crisis import lifecycle as crisis
from throughcare.identities import lifecycle as identities
from throughcare.inquiries import lifecycle as inquiries
from throughcare.intake import lifecycle as intake
from throughcare.referrals import lifecycle as referrals
from throughcare.scheduling import lifecycle as scheduling
from throughcare.tray import lifecycle as tray
from throughcare.voices import lifecycle as voices

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TABLES = [
    referrals.REFERRAL,
    referrals.HANDOFF,
    inquiries.INQUIRY,
    scheduling.VISIT,
    crisis.SIGNAL,
    intake.HELP,
    identities.MATCH,
    voices.VOICE,
    tray.ARRIVAL,
]
STATUSES = [
    referrals.ReferralStatus,
    referrals.HandoffStatus,
    inquiries.InquiryStatus,
    scheduling.VisitStatus,
    crisis.SignalStatus,
    intake.HelpStatus,
    identities.MatchStatus,
    voices.VoiceStatus,
    tray.ArrivalStatus,
]
HOW_MANY = 277
ROW = re.compile(r"^\| ([A-Z]{2,3}-\d\d) \| ([^|]+) \| (works|partly|not yet) \| ([^|]*) \|$", re.MULTILINE)
NAMED_TEST = re.compile(r"`((?:tests|throughcare)/[\w/]+\.py)::(test_\w+)`")
FROM_THE_DOCS = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)")
PLACES = re.compile(r"`((?:throughcare|tests|bin|docs|requirements)/[\w./-]+?)`")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("name", docs.PAGES)
def test_the_generated_pages_say_what_the_code_says(name):
    assert name not in docs.drift(), f"docs/{name} does not agree with the code: run bin/docs"


def test_words_defines_every_status_step_part_role_and_capability():
    defined = set(re.findall(r"^- \*\*`?([^*`]+)`?\*\*", (DOCS / "words.md").read_text(), re.MULTILINE))
    wanted = {name for table in TABLES for name in table.steps}
    wanted |= {str(status) for statuses in STATUSES for status in statuses}
    wanted |= {
        str(part)
        for parts in (
            referrals.Part,
            scheduling.Part,
            crisis.Part,
            intake.Part,
            identities.Part,
            voices.Part,
            tray.Part,
        )
        for part in parts
    }
    wanted |= {str(value) for choices in (Role, LegalKind, BasisKind, Feedback) for value in choices}
    wanted |= {folder.parent.name for folder in (ROOT / "throughcare").glob("*/apps.py")}
    assert not wanted - defined, "docs/words.md does not define these"


def test_words_defines_nothing_twice():
    defined = re.findall(r"^- \*\*`?([^*`]+)`?\*\*", (DOCS / "words.md").read_text(), re.MULTILINE)
    assert len(defined) == len(set(defined)), {word for word in defined if defined.count(word) > 1}


def test_the_matrix_holds_every_capability_once():
    ids = [row[0] for row in matrix()]
    assert len(ids) == len(set(ids)) == HOW_MANY


@pytest.mark.parametrize("row", ROW.findall((DOCS / "capabilities.md").read_text()), ids=lambda row: row[0])
def test_what_works_names_a_test_and_what_is_partly_there_says_what_is_missing(row):
    name, _, state, proof = row
    tests = NAMED_TEST.findall(proof)
    for path, test in tests:
        assert test in named_in(path), f"{name}: {path} has no {test}"
    if state == "works":
        assert tests, f"{name} works, and no test is named that shows it"
    if state == "partly":
        assert NAMED_TEST.sub("", proof).strip(" ,.;()"), f"{name}: what is missing?"


def test_the_counts_above_the_matrix_are_those_of_its_rows():
    said = re.search(
        r"\*\*(\d+) work\*\*, \*\*(\d+) partly\*\*, \*\*(\d+) not yet\*\*", (DOCS / "capabilities.md").read_text()
    )
    assert said
    states = [row[2] for row in matrix()]
    assert [int(number) for number in said.groups()] == [states.count(s) for s in ("works", "partly", "not yet")]


def matrix() -> list[tuple[str, ...]]:
    return ROW.findall((DOCS / "capabilities.md").read_text())


@cache
def named_in(path: str) -> set[str]:
    file = ROOT / path
    tree = ast.parse(file.read_text()) if file.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_every_named_file_exists(document):
    text = document.read_text()
    for link in FROM_THE_DOCS.findall(text):
        assert (document.parent / link).exists(), f"{document.name} links to {link}"
    for place in PLACES.findall(text):
        assert list(ROOT.glob(place)), f"{document.name} names {place}"


@pytest.mark.parametrize("record", sorted((DOCS / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_has_its_five_parts_and_fits_on_a_page(record):
    text = record.read_text()
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", record.stem)
    for part in ("Date: ", "Status: ", "## Context", "## Options", "## Decision", "## Consequences"):
        assert part in text, f"{record.name} lacks {part}"
    assert len(text.splitlines()) <= 60


def test_the_readme_lists_the_commands_there_are():
    listed = set(re.findall(r"^\| `throughcare ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    there = {name for name, command in main.COMMANDS.items() if main.is_part_of_this_version(command)}
    assert there <= listed <= set(main.COMMANDS)


def test_the_readme_explains_every_environment_variable():
    code = [*(ROOT / "throughcare").rglob("*.py"), ROOT / "bin" / "test", ROOT / "bin" / "chromium"]
    code = [path for path in code if "tests" not in path.parts]
    read = {
        name for path in code for name in re.findall(r"\b(?:THROUGHCARE|DATABASE)_[A-Z_]*[A-Z]\b", path.read_text())
    }
    read -= {"THROUGHCARE_ROLE", "THROUGHCARE_DEMO"}  # commands set these for the processes they start
    text = (ROOT / "README.md").read_text()
    assert not {name for name in read if f"`{name}`" not in text}


def test_the_callers_in_the_docs_are_those_whom_the_database_lets_call(superuser):
    rows = superuser.execute(
        """select p.oid::regprocedure::text, coalesce(array_agg(g.grantee::regrole::text order by 1)
             filter (where g.grantee <> p.proowner), '{}') from pg_proc p
           left join lateral aclexplode(p.proacl) g on g.privilege_type = 'EXECUTE'
           where p.pronamespace = 'law'::regnamespace group by p.oid"""
    ).fetchall()
    there = {as_migrations_write_it(function): set(roles) for function, roles in rows}
    assert there == law_of_the_migrations().callers
    assert all(roles and roles <= {"throughcare_web", "throughcare_worker"} for roles in there.values())


def as_migrations_write_it(function: str) -> str:
    return function.replace("timestamp with time zone", "timestamptz").replace(",", ", ")


def test_the_policies_in_the_docs_are_those_in_the_database(superuser):
    found = superuser.execute("select tablename::text, policyname::text from pg_policies").fetchall()
    law = law_of_the_migrations()
    assert set(found) == {(table, name) for table, policies in law.policies.items() for name in policies}
    forced = superuser.execute("select relname::text from pg_class where relforcerowsecurity").fetchall()
    assert {row[0] for row in forced} == law.forced | {table for table in law.policies if (table,) in forced}
