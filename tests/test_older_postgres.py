"""The whole suite runs on the embedded PostgreSQL; here people walk their loops on every other one that the system has."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from throughcare.command.house import NAME, addresses
from throughcare.foundation.postgres import bootstrap, serve

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
COMMAND = [sys.executable, "-m", "throughcare.command.main"]


@pytest.mark.skipif(not INSTALLED, reason="no other PostgreSQL is installed here (apt-get install postgresql)")
@pytest.mark.parametrize("postgres", INSTALLED, ids=lambda path: path.parent.parent.name)
def test_people_walk_their_loops_on_this_version_too(postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("THROUGHCARE_POSTGRES_BIN", str(postgres.parent))
    with serve(tmp_path / "db", durable=False) as server:
        bootstrap(server.superuser_url(), NAME)
        environment = os.environ | addresses(server)
        for words in (["migrate", "--quiet"], ["seed"], ["verify-audit"]):
            subprocess.run([*COMMAND, *words], env=environment, check=True, capture_output=True)
        answer = subprocess.run([*COMMAND, "check", "loops", "--json"], env=environment, capture_output=True, text=True)

    loops = json.loads(answer.stdout)
    assert (answer.returncode, loops["orphans"]) == (0, 0)
    assert loops["handoffs"]["by_status"].keys() >= {"sent", "accepted", "booked", "ended"}
