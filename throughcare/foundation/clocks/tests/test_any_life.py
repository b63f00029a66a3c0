"""Whatever people do to a record, in any order: every rung is told once, and the promise keeps its first day."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.foundation import events
from throughcare.foundation.actor import acting, system
from throughcare.foundation.clocks import actions, worker
from throughcare.foundation.clocks.queries import clocks_of, firings_of
from throughcare.foundation.clocks.rules import NEVER_PAUSED
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed

from .conftest import CALENDAR, TUESDAY

HOUR = timedelta(hours=1)
STEPS = ["sent", "first_treatment"]
VERBS = ["start", "stop", "end", "pause", "resume", "more urgent", "less urgent", "wait"]
DEED = st.tuples(st.sampled_from(VERBS), st.sampled_from(STEPS), st.integers(1, 200))


@pytest.fixture
def at_work(house):
    """One worker that stays connected."""

    def sign_in() -> None:
        connection.settings_dict = {**connection.settings_dict, "USER": "throughcare_worker"}

    with ThreadPoolExecutor(1, initializer=sign_in) as pool:
        yield lambda function, **said: pool.submit(function, **said).result()
        pool.submit(lambda: connection.close()).result()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEED, max_size=14))
def test_no_rung_is_lost_or_told_twice_and_the_first_request_stays_the_first(at_work, harbor, deeds):
    subject_id, told, now = uuid7(), [], TUESDAY
    events.listeners.append(told.append)
    try:
        do("start", "first_treatment", harbor, subject_id, now)
        for verb, step, hours in deeds:
            do(verb, step, harbor, subject_id, now)
            holds_good(harbor, subject_id)
            now += timedelta(hours=hours)
            at_work(worker.work_once, now=now)
            holds_good(harbor, subject_id, at=now)
    finally:
        events.listeners.remove(told.append)
    with acting(system(harbor)):
        fired = Counter((firing.clock_id, firing.rung) for firing in firings_of(subject_id))
    assert fired == Counter((event.clock_id, event.rung) for event in told if event.subject_id == subject_id)
    assert set(fired.values()) <= {1}


def do(verb, step, org_id, subject_id, now):
    """What the record does not allow now is refused in words, and changes nothing."""
    of = {"org_id": org_id, "subject_id": subject_id}
    match verb:
        case "start" if not is_open(org_id, subject_id, step):
            actions.start(**of, subject_kind="referral", step=step, urgency="routine", calendar=CALENDAR, at=now)
        case "stop":
            actions.stop(**of, step=step, at=now)
        case "end":
            actions.end(**of, at=now)
        case "pause":
            tried(actions.pause, **of, step=step, calendar=CALENDAR, at=now, until=now + 50 * HOUR)
        case "resume":
            tried(actions.resume, **of, step=step, calendar=CALENDAR, at=now)
        case "more urgent":
            tried(actions.reschedule, **of, step=step, urgency="urgent", calendar=CALENDAR, at=now)
        case "less urgent":
            tried(actions.reschedule, **of, step=step, urgency="info", calendar=CALENDAR, at=now)


def tried(action, **said):
    try:
        action(**said)
    except NotAllowed as refusal:
        assert str(refusal).endswith((".", "left.")), refusal


def is_open(org_id, subject_id, step):
    with acting(system(org_id)):
        return any(clock.is_open and clock.step == step for clock in clocks_of(subject_id))


def holds_good(org_id, subject_id, at=None):
    with acting(system(org_id)):
        clocks = list(clocks_of(subject_id))
    for clock in clocks:
        assert clock.due_at >= clock.started_at
        assert clock.plan_at[clock.next_rung :] == sorted(clock.plan_at[clock.next_rung :])
        assert clock.next_fire_at == (clock.plan_at[clock.next_rung] if clock.next_rung < len(clock.plan_at) else None)
        assert clock.state != "paused" or clock.urgency not in NEVER_PAUSED
        if at and clock.state == "running":
            assert clock.next_fire_at is None or clock.next_fire_at > at
    (promise,) = [clock for clock in clocks if clock.never_resets]
    assert promise.started_at == TUESDAY
    assert promise.paused_total == timedelta()
