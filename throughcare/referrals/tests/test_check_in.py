"""Two weeks after Maya's first treatment somebody asks her how she finds it there; where it does not fit, nobody is blamed."""

from datetime import timedelta

import pytest

from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.scheduling import actions as scheduling

from .test_loop import book, referral_of, see, take

DAY = timedelta(days=1)


@pytest.fixture
def treated(refer, rosa, noon):
    """Maya's first treatment was three days after noon. Answers her handoff at Harbor."""

    def treated(**more):
        handoff = take(refer("sent", **more), "accept", actor=rosa, at=noon)
        visit = book(handoff, actor=rosa, at=noon, kind="treatment")
        with acting(rosa):
            scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + 3 * DAY)
        return see(rosa, handoff)

    return treated


def running(actor, record):
    with acting(actor):
        return {clock.step: clock.due_at for clock in clocks.clocks_of(record.pk) if clock.state == "running"}


def line(actor, record):
    with acting(actor):
        return WorkItem.objects.get(org_id=actor.org_id, subject_id=record.pk)


def answer(actor, referral, finds_it, at, reason=""):
    with acting(actor):
        said = {"reason": reason} if reason else {}
        actions.take_referral_step(referral.pk, "check_in", finds_it=finds_it, said=said, actor=actor, at=at)
        return queries.referral(actor, referral.pk)


def talk(actor, referral, at, reason="She stays, and sees somebody else there"):
    with acting(actor):
        actions.take_referral_step(referral.pk, "talk_over", said={"reason": reason}, actor=actor, at=at)
        return queries.referral(actor, referral.pk)


def test_the_sending_side_is_asked_two_weeks_after_the_first_treatment(treated, dr_osei, rosa, noon):
    handoff = treated()
    referral = referral_of(dr_osei, handoff)

    assert referral.errands == ["check_in"] and handoff.errands == []
    assert running(dr_osei, referral)["check_in"].date() == (handoff.treatment_at + 14 * DAY).date()
    assert referral.due_at == line(dr_osei, referral).due_at <= handoff.treatment_at + 14 * DAY


def test_where_nothing_may_be_told_whoever_holds_her_there_asks(treated, dr_osei, rosa, noon):
    handoff = treated(feedback="nothing")
    with acting(dr_osei):
        referral = queries.referral(dr_osei, handoff.referral_id)

    assert handoff.errands == ["check_in"] and referral.errands == []
    assert handoff.due_at == line(rosa, handoff).due_at
    take(handoff, "check_in", actor=rosa, at=noon + 17 * DAY, finds_it="fits_not")
    talked = take(handoff, "talk_over", actor=rosa, at=noon + 18 * DAY, said={"reason": "She sees Ben from now on"})
    assert talked.status == "in_treatment" and see(rosa, handoff).errands == []


def test_a_report_gives_no_more_time_to_ask(treated, dr_osei, rosa, noon):
    handoff = treated()
    take(handoff, "report", actor=rosa, at=noon + 16 * DAY, report="She came twice.")

    referral = referral_of(dr_osei, handoff)
    assert referral.due_at == running(dr_osei, referral)["check_in"] < see(rosa, handoff).due_at


def test_when_it_fits_nothing_more_is_asked(treated, dr_osei, rosa, noon):
    handoff = treated()
    referral = answer(dr_osei, referral_of(dr_osei, handoff), "fits", noon + 17 * DAY)

    assert referral.errands == [] and "check_in" not in running(dr_osei, referral)
    assert referral.due_at == line(dr_osei, referral).due_at == see(rosa, handoff).due_at


def test_when_it_does_not_fit_they_talk_about_another_place_and_she_stays_in_hand(treated, dr_osei, rosa, noon):
    handoff = treated()
    at = noon + 17 * DAY
    referral = answer(dr_osei, referral_of(dr_osei, handoff), "fits_not", at, "She does not feel heard")

    assert referral.errands == ["another_place"] and see(rosa, handoff).status == "in_treatment"
    assert at < running(dr_osei, referral)["another_place"] <= at + 7 * DAY
    with pytest.raises(NotAllowed):
        talk(dr_osei, referral, at, reason="")
    assert talk(dr_osei, referral, at + DAY).errands == []


def test_the_service_reads_nothing_of_what_she_said(treated, dr_osei, rosa, noon):
    handoff = treated()
    answer(dr_osei, referral_of(dr_osei, handoff), "fits_not", noon + 17 * DAY, "She does not feel heard")

    with acting(rosa):
        steps = [row.name for row in queries.timeline_of_handoff(see(rosa, handoff))]
    assert "check_in" not in steps
    assert line(rosa, handoff).last_event == "Treatment begins"


def test_whoever_was_not_reached_is_asked_again(treated, dr_osei, noon):
    handoff = treated()
    referral = answer(dr_osei, referral_of(dr_osei, handoff), "not_reached", noon + 17 * DAY)
    assert referral.errands == ["check_in_again"]

    assert answer(dr_osei, referral, "needs_something", noon + 19 * DAY, "A lift").errands == ["something_needed"]


def test_nobody_is_asked_before_treatment_or_twice(treated, refer, dr_osei, rosa, noon):
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    with pytest.raises(NotAllowed, match="Treatment has not begun"):
        answer(dr_osei, referral_of(dr_osei, handoff), "fits", noon)


def test_handed_back_she_is_not_asked_how_she_finds_it_there(treated, dr_osei, rosa, noon):
    handoff = treated()
    take(handoff, "hand_back", actor=rosa, at=noon + 5 * DAY, said={"reason": "She moved"})

    referral = referral_of(dr_osei, handoff)
    assert referral.errands == [] and "check_in" not in running(dr_osei, referral)


def test_on_hold_or_connected_it_goes_on_and_closed_it_ends(treated, dr_osei, rosa, noon):
    handoff = treated()
    take(handoff, "report", actor=rosa, at=noon + 4 * DAY, report="She comes.")
    take(handoff, "finish", actor=rosa, at=noon + 5 * DAY)
    referral = referral_of(dr_osei, handoff)
    assert referral.errands == ["check_in"] and "check_in" in running(dr_osei, referral)

    with acting(dr_osei):
        actions.take_referral_step(referral.pk, "close", closure="connected", actor=dr_osei, at=noon + 6 * DAY)
    referral = referral_of(dr_osei, handoff)
    assert referral.errands == [] and "check_in" not in running(dr_osei, referral)
