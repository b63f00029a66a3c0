"""Harbor hands Maya back for now, and says on which day she may come again. On that day she is asked for with one press."""

from datetime import date, timedelta

import pytest
from test_clock_reactions import run_clocks

from throughcare.accounts.models import Notice
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries

DAY = timedelta(days=1)
IN_MAY = date(2026, 5, 4)
STEADY = "The medicine has been steady for a month"


@pytest.fixture
def accepted(refer, rosa, noon):
    def accepted(**more):
        handoff = refer("sent", **more)
        with acting(rosa):
            return actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)

    return accepted


@pytest.fixture
def hand_back(rosa, noon):
    def hand_back(handoff, returns_on=IN_MAY, returns_if=STEADY):
        with acting(rosa):
            said = {"reason": "Her own doctor goes on for now"}
            plan = {"returns_on": returns_on, "returns_if": returns_if}
            actions.take_handoff_step(handoff.pk, "hand_back", said=said, actor=rosa, at=noon + DAY, **plan)

    return hand_back


def promise(actor, handoff):
    with acting(actor):
        return queries.referral(actor, handoff.referral_id)


def take(actor, referral, name, at, **facts):
    with acting(actor):
        return actions.take_referral_step(referral.pk, name, said={"reason": "So it is"}, actor=actor, at=at, **facts)


def running(actor, pk):
    with acting(actor):
        return {clock.step: clock.due_at for clock in clocks.clocks_of(pk) if clock.state == "running"}


def test_the_sending_side_has_it_in_hand_and_an_errand_for_that_day(accepted, hand_back, dr_osei):
    handoff = accepted()
    hand_back(handoff)

    referral = promise(dr_osei, handoff)
    assert (referral.status, referral.turn, referral.errands) == ("open", "sender", ["planned_return"])
    assert (referral.returns_to_id, referral.returns_on, referral.returns_if) == (handoff.service_id, IN_MAY, STEADY)
    assert running(dr_osei, referral.pk)["planned_return"].date() == IN_MAY
    assert referral.due_at.date() < IN_MAY, "what she needs meanwhile is due first"


@pytest.mark.parametrize("feedback", ["attendance", "nothing"])
def test_where_little_may_be_told_the_day_is_and_not_the_condition(accepted, hand_back, dr_osei, feedback):
    handoff = accepted(feedback=feedback)
    hand_back(handoff)

    referral = promise(dr_osei, handoff)
    assert (referral.returns_on, referral.returns_if) == (IN_MAY, "")
    with acting(dr_osei):
        assert not any("returns_if" in row.facts for row in queries.timeline(referral))


def test_a_return_has_a_day_still_to_come(accepted, hand_back, noon):
    handoff = accepted()
    with pytest.raises(NotAllowed, match="still to come"):
        hand_back(handoff, returns_on=noon.date())
    with pytest.raises(NotAllowed, match="on which day"):
        hand_back(handoff, returns_on=None)


def test_handed_back_for_good_there_is_no_errand(accepted, hand_back, dr_osei):
    handoff = accepted()
    hand_back(handoff, returns_on=None, returns_if="")

    assert promise(dr_osei, handoff).errands == []


def test_until_that_day_the_promise_may_be_on_hold(accepted, hand_back, dr_osei, noon):
    handoff = accepted()
    hand_back(handoff)
    referral = promise(dr_osei, handoff)

    with pytest.raises(NotAllowed, match="planned return"):
        take(dr_osei, referral, "hold", noon + 2 * DAY, wake_on=IN_MAY + DAY, waiting_on="client")
    held = take(dr_osei, referral, "hold", noon + 2 * DAY, wake_on=IN_MAY, waiting_on="client")
    assert held.status == "on_hold" and "planned_return" in running(dr_osei, referral.pk)


def test_they_do_not_go_back(accepted, hand_back, dr_osei, noon):
    handoff = accepted()
    hand_back(handoff)

    referral = take(dr_osei, promise(dr_osei, handoff), "no_return", noon + 2 * DAY)
    assert (referral.errands, referral.returns_on, referral.returns_to_id) == ([], None, None)
    with pytest.raises(NotAllowed, match="No return is planned"):
        take(dr_osei, referral, "no_return", noon + 2 * DAY)


def test_another_place_meanwhile_leaves_the_plan_as_it_is(accepted, hand_back, dr_osei, services, noon):
    handoff = accepted()
    hand_back(handoff)
    other = next(service for service in services if service.pk != handoff.service_id and service.run_by_id)

    with acting(dr_osei):
        actions.prepare(handoff.referral_id, service_id=other.pk, choice="Meanwhile", actor=dr_osei, at=noon + 2 * DAY)
    assert promise(dr_osei, handoff).errands == ["planned_return"]


def test_closed_nothing_of_it_is_left(accepted, hand_back, dr_osei, noon):
    handoff = accepted()
    hand_back(handoff)
    closed = take(dr_osei, promise(dr_osei, handoff), "close", noon + 2 * DAY, closure="declined")

    assert (closed.errands, closed.returns_on, running(dr_osei, closed.pk)) == ([], None, {})


@pytest.mark.usefixtures("house")
def test_on_the_day_the_holder_hears_of_it(accepted, hand_back, dr_osei):
    handoff = accepted()
    hand_back(handoff)
    due = running(dr_osei, handoff.referral_id)["planned_return"]

    run_clocks(due)

    with acting(dr_osei):
        told = Notice.objects.filter(membership_id=dr_osei.membership_id, clock="planned_return")
        assert [notice.kind for notice in told] == ["breach"]
        line = WorkItem.objects.get(org_id=dr_osei.org_id, subject_id=handoff.referral_id)
    assert line.last_event == "Ask the same service again, as planned"


def test_one_press_asks_the_same_service_again(accepted, visit, dr_osei, rosa, eve):
    handoff = accepted()
    address = f"/handoffs/{handoff.pk}/steps/hand_back/"
    refused = visit(rosa, "post", address, {"seen": "accepted", "reason": "For now", "returns_if": STEADY})
    assert refused.status_code == 422 and "Say on which day they may come back." in refused.content.decode()
    said = {"seen": "accepted", "reason": "For now", "returns_if": STEADY, "returns_on": "2050-05-04"}
    visit(rosa, "post", address, said)

    page = visit(dr_osei, "get", f"/referrals/{handoff.referral_id}/").content.decode()
    assert STEADY in page and "Ask them again" in page and "They do not go back there" in page
    chosen = {"service": str(handoff.service_id), "choice": "Back there, as planned"}
    assert visit(eve, "post", f"/drafts/{handoff.referral_id}/choose/", chosen).status_code == 404
    visit(dr_osei, "post", f"/drafts/{handoff.referral_id}/choose/", chosen)

    referral = promise(dr_osei, handoff)
    assert (referral.live_status, referral.errands, referral.returns_on) == ("prepared", [], None)
    assert "Ask them again" not in visit(dr_osei, "get", f"/referrals/{handoff.referral_id}/").content.decode()
