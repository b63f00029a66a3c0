"""Ben has Maya in treatment and leaves. She is on Rosa's list with a time of its own, until somebody sees her again."""

from datetime import timedelta

import pytest

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.accounts.models import Notice
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.scheduling import actions as scheduling

from .test_loop import book, referral_of, see, take

DAY = timedelta(days=1)


@pytest.fixture
def in_treatment(refer, rosa, ben, noon):
    handoff = take(refer("sent"), "accept", actor=ben, at=noon)
    visit = book(handoff, actor=ben, at=noon, kind="treatment")
    with acting(ben):
        scheduling.take_visit_step(visit.pk, "keep", actor=ben, at=noon + 3 * DAY)
    return see(rosa, handoff)


@pytest.fixture
def left(in_treatment, rosa, ben, noon):
    with acting(rosa):
        accounts.end_access(ben.membership_id, actor=rosa, at=noon + 4 * DAY)
    return see(rosa, in_treatment)


def running(actor, handoff):
    with acting(actor):
        return {clock.step: clock.due_at for clock in clocks.clocks_of(handoff.pk) if clock.state == "running"}


def waits_for_nobody(rosa, handoff):
    with acting(rosa):
        assert queries.left_alone(rosa) == []
        assert queries.alone_waiting(rosa) == 0
    handoff = see(rosa, handoff)
    assert handoff.alone_since is None and "clinician_left" not in running(rosa, handoff)
    return handoff


def test_she_comes_back_on_a_list_with_a_time_of_its_own(in_treatment, left, rosa, noon):
    assert (left.status, left.alone_since) == ("in_treatment", noon + 4 * DAY)
    assert set(running(rosa, left)) == {"in_treatment", "clinician_left"}
    assert left.due_at == running(rosa, left)["clinician_left"] < in_treatment.due_at
    with acting(rosa):
        assert queries.left_alone(rosa) == [left]
        assert queries.who_had([left.pk]) == {left.pk: "Ben Adeyemi"}
        line = WorkItem.objects.get(org_id=rosa.org_id, subject_id=left.pk)
        told = list(Notice.objects.filter(membership_id=rosa.membership_id).values_list("kind", "subject_id"))
    assert (line.last_event, line.due_at) == ("Their clinician left", left.due_at)
    assert told == [("alone", left.pk)]


def test_it_is_never_due_later_than_it_was(refer, rosa, ben, noon):
    handoff = take(refer("sent"), "accept", actor=ben, at=noon)
    with acting(rosa):
        accounts.end_access(ben.membership_id, actor=rosa, at=handoff.due_at - timedelta(hours=1))

    assert see(rosa, handoff).due_at == handoff.due_at


def test_the_other_side_learns_nothing_of_it(in_treatment, left, dr_osei, rosa):
    with acting(dr_osei):
        handoff = queries.handoff(dr_osei, left.pk)
        theirs = [row.name for row in queries.timeline_of_handoff(handoff)]
        promise = [row.name for row in queries.timeline(queries.referral(dr_osei, left.referral_id))]
    with acting(rosa):
        ours = [row.name for row in queries.timeline_of_handoff(left)]

    assert ours[-1] == "needs_clinician" and "needs_clinician" not in theirs + promise
    assert referral_of(dr_osei, left).due_at == in_treatment.due_at


def test_whoever_leads_may_see_her_from_here(left, in_treatment, rosa, noon):
    with acting(rosa):
        me = people.member(rosa, rosa.membership_id)
        actions.assign(left.pk, to=me, seen_holder=left.holder_id, actor=rosa, at=noon + 5 * DAY)

    assert waits_for_nobody(rosa, left).due_at == in_treatment.due_at


def test_a_visit_that_is_booked_is_somebody_who_sees_her(left, in_treatment, rosa, noon):
    book(left, actor=rosa, at=noon + 5 * DAY, kind="follow_up")

    assert waits_for_nobody(rosa, left).due_at == in_treatment.due_at


def test_handed_back_she_is_with_those_who_sent_her(left, rosa, dr_osei, noon):
    with acting(rosa):
        said = {"reason": "Their clinician left."}
        actions.take_handoff_step(left.pk, "hand_back", actor=rosa, at=noon + 5 * DAY, said=said)

    assert waits_for_nobody(rosa, left).status == "ended"
    assert referral_of(dr_osei, left).turn == "sender"


def test_a_report_in_between_gives_no_more_time(left, rosa, noon):
    take(left, "report", actor=rosa, at=noon + 4 * DAY + timedelta(hours=1), report="She came three times.")

    still = see(rosa, left)
    assert (still.due_at, still.alone_since) == (left.due_at, left.alone_since)
    assert set(running(rosa, left)) == {"in_treatment", "clinician_left"}


def test_who_takes_over_and_leaves_as_well_does_not_start_the_time_again(left, rosa, dr_osei, noon):
    with acting(rosa):
        org, desk = people.organization(rosa.org_id), people.desks(rosa).first()
        joined = accounts.join(
            org=org, name="Ana Cruz", email="ana@harbor.example", password="a-thread-that-holds",
            roles=["receiver", "administrator"], desk=desk, actor=rosa, at=noon,
        )  # fmt: skip
    ana = people.as_actor(people.membership(joined.pk))
    with acting(ana):
        accounts.end_access(rosa.membership_id, actor=ana, at=noon + 5 * DAY)

    still = see(ana, left)
    assert (still.alone_since, still.due_at) == (left.alone_since, left.due_at)
    assert rosa.membership_id != still.holder_id
    with acting(ana):
        assert queries.who_had([left.pk]) == {left.pk: "Ben Adeyemi"}


def test_elsewhere_nobody_sees_the_list(left, eve, dr_osei):
    for stranger in (eve, dr_osei):
        with acting(stranger):
            assert queries.left_alone(stranger) == []
    with acting(eve):
        assert queries.who_had([left.pk]) == {}
