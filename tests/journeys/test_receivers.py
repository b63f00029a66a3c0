"""Journeys in which the other side asks, is silent, hands back, or is not the right one."""

import pytest
from test_clock_reactions import run_clocks

from throughcare.foundation.lifecycle import NotAllowed


def test_two_no_shows_and_not_them(journey, refer, dr_osei, sam, rosa):
    """Missed twice; asked why, Maya says that it is not them. She is handed back without blame and the clock runs on."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    for day in (5, 12):
        booked = journey.book(rosa, handoff, day - 1, visit_on=day)
        journey.visit(rosa, booked, "miss", day, "not known")
        assert journey.handoff(rosa, handoff).status == "accepted", "they hold her until somebody has spoken with her"
        journey.nothing_is_lost(dr_osei, rosa)

    journey.take(rosa, handoff, "hand_back", 15, "She would feel safer with a woman near her school")

    back = journey.referral(sam, handoff)
    assert (back.status, back.live_status, back.noes) == ("open", "", 0), "not a service's no"
    assert journey.line(sam, back).last_event == "Hand back"
    assert journey.judged(dr_osei, handoff, treated=None)
    journey.nothing_is_lost(dr_osei, rosa)


def test_handed_back_after_four_weeks(journey, refer, dr_osei, rosa):
    """Accepted, then nobody is free. After four weeks Harbor hands back; Northside holds her again the same minute."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 2)
    journey.take(rosa, handoff, "waitlist", 3, "Two weeks at most")

    journey.take(rosa, handoff, "hand_back", 30, "Our trauma therapist has left")

    back = journey.referral(dr_osei, handoff)
    assert (back.status, back.turn, back.live_status) == ("open", "sender", "")
    assert journey.line(rosa, handoff) is None
    assert journey.judged(dr_osei, handoff, treated=None), "the weeks at Harbor count"
    journey.nothing_is_lost(dr_osei, rosa)


def test_information_is_asked_three_times(journey, refer, dr_osei, rosa):
    """Twice is answered; the third question is refused, so that nobody waits behind questions."""
    handoff = refer("sent")
    for day, question in ((1, "Which school?"), (3, "Which medicine?")):
        journey.take(rosa, handoff, "ask", day, question)
        assert journey.referral(dr_osei, handoff).turn == "sender"
        journey.take(dr_osei, handoff, "answer", day + 1, "As her aunt says: see the letter")

    with pytest.raises(NotAllowed, match="Call instead, or decide"):
        journey.take(rosa, handoff, "ask", 5, "And her height?")

    journey.take(rosa, handoff, "accept", 5)
    journey.treat(rosa, handoff, 5, visit_on=8)
    assert not journey.judged(dr_osei, handoff, treated=8)
    journey.nothing_is_lost(dr_osei, rosa)


@pytest.mark.usefixtures("house")
def test_nobody_answers(journey, refer, dr_osei, sam, rosa):
    """Silence: the holder is told, then the lead, then the ask expires and Maya is back with Northside."""
    handoff = refer("sent")

    for day in range(1, 45):
        run_clocks(journey.on(day))
        journey.nothing_is_lost(dr_osei, rosa)

    back = journey.referral(dr_osei, handoff)
    assert (back.status, back.turn, back.noes) == ("open", "sender", 1)
    assert journey.handoff(dr_osei, handoff).ending == "expired"
    assert journey.judged(dr_osei, handoff, treated=None)
