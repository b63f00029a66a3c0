"""Journeys in which somebody is handed back for a while, and comes again as planned."""

from datetime import date

from throughcare.foundation.actor import acting
from throughcare.referrals import actions


def test_her_own_doctor_goes_on_for_two_months_and_then_she_comes_again(journey, refer, dr_osei, rosa):
    """Harbor hands Maya back until May. Northside holds her, is reminded on the day, and Harbor is asked once more."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.treat(rosa, handoff, 2, visit_on=6)
    may = date(2026, 5, 4)
    journey.take(
        rosa,
        handoff,
        "hand_back",
        20,
        "Steady for now",
        returns_on=may,
        returns_if="She has been to school for a month",
    )
    referral = journey.referral(dr_osei, handoff)
    assert (referral.turn, referral.noes, referral.errands) == ("sender", 0, ["planned_return"])
    journey.nothing_is_lost(dr_osei, rosa)

    journey.promise(dr_osei, handoff, "hold", 21, "Her doctor goes on", wake_on=may, waiting_on="client")
    journey.nothing_is_lost(dr_osei, rosa)
    journey.promise(dr_osei, handoff, "wake", 63)
    with acting(dr_osei):
        again = actions.prepare(
            handoff.referral_id, service_id=handoff.service_id, choice="Back there, as planned", actor=dr_osei,
            at=journey.on(63),
        )  # fmt: skip
    assert journey.handoff(dr_osei, again).status == "prepared"
    assert journey.referral(dr_osei, handoff).errands == []
    journey.nothing_is_lost(dr_osei, rosa)
