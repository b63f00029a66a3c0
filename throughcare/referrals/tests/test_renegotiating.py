"""A promise moves before its time is over, with somebody who agreed, seldom and not far. A broken one does not."""

from datetime import timedelta

import pytest
from django.utils.dateparse import parse_datetime

from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.referrals.rules import promises


@pytest.fixture
def agree(dr_osei):
    def agree(referral, until, *, at, agreed_with="Maya, by phone", reason="Her exams"):
        said = {"reason": reason}
        with acting(dr_osei):
            return actions.take_referral_step(
                referral.pk, "renegotiate", actor=dr_osei, at=at, said=said, until=until, agreed_with=agreed_with
            )

    return agree


def clock_of(actor, referral):
    with acting(actor):
        return clocks.open_clock(referral.pk, "open")


def test_record_clock_and_work_list_move_together_and_say_with_whom(refer, agree, dr_osei, noon):
    referral = refer("open")
    before = clock_of(dr_osei, referral)
    until = before.due_at + timedelta(days=1)
    moved = agree(referral, until, at=noon)

    after = clock_of(dr_osei, referral)
    assert moved.due_at == after.due_at == until
    assert after.next_fire_at == before.next_fire_at + timedelta(days=1), "nobody is warned of the old time"
    with acting(dr_osei):
        assert WorkItem.objects.get(subject_id=referral.pk).due_at == until
        step = queries.timeline(moved)[-1]
        assert (step.name, step.facts["agreed_with"]) == ("renegotiate", "Maya, by phone")
        assert parse_datetime(step.facts["before"]) == before.due_at


def test_a_broken_promise_is_not_mended_by_a_new_date(refer, agree, dr_osei, noon):
    referral = refer("open")
    due_at = clock_of(dr_osei, referral).due_at
    with pytest.raises(NotAllowed, match="time is over"):
        agree(referral, due_at + timedelta(days=1), at=due_at)


def test_it_takes_somebody_who_agreed_and_a_reason(refer, agree, dr_osei, noon):
    referral = refer("open")
    until = clock_of(dr_osei, referral).due_at + timedelta(days=1)
    for missing in ({"agreed_with": " "}, {"reason": ""}):
        with pytest.raises(NotAllowed, match="who agreed, and why"):
            agree(referral, until, at=noon, **missing)


def test_it_moves_seldom_and_not_far(refer, agree, dr_osei, noon):
    referral, most = refer("open"), promises()
    with pytest.raises(NotAllowed, match="at most"):
        agree(referral, noon + timedelta(days=most["most_days"], minutes=1), at=noon)
    for _ in range(most["most_moves"]):
        agree(referral, clock_of(dr_osei, referral).due_at + timedelta(hours=1), at=noon)
    with pytest.raises(NotAllowed, match="times already"):
        agree(referral, clock_of(dr_osei, referral).due_at + timedelta(hours=1), at=noon)


def test_urgent_work_keeps_its_time(refer, agree, dr_osei, noon):
    referral = refer("open", urgency="urgent")
    with pytest.raises(NotAllowed, match="Urgent work"):
        agree(referral, clock_of(dr_osei, referral).due_at + timedelta(hours=1), at=noon)


def test_while_a_service_is_asked_the_time_is_the_services(refer, agree, dr_osei, noon):
    handoff = refer("sent")
    with acting(dr_osei):
        referral = queries.referral(dr_osei, handoff.referral_id)
    with pytest.raises(NotAllowed, match="A service has been asked"):
        agree(referral, noon + timedelta(days=3), at=noon)


def test_the_clock_that_judges_the_network_does_not_move(refer, agree, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        before = queries.judged(referral.pk)
    agree(referral, clock_of(dr_osei, referral).due_at + timedelta(days=1), at=noon)
    with acting(dr_osei):
        assert queries.judged(referral.pk) == before
