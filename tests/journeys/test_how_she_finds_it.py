"""Journeys after the first treatment: somebody asks how she finds it there."""


def test_it_does_not_fit_and_she_changes_the_place_without_blame(journey, refer, dr_osei, rosa):
    """Treatment begins; two weeks later she says that it does not fit. They talk about it, Harbor hands her back kindly."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.treat(rosa, handoff, 2, visit_on=6)
    journey.nothing_is_lost(dr_osei, rosa)

    journey.promise(dr_osei, handoff, "check_in", 20, "She is not understood in Spanish", finds_it="fits_not")
    assert journey.handoff(rosa, handoff).status == "in_treatment", "she stays in hand while they talk"
    assert journey.referral(dr_osei, handoff).due_at <= journey.on(27), "the talk has a day"
    journey.nothing_is_lost(dr_osei, rosa)
    journey.promise(dr_osei, handoff, "talk_over", 22, "She wants somebody who speaks Spanish")
    journey.take(rosa, handoff, "hand_back", 23, "She goes to somebody who speaks Spanish")

    referral = journey.referral(dr_osei, handoff)
    assert (referral.status, referral.turn, referral.noes) == ("open", "sender", 0), "nobody counts it as a no"
    journey.nothing_is_lost(dr_osei, rosa)
