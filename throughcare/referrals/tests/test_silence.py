"""Where the client lets nothing be told, nothing on the sender's side moves when they come."""

from datetime import timedelta

import pytest

from throughcare.consent import actions as consent
from throughcare.consent import queries as consented
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks.models import Clock
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.referrals.models import Referral
from throughcare.scheduling import actions as scheduling

DAY = timedelta(days=1)


@pytest.fixture
def as_the_sender_sees_it(dr_osei):
    """The promise, its line on the work list and its clocks, to the last field."""

    def seen(referral_id):
        with acting(dr_osei):
            rows = [Referral.objects.filter(pk=referral_id), WorkItem.objects.filter(subject_id=referral_id)]
            clocks = Clock.objects.filter(org_id=dr_osei.org_id).order_by("id")
            return [list(each.values()) for each in [*rows, clocks]]

    return seen


@pytest.fixture
def treated(rosa, noon):
    """They have a visit on the next day, and come."""

    def treated(handoff):
        with acting(rosa):
            visit = scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=handoff.org_id,
                starts_at=noon + 2 * DAY, kind="treatment", actor=rosa, at=noon + DAY,
            )  # fmt: skip
            scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + 2 * DAY)

    return treated


@pytest.fixture
def accepted(refer, rosa, noon):
    def accepted(feedback):
        handoff = refer("sent", feedback=feedback)
        with acting(rosa):
            return actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)

    return accepted


def test_nothing_of_the_sender_moves_when_maya_comes(accepted, treated, as_the_sender_sees_it):
    handoff = accepted("nothing")
    before = as_the_sender_sees_it(handoff.referral_id)

    treated(handoff)

    assert as_the_sender_sees_it(handoff.referral_id) == before


def test_a_closed_promise_does_not_move_either(accepted, treated, as_the_sender_sees_it, dr_osei, rosa, noon):
    handoff = accepted("nothing")
    with acting(dr_osei):
        actions.take_referral_step(handoff.referral_id, "close", closure="confidential", actor=dr_osei, at=noon)
    before = as_the_sender_sees_it(handoff.referral_id)

    treated(handoff)
    with acting(rosa):
        said = {"reason": "She moved away"}
        actions.take_handoff_step(handoff.pk, "hand_back", actor=rosa, at=noon + 3 * DAY, said=said)

    assert as_the_sender_sees_it(handoff.referral_id) == before


def withdraw(handoff, actor, at):
    with acting(actor):
        consent.withdraw(consented.basis(actor, handoff.basis_id), actor=actor, at=at)


def test_after_a_withdrawal_the_sender_hears_nothing_more(
    accepted, treated, as_the_sender_sees_it, dr_osei, rosa, noon
):
    handoff = accepted("progress")
    withdraw(handoff, dr_osei, noon + DAY / 2)
    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk) is None
    before = as_the_sender_sees_it(handoff.referral_id)
    assert (before[0][0]["live_status"], before[0][0]["is_followed"]) == ("sent", False)

    treated(handoff)
    with acting(rosa), pytest.raises(NotAllowed, match="did not agree"):
        actions.take_handoff_step(handoff.pk, "report", actor=rosa, at=noon + 3 * DAY, report="She comes.")

    assert as_the_sender_sees_it(handoff.referral_id) == before
    with acting(rosa):
        assert queries.handoff(rosa, handoff.pk).holder_id == rosa.membership_id, "the receiver goes on"


def test_what_is_sent_and_withdrawn_can_be_recalled(refer, dr_osei, noon):
    handoff = refer("sent")
    withdraw(handoff, dr_osei, noon)

    with acting(dr_osei):
        ended = actions.take_handoff_step(handoff.pk, "recall", actor=dr_osei, at=noon, said={"reason": "Withdrawn"})

    assert (ended.status, ended.feedback) == ("ended", "nothing")


@pytest.mark.parametrize("feedback", ["progress", "attendance"])
def test_where_it_may_be_told_the_sender_learns_that_maya_came(feedback, accepted, treated, as_the_sender_sees_it):
    handoff = accepted(feedback)
    before = as_the_sender_sees_it(handoff.referral_id)

    treated(handoff)

    (referral,), _, clocks = as_the_sender_sees_it(handoff.referral_id)
    assert referral["live_status"] == "in_treatment"
    assert [row["state"] for row in clocks] != [row["state"] for row in before[2]]


def steps_seen_by(actor, handoff) -> list[str]:
    with acting(actor):
        seen = queries.handoff(actor, handoff.pk)
        return [step.name for step in queries.timeline_of_handoff(seen)] if seen else []


def test_a_withdrawal_is_a_step_that_both_sides_see_until_somebody_said_yes(refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    withdraw(handoff, dr_osei, noon)

    assert steps_seen_by(dr_osei, handoff)[-1] == steps_seen_by(rosa, handoff)[-1] == "withdraw"
    with acting(rosa):
        assert WorkItem.objects.get(subject_id=handoff.pk).last_event == "The consent was withdrawn"


@pytest.mark.parametrize("feedback", ["progress", "attendance"])
def test_after_a_yes_only_the_receiver_reads_of_the_withdrawal(feedback, accepted, dr_osei, rosa, noon):
    handoff = accepted(feedback)
    withdraw(handoff, dr_osei, noon + DAY)

    assert steps_seen_by(rosa, handoff)[-1] == "withdraw"
    assert steps_seen_by(dr_osei, handoff) == []


def test_a_consent_that_told_nothing_back_is_withdrawn_in_the_history_too(refer, dr_osei, rosa, noon):
    handoff = refer("sent", feedback="nothing")
    withdraw(handoff, dr_osei, noon)

    assert steps_seen_by(rosa, handoff)[-1] == "withdraw"
