"""`throughcare import`: a directory comes in whole or not at all, and the command says what it did."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from throughcare.network.models import Service
from throughcare.network.tests.packages import files, folder, row, zipped

REFUSED = 2
TRIAL = Path(os.environ.get("THROUGHCARE_TRIAL_DIRECTORY", "nowhere"))  # a real community's directory, not ours to ship


@pytest.fixture
def throughcare_import(house):
    """The command in a process of its own, on this test's own database."""

    def run(*words: str) -> subprocess.CompletedProcess:
        own = {
            name: os.environ[name].replace(f"/{Path(template(os.environ[name])).name}?", f"/{house}?")
            for name in ("DATABASE_URL", "DATABASE_WORKER_URL")
        }
        command = [sys.executable, "-m", "throughcare.command.main", "import", *words]
        return subprocess.run(command, capture_output=True, text=True, env=os.environ | own)

    return run


def template(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def stored() -> int:
    return Service.objects.filter(source="hsds").count()


def test_a_directory_comes_in_and_again_changes_nothing(throughcare_import, tmp_path):
    path = str(zipped(tmp_path / "d.zip", files()))
    first, second = (throughcare_import("hsds", path, "--json") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert json.loads(first.stdout)["counts"]["service"]["added"] == 2
    assert json.loads(second.stdout)["counts"]["service"] == {"added": 0, "changed": 0, "gone": 0, "same": 2}
    assert stored() == 2


def test_an_update_says_what_changed(throughcare_import, tmp_path):
    throughcare_import("hsds", str(zipped(tmp_path / "d.zip", files())))
    changed = files(services=row("services", 0, description="After a flood"))
    said = throughcare_import("hsds", str(zipped(tmp_path / "e.zip", changed)))
    assert "service      0 added, 1 changed, 0 gone, 1 same" in said.stdout
    assert 'description: "After an accident" → "After a flood"' in said.stdout


BAD = {
    "a bad row": (files(services=row("services", 1, name="")), "services.csv:3: name is missing"),
    "a wrong encoding": (files(services="id,organization_id,name\n21,1,Café\n".encode("latin-1")), "services.csv:2: is not UTF-8"),
    "a missing file": (files(organizations=None), "organizations.csv: is missing in d.zip"),
    "a zip bomb": (files(phones=b"id,service_id,number\n" + b"0" * (8 << 20)), "phones.csv: unpacks to more than 100 times"),
    "a path outside": (files() | {"../../outside.csv": b"id\n"}, "../../outside.csv: leads outside the package"),
}  # fmt: skip


@pytest.mark.parametrize(("members", "said"), BAD.values(), ids=BAD)
def test_what_is_bad_is_refused_with_file_line_and_reason(throughcare_import, tmp_path, members, said):
    answer = throughcare_import("hsds", str(zipped(tmp_path / "d.zip", members)))
    assert answer.returncode == REFUSED
    assert answer.stderr.splitlines()[0].startswith(said)
    assert "Nothing was imported" in answer.stderr
    assert stored() == 0


def test_in_part_the_rest_comes_in_and_what_was_refused_is_reported(throughcare_import, tmp_path):
    path = str(folder(tmp_path / "d", files(services=row("services", 1, name=""))))
    answer = throughcare_import("hsds", path, "--partial", "--json")
    said = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert said["faults"] == [{"file": "services.csv", "line": 3, "reason": "name is missing"}]
    assert stored() == 1


def test_a_refusal_can_be_read_by_a_program(throughcare_import, tmp_path):
    answer = throughcare_import("hsds", str(tmp_path / "nowhere.zip"), "--json")
    assert answer.returncode == REFUSED
    assert json.loads(answer.stdout)["imported"] is False


@pytest.mark.parametrize("words", [("hsds",), ("hsds", "x", "--source", "Not A Name"), ("other", "x")])
def test_wrong_words_are_refused(throughcare_import, words):
    assert throughcare_import(*words).returncode == REFUSED


def test_the_facilities_that_ship_come_in_without_a_path(throughcare_import):
    assert "30 added" in throughcare_import("samhsa").stdout
    assert Service.objects.filter(source="samhsa").count() == 30


@pytest.mark.skipif(not TRIAL.exists(), reason="a trial: name a real directory in THROUGHCARE_TRIAL_DIRECTORY")
def test_a_whole_community_comes_in_within_a_minute(throughcare_import):
    said = json.loads(throughcare_import("hsds", str(TRIAL), "--json").stdout)
    assert said["refused"] == 0
    assert said["measured"]["seconds"] < 60
    assert stored() == said["counts"]["service"]["added"] > 4000
