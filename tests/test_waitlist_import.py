"""`throughcare import waitlist`: who waits already is promised something, with the day since when, in one go or not at all."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from held import is_held
from openpyxl import Workbook
from worker_role import as_worker

from throughcare.clients import queries as clients
from throughcare.foundation import workbooks
from throughcare.foundation.actor import NOBODY, acting, speaking_as
from throughcare.foundation.clocks import worker as clocks
from throughcare.foundation.clocks.models import Firing
from throughcare.foundation.tables import Unreadable
from throughcare.network import actions as services
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import HANDOFF, REFERRAL
from throughcare.referrals.models import Handoff, Referral

HARBOR, SERVICE = "Harbor Counseling", "Counseling for adults"
HEAD = "Patient,DOB,Date referred,Reason for referral,Priority,Phone\n"
MAYA = "Maya Torres,04/09/1990,01/05/2026,Grief since the accident,routine,305-555-0161\n"
TWO = HEAD + MAYA + "Ana Ruiz,1971-02-01,2025-11-30,Panic,urgent,\n"


@pytest.fixture
def take_over(house, tmp_path):
    """The command in a process of its own, on this test's own database."""

    def run(sheet: str | bytes, *words: str) -> subprocess.CompletedProcess:
        path = tmp_path / ("waiting.csv" if isinstance(sheet, str) else "waiting.xlsx")
        path.write_bytes(sheet.encode() if isinstance(sheet, str) else sheet)
        own = {
            name: os.environ[name].replace(f"/{Path(os.environ[name].partition('?')[0]).name}?", f"/{house}?")
            for name in ("DATABASE_URL", "DATABASE_WORKER_URL")
        }
        command = [sys.executable, "-m", "throughcare.command.main", "import", "waitlist", str(path), "--org", HARBOR]
        return subprocess.run(
            [*command, "--need", "Counseling", *words], capture_output=True, text=True, env=os.environ | own
        )

    return run


def test_who_waits_is_on_the_waiting_list_with_the_day_since_when(take_over, rosa, eve):
    said = take_over(TWO, "--service", SERVICE, "--json")
    assert said.returncode == 0, said.stderr
    report = json.loads(said.stdout)
    assert (report["read"], report["made"], report["new_people"], report["late_already"]) == (2, 2, 2, 2)
    with acting(rosa):
        (maya,) = clients.named(rosa, ["Maya Torres"])
        (referral,) = queries.referrals_of_client(rosa, maya.pk)
        handoff = Handoff.objects.get(referral=referral)
        assert maya.born_on == date(1990, 4, 9)
        assert referral.first_requested_at.isoformat() == "2026-01-05T05:00:00+00:00", "midnight at Harbor"
        assert handoff.status == "waitlisted" and handoff.holder_id == rosa.membership_id
        is_held(REFERRAL, referral, rosa)
        is_held(HANDOFF, handoff, rosa)
    with acting(eve):
        assert not Referral.objects.exists() and not Handoff.objects.exists()


def test_the_same_sheet_again_changes_nothing(take_over):
    take_over(TWO, "--service", SERVICE)
    again = json.loads(take_over(TWO, "--service", SERVICE, "--json").stdout)
    assert (again["made"], again["known_before"], again["new_people"]) == (0, 2, 0)


def test_without_a_service_the_promise_is_open_and_held(take_over, rosa):
    take_over(TWO)
    with acting(rosa):
        rows = list(Referral.objects.filter(org_id=rosa.org_id))
        assert [row.status for row in rows] == ["open", "open"]
        for row in rows:
            is_held(REFERRAL, row, rosa)


def test_somebody_whom_we_know_is_recognized(take_over):
    take_over(HEAD + MAYA)
    more = HEAD + MAYA.replace("Grief", "Now grief").replace("01/05", "01/07")
    said = json.loads(take_over(more, "--need", "A group", "--json").stdout)
    assert (said["made"], said["recognized"], said["new_people"]) == (1, 1, 0)


def test_a_dry_run_says_the_same_and_changes_nothing(take_over, rosa):
    said = take_over(TWO, "--dry-run")
    assert "2 promises made" in said.stdout and "Nothing was changed" in said.stdout
    with acting(rosa):
        assert not clients.clients(rosa).exists()


REFUSALS = {
    "no day": ("Maya Torres,,,Grief,,\n", "row 2, column C: The day since when they wait is missing."),
    "a day that is none": ("Maya Torres,,31/31/2025,Grief,,\n", "row 2, column C: The day since when they wait cannot be read."),
    "still to come": ("Maya Torres,,01/05/2199,Grief,,\n", "row 2, column C: The day since when they wait is still to come."),
    "an emergency": ("Maya Torres,,01/05/2026,Grief,EMERGENCY,\n", "row 2, column E: An emergency does not wait on a list."),
    "no name": (",,01/05/2026,Grief,,\n", "row 2, column A: The name is missing."),
    "twice": (MAYA * 2, "row 3: Stands in row 2 already."),
    "a year of two digits": ("Maya Torres,04/09/90,01/05/2026,Grief,,\n", "row 2, column B: The day of birth cannot be read."),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_one_bad_row_refuses_the_file_and_nobody_is_named(take_over, rosa, rows, reason):
    said = take_over(HEAD + rows + "Good Person,1980-01-01,2026-01-01,Sleep,,\n")
    assert said.returncode == 2
    assert reason in said.stderr and "Nothing was taken over" in said.stderr
    assert "Maya" not in said.stdout + said.stderr
    with acting(rosa):
        assert not clients.clients(rosa).exists()


def test_a_namesake_without_a_day_of_birth_is_a_question_for_a_person(take_over):
    take_over(HEAD + MAYA)
    said = take_over(HEAD + "Maya Torres,,02/02/2026,Panic,,\n")
    assert "row 2: There is somebody of this name" in said.stderr


def test_three_hundred_are_taken_over_and_looked_at_ten_a_day(take_over, rosa):
    """Everybody has waited too long, and nobody is told three hundred times at once."""
    rows = "".join(f"Person {n},19{n % 90 + 10}-03-04,2025-10-{n % 28 + 1:02},Sleep,,\n" for n in range(300))
    said = json.loads(take_over(HEAD + rows, "--service", SERVICE, "--per-day", "10", "--json").stdout)
    assert (said["made"], said["late_already"]) == (300, 300)
    with acting(rosa):
        due = Counter(handoff.due_at.date() for handoff in Handoff.objects.filter(to_org_id=rosa.org_id))
        assert set(due.values()) == {10} and len(due) == 30
        assert max(due).isoformat() == said["looked_at_until"]
    with as_worker(), speaking_as(NOBODY):
        clocks.work_once()
    with acting(rosa):
        assert not Firing.objects.exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--service", "Nothing of ours"], "runs no service"),
        (["--as", "eve@elsewhere.example"], "nobody at this organization"),
        (["--as", "ben@harbor.example"], "a coordinator or a clinician"),
        (["--org", "Nowhere"], "no such organization"),
    ],
)
def test_what_is_not_there_is_said_in_words(take_over, words, reason):
    said = take_over(TWO, *words)
    assert said.returncode == 2 and reason in said.stderr


def test_a_sheet_without_the_day_column_is_refused(take_over):
    said = take_over("Name,Phone\nMaya Torres,305-555-0161\n")
    assert "no column for the day since when they wait" in said.stderr


# --- workbooks


ROW = ["Maya Torres", date(1990, 4, 9), date(2026, 1, 5), "Grief since the accident", "routine", 3055550161]


def workbook(*rows, change=lambda book: None) -> bytes:
    book = Workbook()
    for row in [HEAD.strip().split(","), *rows]:
        book.active.append(row)
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_workbook_is_read_as_the_same_list_saved_as_csv(take_over, rosa):
    said = json.loads(take_over(workbook(ROW), "--json").stdout)
    assert (said["made"], said["new_people"]) == (1, 1)
    with acting(rosa):
        (maya,) = clients.named(rosa, ["Maya Torres"])
        (referral,) = queries.referrals_of_client(rosa, maya.pk)
        assert maya.born_on == date(1990, 4, 9) and clients.routes(maya.pk)[0].value == "3055550161"
        assert referral.first_requested_at.isoformat() == "2026-01-05T05:00:00+00:00"
    again = json.loads(take_over(HEAD + MAYA, "--json").stdout)
    assert (again["made"], again["known_before"]) == (0, 1)


def test_a_bad_cell_of_a_workbook_is_named_by_row_and_column_and_not_by_what_it_says(take_over):
    said = take_over(workbook(ROW, ["Ana Ruiz", "in spring", date(2026, 1, 5), "Panic"]))
    assert said.returncode == 2 and "row 3, column B: The day of birth cannot be read." in said.stderr
    assert "Ana" not in said.stderr and "spring" not in said.stderr


def with_a_second_sheet(book):
    book.create_sheet("Old list").append(["Ben", "x"])


def with_a_hidden_sheet(book):
    with_a_second_sheet(book)
    book.worksheets[1].sheet_state = "hidden"


def too_many_rows(book):
    book.active.cell(row=workbooks.MOST_ROWS + 1, column=1, value="Ana")


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (workbooks.MOST_UNPACKED + 1))
    return kept.getvalue()


def with_entities() -> bytes:
    """Ten words that unfold to a thousand million."""
    old = zipfile.ZipFile(io.BytesIO(workbook(ROW)))
    grown = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{grown}]>'.encode()
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for part in old.namelist():
            body = old.read(part)
            if part.startswith("xl/worksheets/sheet"):
                rows = b"<sheetData><row><c t='str'><v>&l9;</v></c></row>"
                body = head + body[body.index(b"<worksheet") :].replace(b"<sheetData>", rows)
            archive.writestr(part, body)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xd0\xcf\x11\xe0 of Excel 97", "password"),
        (b"PK\x03\x04 and nothing", "cannot be read"),
        (workbook(ROW)[:-400], "cannot be read"),
        (workbook(ROW, change=with_a_second_sheet), "several sheets"),
        (workbook(ROW, change=too_many_rows), "more than 20000 rows"),
        (bomb(), "unpacks to far more"),
        (with_entities(), "cannot be read"),
        (b"PK\x03\x04" + bytes(workbooks.MOST_BYTES), "larger than 10 MB"),
    ],
    ids=["old", "nothing", "cut off", "two sheets", "long", "bomb", "entities", "large"],
)
def test_what_is_no_plain_list_is_refused_in_words(raw, reason):
    with pytest.raises(Unreadable, match=reason):
        workbooks.rows_of_workbook(raw)


def test_a_hidden_sheet_is_not_looked_at_and_noughts_stay_in_front():
    def as_postal_code(book):
        with_a_hidden_sheet(book)
        book.active.cell(row=2, column=1, value=2134).number_format = "00000"

    (_, line) = workbooks.rows_of_workbook(workbook(ROW, change=as_postal_code))
    assert line.cells[:3] == ["02134", "1990-04-09", "2026-01-05"] and line.number == 2


def test_nobody_is_taken_over_into_a_service_that_closes(take_over, rosa):
    with acting(rosa):
        (closing,) = [one for one in network.services_run_by(rosa.org_id) if one.name == SERVICE]
        services.close(
            closing.pk, closed_on=timezone.localdate() + timedelta(days=30), closed_because="Its funding ends", actor=rosa,
            at=timezone.now(),
        )  # fmt: skip

    said = take_over(TWO, "--service", SERVICE)

    assert said.returncode != 0 and "closes on" in said.stderr and "Its funding ends. Choose another." in said.stderr
    with acting(rosa):
        assert clients.named(rosa, ["Maya Torres"]) == []
