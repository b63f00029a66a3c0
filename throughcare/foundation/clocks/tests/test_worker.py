"""Each rung fires once: with several workers, after a crash, after a night without a worker."""

import os
import sys
from collections import Counter
from datetime import timedelta
from signal import SIGKILL
from subprocess import PIPE, Popen
from threading import Barrier, Event, get_ident
from urllib.parse import urlsplit

import pytest
from django.db import connection

from throughcare.foundation import events
from throughcare.foundation.actor import acting, speaking_as, system
from throughcare.foundation.clocks import actions, worker
from throughcare.foundation.clocks.events import ClockFired
from throughcare.foundation.clocks.models import Clock
from throughcare.foundation.clocks.queries import firings_of
from throughcare.foundation.ids import uuid7

from .conftest import CALENDAR, TUESDAY, OtherRole

DAY = timedelta(days=1)
WEEK = 7 * DAY
MOMENT = timedelta(seconds=1)


@pytest.fixture
def heard(monkeypatch):
    """Every event announced, as `reactions` would hear it."""
    told: list[ClockFired] = []
    monkeypatch.setattr(events, "listeners", [told.append])
    return told


def fire(**said):
    return OtherRole("worker", lambda: worker.fire_due(**said)).result()


def many(org_id, count, at=TUESDAY):
    with acting(system(org_id)):
        wanted = [
            actions.Wanted(
                org_id=org_id,
                subject_kind="handoff",
                subject_id=uuid7(),
                step="sent",
                urgency="urgent",
                calendar=CALENDAR,
            )
            for _ in range(count)
        ]
        return actions.start_many(wanted, at=at)


def rungs_of(org_id, clock):
    with acting(system(org_id)):
        return [(firing.rung, firing.kind, firing.tell) for firing in firings_of(clock.subject_id)]


def test_a_clock_warns_breaches_and_climbs_each_at_its_time(house, harbor, start, heard):
    clock = start(harbor, urgency="urgent")  # four hours
    told = [(hours, fire(now=TUESDAY + timedelta(hours=hours))) for hours in (1.9, 2, 2.1, 3.2, 4, 5.9, 6, 28, 99)]
    assert [hours for hours, fired in told if fired] == [2, 3.2, 4, 6, 28]
    assert [(event.step, event.tell) for event in heard] == [
        ("warning", "holder"),
        ("warning", "holder"),
        ("breach", "holder"),
        ("escalation", "desk_lead"),
        ("escalation", "network_lead"),
    ]
    assert {(event.org_id, event.subject_id, event.due_at) for event in heard} == {
        (harbor, clock.subject_id, clock.due_at)
    }


def test_after_a_night_without_a_worker_every_rung_is_told_in_order_and_once(house, harbor, start, heard):
    clock = start(harbor, urgency="urgent")
    assert fire(now=TUESDAY + DAY) == 4
    assert fire(now=TUESDAY + DAY) == 0
    assert [event.rung for event in heard] == [1, 2, 3, 4]
    assert [rung for rung, _, _ in rungs_of(harbor, clock)] == [1, 2, 3, 4]


def test_a_stopped_or_held_clock_fires_nothing(house, harbor, start, heard):
    stopped, held = start(harbor), start(harbor)
    actions.stop(org_id=harbor, subject_id=stopped.subject_id, at=TUESDAY)
    actions.pause(
        org_id=harbor, subject_id=held.subject_id, step="sent", calendar=CALENDAR, at=TUESDAY, until=TUESDAY + WEEK
    )
    assert fire(now=TUESDAY + 6 * DAY) == 0
    assert heard == []


def test_a_hold_ends_at_its_wake_up_time_without_anybody(house, harbor, start):
    clock = start(harbor)
    actions.pause(
        org_id=harbor, subject_id=clock.subject_id, step="sent", calendar=CALENDAR, at=TUESDAY, until=TUESDAY + WEEK
    )
    early = OtherRole("worker", lambda: worker.wake_due(now=TUESDAY + WEEK - MOMENT)).result()
    on_time = OtherRole("worker", lambda: worker.work_once(now=TUESDAY + WEEK)).result()
    assert (early, on_time) == (0, 1)
    with acting(system(harbor)):
        awake = Clock.objects.get(pk=clock.pk)
    assert (awake.state, awake.paused_total, awake.paused_at) == ("running", WEEK, None)


def test_what_was_told_before_a_hold_is_not_told_again_after_it(house, harbor, start, heard):
    clock = start(harbor)
    of = {"org_id": harbor, "subject_id": clock.subject_id, "step": "sent", "calendar": CALENDAR}
    fire(now=clock.plan_at[0])
    actions.pause(**of, at=clock.plan_at[0], until=clock.plan_at[0] + WEEK)
    actions.resume(**of, at=clock.plan_at[0] + DAY)
    fire(now=TUESDAY + 4 * WEEK)
    assert [event.step for event in heard] == ["warning", "warning", "breach", "escalation", "escalation"]


def test_what_fired_before_the_urgency_changed_is_kept_and_the_new_rungs_fire(house, harbor, start):
    clock = start(harbor)
    fire(now=clock.plan_at[0])
    actions.reschedule(
        org_id=harbor,
        subject_id=clock.subject_id,
        step="sent",
        urgency="urgent",
        calendar=CALENDAR,
        at=clock.plan_at[0],
    )
    fire(now=clock.plan_at[0])
    assert rungs_of(harbor, clock)[:2] == [(1, "warning", "holder"), (2, "breach", "holder")]


def test_two_workers_at_once_claim_different_clocks(house, harbor, monkeypatch):
    clocks = many(harbor, 40)
    both_have_claimed = Barrier(2, timeout=20)
    told: list[ClockFired] = []
    waited: set[int] = set()

    def listen(event):
        if get_ident() not in waited:
            waited.add(get_ident())
            both_have_claimed.wait()  # neither has committed when both have claimed
        told.append(event)

    monkeypatch.setattr(events, "listeners", [listen])
    at = TUESDAY + timedelta(hours=2)
    workers = [OtherRole("worker", lambda: worker.fire_due(limit=20, now=at)) for _ in range(2)]
    assert [one.result() for one in workers] == [20, 20]
    assert Counter(event.clock_id for event in told) == Counter(clock.pk for clock in clocks)


def test_four_workers_that_race_for_everything_fire_each_rung_once(house, harbor, heard):
    clocks = many(harbor, 200)
    at = TUESDAY + DAY

    def until_nothing_is_left():
        return sum(iter(lambda: worker.fire_due(limit=7, now=at), 0))

    workers = [OtherRole("worker", until_nothing_is_left) for _ in range(4)]
    assert sum(one.result() for one in workers) == 200 * 4
    assert Counter((event.clock_id, event.rung) for event in heard) == Counter(
        (clock.pk, rung) for clock in clocks for rung in (1, 2, 3, 4)
    )


def test_a_worker_that_dies_in_the_middle_leaves_everything_to_the_next(house, harbor, heard, monkeypatch):
    clocks = many(harbor, 10)
    at = TUESDAY + timedelta(hours=2)

    class Killed(BaseException):
        pass

    def die_at_the_fifth(event):
        heard.append(event)
        if len(heard) == 5:
            raise Killed

    monkeypatch.setattr(events, "listeners", [die_at_the_fifth])
    with pytest.raises(Killed):
        fire(now=at)
    assert rungs_of(harbor, clocks[0]) == []
    del heard[:]
    monkeypatch.setattr(events, "listeners", [heard.append])
    assert fire(now=at) == 10
    assert fire(now=at) == 0
    assert Counter(event.clock_id for event in heard) == Counter(clock.pk for clock in clocks)


def test_a_worker_whose_connection_is_cut_before_the_commit_leaves_everything_to_the_next(house, harbor, monkeypatch):
    clock = many(harbor, 1)[0]
    at = TUESDAY + timedelta(hours=2)
    monkeypatch.setattr(events, "listeners", [lambda event: connection.connection.pgconn.finish()])
    with pytest.raises(Exception, match="closed"):
        fire(now=at)
    monkeypatch.setattr(events, "listeners", [])
    assert fire(now=at) == 1
    assert rungs_of(harbor, clock) == [(1, "warning", "holder")]


DIES_WITH_ITS_HANDS_FULL = """
import django, sys
django.setup()
from datetime import datetime
from throughcare.foundation import events
from throughcare.foundation.clocks import worker
events.listeners[:] = [lambda event: (print("claimed", flush=True), sys.stdin.read())]
worker.fire_due(now=datetime.fromisoformat(sys.argv[1]))
"""


def test_a_worker_that_is_killed_leaves_everything_to_the_next(house, harbor):
    clocks = many(harbor, 10)
    at = TUESDAY + timedelta(hours=2)
    address = urlsplit(os.environ["DATABASE_WORKER_URL"])._replace(path=f"/{house}").geturl()
    environment = os.environ | {"THROUGHCARE_ROLE": "worker", "DATABASE_WORKER_URL": address}
    command = [sys.executable, "-c", DIES_WITH_ITS_HANDS_FULL, at.isoformat()]
    with Popen(command, env=environment, stdin=PIPE, stdout=PIPE) as victim:
        assert victim.stdout.readline() == b"claimed\n"
        victim.kill()
    assert victim.returncode == -SIGKILL
    with acting(system(harbor)):
        list(Clock.objects.select_for_update())  # waits until the server has noticed
    assert fire(now=at) == 10
    assert all(rungs_of(harbor, clock) == [(1, "warning", "holder")] for clock in clocks)


def test_a_clock_stopped_while_a_worker_holds_it_has_fired_and_stays_stopped(house, harbor, monkeypatch):
    clock = many(harbor, 1)[0]
    claimed, stopping = Event(), Event()

    def wait(event):
        claimed.set()
        stopping.wait(20)

    monkeypatch.setattr(events, "listeners", [wait])
    worker_thread = OtherRole("worker", lambda: worker.fire_due(now=TUESDAY + timedelta(hours=2)))
    claimed.wait(20)
    stop = OtherRole(
        "web", lambda: actions.stop(org_id=harbor, subject_id=clock.subject_id, at=TUESDAY + timedelta(hours=2))
    )
    stopping.set()
    assert (worker_thread.result(), stop.result()) == (1, 1)
    with acting(system(harbor)):
        assert Clock.objects.get(pk=clock.pk).state == "stopped"


def test_the_worker_sees_nothing_of_clocks_that_stopped(house, harbor, start):
    clock = start(harbor)

    def seen():
        return OtherRole("worker", lambda: Clock.objects.filter(pk=clock.pk).count()).result()

    assert seen() == 1
    actions.stop(org_id=harbor, subject_id=clock.subject_id, at=TUESDAY)
    assert seen() == 0


def test_an_action_outside_a_transaction_makes_its_own(house, harbor, start):
    clock = start(harbor)
    with speaking_as(system(harbor)):
        assert actions.stop(org_id=harbor, subject_id=clock.subject_id, at=TUESDAY) == 1
    assert fire(now=TUESDAY + WEEK) == 0
