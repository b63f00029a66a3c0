"""After a missed visit nobody is lost: contacts come due one by one, until she is reached or it is handed back."""

from datetime import timedelta

import pytest

from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.scheduling import actions as scheduling

from .test_loop import book, referral_of, see, take

MISSED = timedelta(days=3, hours=1)


@pytest.fixture
def missed(refer, rosa, noon):
    """Maya did not come to her first visit; it is an hour later."""
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    visit = book(handoff, actor=rosa, at=noon)
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "miss", actor=rosa, at=noon + MISSED, said={"reason": "not known"})
    return see(rosa, handoff)


def stands_and_ticks(rosa, handoff):
    with acting(rosa):
        [clock] = [clock for clock in clocks.clocks_of(handoff.pk) if clock.state == "running"]
    handoff = see(rosa, handoff)
    assert clock.due_at == handoff.due_at
    return clock.step, handoff.status, handoff.waiting_on


def test_after_a_missed_visit_somebody_speaks_with_her_the_same_day(missed, rosa, noon):
    assert stands_and_ticks(rosa, missed) == ("looked_for", "accepted", "client")
    assert missed.holder_id == rosa.membership_id
    assert missed.due_at <= noon + MISSED + timedelta(hours=8)


def test_an_attempt_that_does_not_reach_her_makes_the_next_due(missed, rosa, noon):
    take(missed, "reach_out", actor=rosa, at=noon + MISSED + timedelta(hours=1), outcome="no-answer")

    assert stands_and_ticks(rosa, missed) == ("tried", "accepted", "client")
    assert see(rosa, missed).due_at > missed.due_at


def test_once_she_is_reached_a_visit_is_offered_again(missed, rosa, noon):
    take(missed, "reach_out", actor=rosa, at=noon + MISSED, outcome="patient-reached")

    assert stands_and_ticks(rosa, missed) == ("accepted", "accepted", "receiver")


def test_handed_back_unreached_it_says_what_was_tried(missed, rosa, dr_osei, noon):
    for day in range(3):
        take(missed, "reach_out", actor=rosa, at=noon + MISSED + timedelta(days=day), outcome="no-answer")
    with acting(rosa):
        said = {"reason": "We could not reach her."}
        actions.take_handoff_step(missed.pk, "hand_back", actor=rosa, at=noon + timedelta(days=7), said=said)

    told = next(row for row in timeline(dr_osei, missed) if row.name == "hand_back")
    assert told.reason.startswith("We could not reach her. Tried: ") and told.reason.count("No answer") == 3
    assert referral_of(dr_osei, missed).turn == "sender"


def timeline(actor, handoff):
    with acting(actor):
        return queries.timeline_of_handoff(queries.handoff(actor, handoff.pk))


def test_a_canceled_visit_is_no_miss(refer, rosa, noon):
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    visit = book(handoff, actor=rosa, at=noon)
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "cancel", actor=rosa, at=noon, said={"reason": "Our room floods"})

    assert stands_and_ticks(rosa, handoff) == ("accepted", "accepted", "receiver")
    with pytest.raises(NotAllowed, match="No visit was missed"):
        take(handoff, "reach_out", actor=rosa, at=noon, outcome="no-answer")


@pytest.fixture
def missed_with(refer, rosa, noon):
    def missed_with(feedback):
        handoff = take(refer("sent", feedback=feedback), "accept", actor=rosa, at=noon)
        visit = book(handoff, actor=rosa, at=noon)
        with acting(rosa):
            scheduling.take_visit_step(visit.pk, "miss", actor=rosa, at=noon + MISSED, said={"reason": "not known"})
        return see(rosa, handoff)

    return missed_with


def line_of(actor, handoff):
    with acting(actor):
        line = WorkItem.objects.get(org_id=actor.org_id, subject_id=handoff.referral_id)
    return line.last_event, line.last_at


def steps_of(actor, handoff) -> list[str]:
    with acting(actor):
        on_the_promise = queries.timeline(queries.referral(actor, handoff.referral_id))
        return [step.name for step in [*on_the_promise, *queries.timeline_of_handoff(see(actor, handoff))]]


def test_where_only_coming_may_be_told_the_sender_reads_of_no_attempt(missed_with, dr_osei, rosa, noon):
    handoff = missed_with("attendance")
    before = line_of(dr_osei, handoff)

    take(handoff, "reach_out", actor=rosa, at=noon + MISSED + timedelta(hours=1), outcome="no-answer")

    assert "reach_out" not in steps_of(dr_osei, handoff)
    assert line_of(dr_osei, handoff) == before, "neither what happened nor when"
    with acting(rosa):
        assert "reach_out" in [step.name for step in queries.timeline_of_handoff(see(rosa, handoff))]
        assert queries.how_it_stands(rosa, see(rosa, handoff)) == "tried"
    with acting(dr_osei):
        assert queries.how_it_stands(dr_osei, queries.handoff(dr_osei, handoff.pk)) == "accepted"
        assert queries.referral(dr_osei, handoff.referral_id).due_at == see(rosa, handoff).due_at


def test_where_how_it_goes_may_be_told_the_sender_reads_of_it(missed_with, dr_osei, rosa, noon):
    handoff = missed_with("progress")

    take(handoff, "reach_out", actor=rosa, at=noon + MISSED + timedelta(hours=1), outcome="no-answer")

    assert steps_of(dr_osei, handoff).count("reach_out") == 2
