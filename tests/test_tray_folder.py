"""A fax machine writes into a folder, page by page; the worker lays on the tray what is whole, once, and loses nothing."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from test_killed_loop import wait_for
from worker_role import as_worker

from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Desk
from throughcare.foundation.actor import NOBODY, acting, speaking_as
from throughcare.foundation.names import name_key
from throughcare.tray import queries as arrivals
from throughcare.tray.folders import Watch

FAX = b"%PDF-1.4 what a fax machine wrote"
ORG = "Northside Family Health"
CALM = timedelta(seconds=11)


@pytest.fixture
def fax(tmp_path) -> Path:
    folder = tmp_path / "fax"
    folder.mkdir()
    return folder


@pytest.fixture
def watch(house, fax):
    return Watch(path=str(fax), org=ORG)


@pytest.fixture
def look(watch, noon):
    """The worker looks, and looks again when all has been calm for a while."""

    def look(*, at=noon, again=True):
        with as_worker(), speaking_as(NOBODY):
            for moment in [at, at + CALM] if again else [at]:
                watch.look(at=moment)

    return look


def tray(actor) -> list[str]:
    with acting(actor):
        return sorted(arrival.name for arrival in arrivals.on_tray(actor))


def told(actor) -> list[str]:
    with acting(actor):
        return [notice.clock for notice in accounts.notices(actor)]


def lies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


@contextmanager
def a_machine_writing(path: Path):
    """Another program has the file open: one page is written, the next is still on the line."""
    program = "import sys; f = open(sys.argv[1], 'ab', 0); f.write(b' one page'); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as machine:
        assert machine.stdin and machine.stdout
        machine.stdout.readline()
        yield
        machine.stdin.close()


def test_a_fax_lands_on_the_tray_when_it_is_whole(look, fax, dr_osei):
    (fax / "one.pdf").write_bytes(FAX)
    look(again=False)
    assert (tray(dr_osei), lies(fax)) == ([], ["one.pdf"]), "nobody knows yet whether more is coming"
    look()
    assert (tray(dr_osei), lies(fax), lies(fax / "taken")) == (["one.pdf"], [], ["one.pdf"])


def test_a_fax_that_grows_waits(look, fax, dr_osei, noon):
    (fax / "one.pdf").write_bytes(FAX)
    look(at=noon, again=False)
    (fax / "one.pdf").write_bytes(FAX + b" and a second page")
    look(at=noon + CALM, again=False)
    assert tray(dr_osei) == []
    look(at=noon + 2 * CALM, again=False)
    with acting(dr_osei):
        (arrival,) = arrivals.on_tray(dr_osei)
        assert arrival.size == len(FAX + b" and a second page")


def test_a_file_that_is_still_open_waits_however_long(look, fax, dr_osei, noon):
    with a_machine_writing(fax / "one.pdf"):
        look(at=noon)
        look(at=noon + timedelta(hours=1))
        assert (tray(dr_osei), lies(fax)) == ([], ["one.pdf"])
    look(at=noon + timedelta(hours=2))
    assert tray(dr_osei) == ["one.pdf"]


def test_what_is_named_as_unfinished_waits_until_it_is_renamed(look, fax, dr_osei, noon):
    (fax / "one.pdf.part").write_bytes(FAX)
    (fax / ".hidden.pdf").write_bytes(FAX)
    look(at=noon)
    assert tray(dr_osei) == []
    (fax / "one.pdf.part").rename(fax / "one.pdf")
    look(at=noon + timedelta(minutes=1))
    assert (tray(dr_osei), lies(fax)) == (["one.pdf"], [".hidden.pdf"])


def test_the_same_fax_twice_is_one_paper_and_both_files_are_kept(look, fax, dr_osei, noon):
    (fax / "one.pdf").write_bytes(FAX)
    look(at=noon)
    (fax / "one.pdf").write_bytes(FAX)
    look(at=noon + timedelta(minutes=1))
    assert (tray(dr_osei), lies(fax / "taken")) == (["one.pdf"], ["2-one.pdf", "one.pdf"])


def test_a_worker_stopped_before_it_moved_the_file_takes_it_once(look, fax, dr_osei, noon):
    """Where the file cannot be moved it is on the tray all the same, and somebody is told."""
    (fax / "one.pdf").write_bytes(FAX)
    (fax / "taken").write_text("a file where the folder should be", encoding="utf-8")
    look(at=noon)
    assert "one.pdf" in tray(dr_osei) and "one.pdf" in lies(fax)
    (fax / "taken").unlink()
    look(at=noon + timedelta(minutes=1))
    assert (tray(dr_osei).count("one.pdf"), lies(fax)) == (1, [])


def test_what_cannot_be_taken_says_why_and_its_desk_is_told_once(look, fax, visit, dr_osei, sam, noon):
    (fax / "empty.tif").write_bytes(b"")
    (fax / "good.pdf").write_bytes(FAX)
    look(at=noon)
    assert tray(dr_osei) == ["good.pdf"]
    assert lies(fax / "refused") == ["empty.tif", "empty.tif.why.txt"]
    assert "empty" in (fax / "refused" / "empty.tif.why.txt").read_text()
    told_to = [who for who in (dr_osei, sam) if told(who) == ["file_refused"]]
    assert len(told_to) == 1
    page = visit(told_to[0], "get", "/notices/").content.decode()
    assert "A file for the tray could not be taken in" in page and 'href="/tray/"' in page


def test_a_link_shows_no_other_file_of_the_machine(look, fax, tmp_path, dr_osei):
    (tmp_path / "secret.pdf").write_bytes(FAX)
    (fax / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    look()
    assert tray(dr_osei) == []


def test_a_name_of_any_machine_can_be_kept(look, fax, dr_osei):
    """Written in another code, with signs that no page shows."""
    for name, content in ((b"fax-\xe9\xff.pdf", FAX), (b"two\nlines\t.pdf", FAX + b"2"), (b"y" * 250, FAX + b"3")):
        with open(os.path.join(os.fsencode(fax), name), "wb") as file:
            file.write(content)
    look()
    assert tray(dr_osei) == ["fax-__.pdf", "two_lines_.pdf", "y" * 120]


def test_a_folder_that_stays_away_is_told_once_each_time(look, fax, dr_osei, sam, noon):
    fax.rmdir()
    look(at=noon)
    assert told(dr_osei) + told(sam) == [], "a server that starts again is soon back"
    for hours in (1, 2):
        look(at=noon + timedelta(hours=hours))
    assert told(dr_osei) + told(sam) == ["folder_gone"]
    fax.mkdir()
    look(at=noon + timedelta(hours=3))
    fax.rmdir()
    for hours in (4, 5):
        look(at=noon + timedelta(hours=hours))
    assert told(dr_osei) + told(sam) == ["folder_gone"] * 2


@pytest.mark.slow
def test_the_worker_itself_looks_into_the_folder(house, fax, dr_osei):
    (fax / "one.pdf").write_bytes(FAX)
    here = {
        name: urlsplit(os.environ[name])._replace(path=f"/{house}").geturl()
        for name in ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_DIRECT_URL", "DATABASE_KEEPER_URL")
    }
    said = {"THROUGHCARE_TRAY_FOLDERS": json.dumps([{"path": str(fax), "org": ORG}])}
    program = [sys.executable, "-m", "throughcare.command.main", "work"]
    with subprocess.Popen(program, env=os.environ | here | said) as worker:
        wait_for(lambda: (fax / "taken" / "one.pdf").exists(), 60)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert tray(dr_osei) == ["one.pdf"]


def test_a_folder_fills_the_tray_of_the_desk_it_names(house, fax, dr_osei, noon):
    with acting(dr_osei):
        desk = Desk.objects.create(org_id=dr_osei.org_id, name="School desk", name_key=name_key("School desk"))
    (fax / "one.pdf").write_bytes(FAX)
    watch = Watch(path=str(fax), org=ORG, desk="school desk")
    with as_worker(), speaking_as(NOBODY):
        watch.look(at=noon)
        watch.look(at=noon + CALM)
    with acting(dr_osei):
        assert [arrival.holder_desk_id for arrival in arrivals.on_tray(dr_osei)] == [desk.pk]


def test_settings_that_name_nobody_move_nothing(house, fax, noon, caplog):
    (fax / "one.pdf").write_bytes(FAX)
    watch = Watch(path=str(fax), org="Nobody here")
    with as_worker(), speaking_as(NOBODY):
        assert [watch.look(at=noon), watch.look(at=noon + CALM)] == [0, 0]
    assert lies(fax) == ["one.pdf"] and "THROUGHCARE_TRAY_FOLDERS" in caplog.text
