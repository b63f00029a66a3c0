"""Web, worker and database are killed at any moment of a running loop. Nothing is lost, nothing is done twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from throughcare.command.house import NAME, addresses
from throughcare.foundation.postgres import bootstrap, serve
from throughcare.foundation.processes import dying_with_us

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "throughcare.command.main"]
LOOP = [sys.executable, "-m", "tests.endless_loop"]
KILLS = 12
ENOUGH = 6  # loops, to mean something
SLOWLY = {
    "THROUGHCARE_ROLE": "web",  # a command that ran in this process before may have left another
    "DJANGO_SETTINGS_MODULE": "throughcare.settings",
    "PYTHONPATH": str(ROOT),
}


class Process:
    """A child that can be killed and started again; what it printed is kept."""

    def __init__(self, words, environment, log: Path) -> None:
        self.words, self.environment, self.log = words, environment, log
        self.start()

    def start(self) -> None:
        command = dying_with_us(self.words, by=signal.SIGKILL)
        with open(self.log, "ab") as out, open(self.log.with_suffix(".err"), "ab") as complaints:
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=out, stderr=complaints)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def durable(tmp_path):
    """A database that keeps its word: fsync on, as in a real place."""
    with serve(tmp_path / "db", durable=True) as server:
        bootstrap(server.superuser_url(), NAME)
        environment = os.environ | addresses(server) | SLOWLY
        for words in (["migrate", "--quiet"], ["seed", "--cast-only"]):
            subprocess.run([*COMMAND, *words], env=environment, check=True, cwd=ROOT)
        yield server, environment


def wait_for(condition, seconds: float = 150.0, *, complaints: Path | None = None) -> None:
    end = time.monotonic() + seconds
    while not condition():
        said = complaints.read_text()[-3000:] if complaints else ""
        assert time.monotonic() < end, f"it did not happen in time {said}"
        time.sleep(0.05)


def test_whatever_is_killed_nothing_is_lost_or_done_twice(durable, tmp_path):
    server, environment = durable
    web = Process(LOOP, environment, tmp_path / "web.log")
    worker = Process([*COMMAND, "work"], environment, tmp_path / "worker.log")
    chance = random.Random(7)
    wait_for(lambda: "book" in (tmp_path / "web.log").read_text(), complaints=tmp_path / "web.err")
    for number in range(KILLS):
        time.sleep(chance.uniform(0.2, 1.2))  # any moment: this is the one place where a test may wait for nothing
        victim = ("web", "worker", "database")[number % 3]
        if victim == "database":
            server.process.kill()
            server.process.wait()
            server.revive()
        else:
            one = {"web": web, "worker": worker}[victim]
            one.kill()
            one.start()
    before = (tmp_path / "web.log").read_text().count("book")
    wait_for(lambda: (tmp_path / "web.log").read_text().count("book") > max(before, ENOUGH), 120)
    web.kill()
    try:
        everything_said_is_there_and_whole(server, (tmp_path / "web.log").read_text())
        clocks_fire_once_after_all_of_it(server, environment)
        audit_holds(environment)
    finally:
        worker.kill()


def rows(server, sql: str, *values) -> list[tuple]:
    with psycopg.connect(server.superuser_url(NAME)) as connection:
        return connection.execute(sql, values).fetchall()


def everything_said_is_there_and_whole(server, log: str) -> None:
    lines = [line.split() for line in log.splitlines() if len(line.split()) == 2]
    done = Counter(name for name, _ in lines)
    assert done["book"] > ENOUGH, f"too few loops to mean something: {done}"
    steps = rows(server, "select record_id::text, name from referrals_handoffstep")
    assert max(Counter(steps).values()) == 1, "a step was taken twice"
    taken = set(steps)
    for name, subject in lines:
        if name in {"send", "accept", "book"}:
            assert (subject, name) in taken, f"{name} was confirmed to a person and is gone"
    for what, broken in MUST_NOT_BE.items():
        assert rows(server, broken) == [], what


SENT = "select 1 from referrals_handoff h where status <> 'prepared' and not exists"
MUST_NOT_BE = {
    "a handoff without holder or time": """
        select 1 from referrals_handoff
        where status <> 'ended' and (due_at is null or num_nonnulls(holder_id, holder_desk_id) <> 1)""",
    "sent without a package": f"{SENT} (select 1 from referrals_package p where p.handoff_id = h.id)",
    "sent without a disclosure": f"{SENT} (select 1 from consent_disclosure d where d.handoff_id = h.id)",
    "sent and not seen": f"""
        {SENT} (select 1 from clients_involvement i where i.handoff_id = h.id and i.why = 'received')""",
    "a handoff without a clock": """
        select 1 from referrals_handoff h
        where not exists (select 1 from clocks_clock c where c.subject_id = h.id and c.state = 'running')""",
    "a promise on no list": """
        select 1 from referrals_referral r where status = 'open'
        and not exists (select 1 from work_workitem w where w.subject_id = r.id and w.is_open)""",
    "a visit that its handoff does not know": """
        select 1 from scheduling_visit v join referrals_handoff h on h.id = v.handoff_id where h.status <> 'booked'""",
    "a history that is not the state": """
        select 1 from referrals_handoff h where h.status <>
        (select s.to_status from referrals_handoffstep s where s.record_id = h.id order by s.at desc, s.id desc limit 1)""",
}


FUTURE = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from throughcare.foundation.clocks import worker
while worker.work_once(now=timezone.now() + timedelta(days=40)):
    pass
"""


def clocks_fire_once_after_all_of_it(server, environment) -> None:
    """Two workers come to a day on which much is late, one is killed on the way; each rung is told once."""
    as_worker = environment | {"THROUGHCARE_ROLE": "worker"}
    workers = [subprocess.Popen([sys.executable, "-c", FUTURE], env=as_worker, cwd=ROOT) for _ in range(2)]
    wait_for(lambda: rows(server, "select count(*) > 3 from clocks_firing") == [(True,)])
    workers[0].kill()
    assert [each.wait() for each in workers][1] == 0
    idle = "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
    wait_for(lambda: rows(server, idle) == [(0,)], 90)
    fired = rows(server, "select clock_id, rung, count(*) from clocks_firing group by 1, 2 having count(*) > 1")
    told = rows(server, "select firing_id, membership_id from accounts_notice group by 1, 2 having count(*) > 1")
    assert (fired, told) == ([], [])
    never_told = """select count(*) from clocks_firing f join clocks_clock c on c.id = f.clock_id
        where c.subject_kind = 'handoff' and c.state = 'running' and not exists
          (select 1 from accounts_notice n where n.subject_id = c.subject_id and n.kind = f.kind)"""
    assert rows(server, never_told) == [(0,)]
    assert rows(server, "select count(*) > 0 from accounts_notice") == [(True,)]


def audit_holds(environment) -> None:
    answer = subprocess.run([*COMMAND, "verify-audit"], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
