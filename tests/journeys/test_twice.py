"""Journeys in which one need is promised twice."""

import pytest

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import actions


def again(actor, journey, day, reason=""):
    with acting(actor):
        draft = actions.begin(
            client_id=journey.maya.pk, need="Trauma therapy", again_reason=reason, actor=actor, at=journey.on(day)
        )
        return actions.take_referral_step(draft.pk, "open", actor=actor, at=journey.on(day))


def test_the_same_need_is_referred_twice(journey, refer, dr_osei, sam, rosa):
    """Sam does not know that Dr. Osei has sent her. He is told at once; with a reason he goes on, and the weeks count."""
    first = refer("sent")

    with pytest.raises(NotAllowed, match=f"TC-{first.number} \\(open\\)"):
        again(sam, journey, 20)
    second = again(sam, journey, 20, "Her mother wants a group nearer to home")

    assert journey.judged(sam, second, requested=0, treated=None), "no new clock for an old need"
    with acting(sam):
        assert second.steps.get(name="open").reason == "Her mother wants a group nearer to home"
    journey.nothing_is_lost(dr_osei, sam, rosa)


def test_what_ended_more_than_ninety_days_ago_begins_anew(journey, refer, dr_osei, sam):
    first = refer("open")
    journey.promise(dr_osei, first, "close", 10, "She wants to wait", closure="declined")

    with pytest.raises(NotAllowed, match="closed"):
        again(sam, journey, 99)
    second = again(sam, journey, 101)

    assert journey.judged(sam, second, requested=101, treated=None)
    journey.nothing_is_lost(dr_osei)
