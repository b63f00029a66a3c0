"""Starting, stopping, holding and rescheduling clocks, as the organization whose clocks they are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from throughcare.foundation.actor import acting, system
from throughcare.foundation.clocks import actions
from throughcare.foundation.clocks.models import Clock, Firing
from throughcare.foundation.clocks.queries import NoRule, clocks_of, due_for, firings_of, open_clock
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed

from .conftest import CALENDAR, TUESDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK = 7 * DAY


def named(clock):
    return {"org_id": clock.org_id, "subject_id": clock.subject_id, "step": clock.step}


def again(clock):
    with acting(system(clock.org_id)):
        return Clock.objects.get(pk=clock.pk)


def test_a_clock_is_due_when_the_policy_says_and_keeps_its_version(harbor, start):
    clock = start(harbor)
    plan = due_for(org_id=harbor, step="sent", urgency="routine", calendar=CALENDAR, at=TUESDAY)
    kept = again(clock)
    assert kept.due_at == plan.due_at == TUESDAY + 2 * DAY
    assert kept.policy_version_id == plan.version_id
    assert kept.next_fire_at == kept.plan_at[0] == TUESDAY + DAY
    assert kept.plan_kind == ["warning", "warning", "breach", "escalation", "escalation"]
    assert kept.plan_tell[-2:] == ["desk_lead", "network_lead"]


def test_many_clocks_start_with_one_insert(harbor, start):
    start(harbor)  # the process knows the policy from here on
    wanted = [
        actions.Wanted(
            org_id=harbor, subject_kind="handoff", subject_id=uuid7(), step="sent", urgency=u, calendar=CALENDAR
        )
        for u in ("routine", "soon", "urgent")
    ]
    with acting(system(harbor)), CaptureQueriesContext(connection) as queries:
        actions.start_many(wanted, at=TUESDAY)
    assert [q["sql"].split()[0] for q in queries if "clocks" in q["sql"]] == ["INSERT"]


def test_stopping_is_one_update(harbor, start):
    clock = start(harbor)
    with acting(system(harbor)), CaptureQueriesContext(connection) as queries:
        assert actions.stop(org_id=harbor, subject_id=clock.subject_id, at=TUESDAY + DAY) == 1
    assert [q["sql"].split()[0] for q in queries if "clocks" in q["sql"]] == ["UPDATE"]
    assert again(clock).state == "stopped"
    assert again(clock).stopped_at == TUESDAY + DAY


def test_a_step_has_one_open_clock(harbor, start):
    clock = start(harbor)
    with pytest.raises(IntegrityError, match="one_open_clock_per_subject_and_step"):
        start(harbor, subject_id=clock.subject_id)


def test_a_stopped_step_may_start_again(harbor, start):
    clock = start(harbor)
    actions.stop(org_id=harbor, subject_id=clock.subject_id, at=TUESDAY)
    start(harbor, subject_id=clock.subject_id, at=TUESDAY + DAY)
    with acting(system(harbor)):
        assert [c.state for c in clocks_of(clock.subject_id)] == ["stopped", "running"]
        assert open_clock(clock.subject_id, "sent").started_at == TUESDAY + DAY


def test_a_step_without_a_rule_is_an_error_with_its_name(harbor, start):
    with pytest.raises(NoRule, match="juggled"):
        start(harbor, step="juggled")
    with pytest.raises(NoRule, match="nobody's"):
        start(harbor, policy="nobody's")


def test_stopping_everything_leaves_the_clock_that_never_resets(harbor, start):
    network_clock = start(harbor, step="first_treatment")
    start(harbor, subject_id=network_clock.subject_id)
    assert actions.stop(org_id=harbor, subject_id=network_clock.subject_id, at=TUESDAY + DAY) == 1
    assert again(network_clock).state == "running"


def test_starting_it_again_changes_nothing(harbor, start):
    first = start(harbor, step="first_treatment")
    second = start(harbor, step="first_treatment", subject_id=first.subject_id, at=TUESDAY + WEEK)
    assert (second.pk, second.started_at, second.due_at) == (first.pk, TUESDAY, first.due_at)


def test_a_reopened_promise_is_judged_from_its_first_request(harbor, start):
    first = start(harbor, step="first_treatment")
    assert actions.end(org_id=harbor, subject_id=first.subject_id, at=TUESDAY + DAY) == 1
    assert again(first).state == "ended"
    start(harbor, step="first_treatment", subject_id=first.subject_id, at=TUESDAY + WEEK)
    assert (again(first).state, again(first).started_at, again(first).stopped_at) == ("running", TUESDAY, None)


def test_a_first_treatment_that_was_kept_stays_kept(harbor, start):
    first = start(harbor, step="first_treatment")
    actions.stop(org_id=harbor, subject_id=first.subject_id, step="first_treatment", at=TUESDAY + DAY)
    start(harbor, step="first_treatment", subject_id=first.subject_id, at=TUESDAY + WEEK)
    assert again(first).state == "stopped"


def test_a_hold_puts_off_everything_still_to_come(harbor, start):
    clock = start(harbor)
    actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + WEEK)
    held = again(clock)
    assert (held.state, held.paused_until) == ("paused", TUESDAY + WEEK)
    assert held.due_at == clock.due_at + WEEK + DAY  # not on Thanksgiving
    assert held.next_fire_at == clock.next_fire_at + WEEK


def test_a_hold_that_ends_early_costs_only_the_time_it_took(harbor, start):
    clock = start(harbor)
    actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + WEEK)
    actions.resume(**named(clock), calendar=CALENDAR, at=TUESDAY + DAY)
    assert again(clock).due_at == clock.due_at + DAY
    assert (again(clock).state, again(clock).paused_total) == ("running", DAY)


def test_holds_are_limited_in_number(harbor, start):
    clock = start(harbor)
    for n in range(2):
        actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY + n * WEEK, until=TUESDAY + n * WEEK + DAY)
        actions.resume(**named(clock), calendar=CALENDAR, at=TUESDAY + n * WEEK + DAY)
    with pytest.raises(NotAllowed, match="2 times already"):
        actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY + 3 * WEEK, until=TUESDAY + 4 * WEEK)


def test_what_is_held_is_not_held_twice_and_what_runs_is_not_resumed(harbor, start):
    clock = start(harbor)
    with pytest.raises(NotAllowed, match="not on hold"):
        actions.resume(**named(clock), calendar=CALENDAR, at=TUESDAY)
    actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + DAY)
    with pytest.raises(NotAllowed, match="on hold already"):
        actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + DAY)


@pytest.mark.parametrize("urgency", ["emergent", "very_urgent", "urgent"])
def test_urgent_work_is_never_put_on_hold(harbor, start, urgency):
    clock = start(harbor, urgency=urgency)
    with pytest.raises(NotAllowed, match="never put on hold"):
        actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + DAY)


def test_not_even_by_writing_to_the_table(harbor, start):
    clock = start(harbor, urgency="urgent")
    with pytest.raises(IntegrityError, match="urgent_and_never_resetting_clocks_run"), acting(system(harbor)):
        Clock.objects.filter(pk=clock.pk).update(state="paused", paused_at=TUESDAY, paused_until=TUESDAY + DAY)


def test_the_clock_that_never_resets_is_never_put_on_hold(harbor, start):
    clock = start(harbor, step="first_treatment")
    with pytest.raises(NotAllowed, match="never paused"):
        actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + DAY)


def test_a_held_clock_that_stops_remembers_how_long_it_was_held(harbor, start):
    clock = start(harbor)
    actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + WEEK)
    actions.stop(org_id=harbor, subject_id=clock.subject_id, at=TUESDAY + 2 * DAY)
    assert (again(clock).state, again(clock).paused_total) == ("stopped", 2 * DAY)


def test_work_that_becomes_urgent_is_due_from_its_own_start(harbor, start):
    clock = start(harbor)
    actions.reschedule(**named(clock), urgency="urgent", calendar=CALENDAR, at=TUESDAY + timedelta(hours=1))
    now = again(clock)
    assert (now.urgency, now.started_at) == ("urgent", TUESDAY)
    assert now.due_at == TUESDAY + timedelta(hours=4)


def test_held_work_that_becomes_urgent_wakes_up(harbor, start):
    clock = start(harbor)
    actions.pause(**named(clock), calendar=CALENDAR, at=TUESDAY, until=TUESDAY + WEEK)
    actions.reschedule(**named(clock), urgency="urgent", calendar=CALENDAR, at=TUESDAY + DAY)
    assert again(clock).state == "running"
    assert again(clock).due_at == TUESDAY + DAY + timedelta(hours=4)


def test_changing_a_clock_that_does_not_run_says_so(harbor):
    with pytest.raises(NotAllowed, match="No clock runs for “first treatment”"):
        actions.resume(org_id=harbor, subject_id=uuid7(), step="first_treatment", calendar=CALENDAR, at=TUESDAY)


def test_harbor_accepting_stops_northsides_clock_and_speaks_for_itself_again(harbor, northside, start):
    clock = start(northside)
    mine = start(harbor)
    with acting(system(harbor)):
        assert actions.stop(org_id=northside, subject_id=clock.subject_id, at=TUESDAY) == 1
        assert list(Clock.objects.all()) == [mine]


def test_eve_sees_no_clock_of_harbor_and_stops_none(harbor, eves_org, start):
    clock = start(harbor)
    with acting(system(eves_org)):
        assert not clocks_of(clock.subject_id).exists()
        assert not firings_of(clock.subject_id).exists()
        assert actions.stop(org_id=eves_org, subject_id=clock.subject_id, at=TUESDAY) == 0


def test_eve_cannot_write_a_clock_into_harbor(harbor, eves_org, start):
    clock = start(harbor)
    clock.pk = uuid7()
    clock.subject_id = uuid7()
    with pytest.raises(ProgrammingError, match="row-level security"), acting(system(eves_org)):
        clock.save(force_insert=True)


def test_no_page_writes_that_a_clock_fired(harbor, start):
    clock = start(harbor)
    firing = Firing(clock=clock, org_id=harbor, rung=1, kind="breach", tell="holder", due_for=TUESDAY, fired_at=TUESDAY)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(system(harbor)):
        firing.save(force_insert=True)


def test_no_page_deletes_a_clock(harbor, start):
    clock = start(harbor)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), acting(system(harbor)):
        Clock.objects.filter(pk=clock.pk)._raw_delete("default")
