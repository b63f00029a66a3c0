"""Journeys in which the person's own situation changes: hospital, custody, death, a birthday."""

from datetime import date

import pytest

from throughcare.clients import actions as clients
from throughcare.clients import queries as known
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed


def test_in_hospital_when_the_reminder_would_go(journey, refer, dr_osei, rosa):
    """A visit is ahead and Maya is in hospital. Both sides are told whom to call; home again, somebody calls that day."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    booked = journey.book(rosa, handoff, 1, visit_on=6)

    journey.is_now(dr_osei, "hospital", 4, ask_again=8)

    assert journey.line(rosa, handoff).last_event.endswith("call")
    assert "hospital" not in journey.line(rosa, handoff).last_event, "they learn that, not where"
    assert journey.visits(rosa, handoff) == ["booked"], "the people who know her decide about the visit"
    journey.visit(rosa, booked, "cancel", 5, "She is not at home")

    journey.is_now(dr_osei, "home", 9)
    referral = journey.referral(dr_osei, handoff)
    assert referral.due_at <= journey.on(9, 24), "somebody speaks with her the same day"
    journey.try_to_reach(dr_osei, handoff, 9, 2, outcome="patient-reached")
    journey.treat(rosa, handoff, 10, visit_on=14)
    assert not journey.judged(dr_osei, handoff, treated=14)
    journey.nothing_is_lost(dr_osei, rosa)


def test_she_dies_while_she_waits(journey, refer, dr_osei, rosa):
    """Nobody calls any more, nobody waits for her, both sides hear of it, and the promise ends as what it is."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.take(rosa, handoff, "waitlist", 2, "The next group begins in March")

    journey.is_now(dr_osei, "deceased", 30, source="her aunt, by phone")

    with pytest.raises(NotAllowed, match="deceased"):
        journey.try_to_reach(dr_osei, handoff, 31)
    with pytest.raises(NotAllowed):
        journey.book(rosa, handoff, 31, visit_on=35)
    journey.nothing_is_lost(dr_osei, rosa)
    journey.take(rosa, handoff, "hand_back", 31, "She has died")
    closed = journey.promise(dr_osei, handoff, "close", 32, closure="deceased")
    assert closed.closure == "deceased"
    assert not journey.judged(dr_osei, handoff, treated=None)
    journey.nothing_is_lost(dr_osei, rosa)


def test_released_from_custody_early(journey, refer, dr_osei, rosa):
    """Asked again for the day of release; the release comes three weeks earlier, and somebody calls that day."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.is_now(dr_osei, "custody", 2, ask_again=40)
    journey.nothing_is_lost(dr_osei, rosa)

    journey.is_now(dr_osei, "home", 19, source="the jail, by phone")

    assert journey.referral(dr_osei, handoff).due_at <= journey.on(19, 24)
    journey.try_to_reach(dr_osei, handoff, 19, 3, outcome="patient-reached")
    journey.treat(rosa, handoff, 20, visit_on=22)
    assert not journey.judged(dr_osei, handoff, treated=22)
    journey.nothing_is_lost(dr_osei, rosa)


def test_she_turns_eighteen_while_she_waits(journey, refer, visit, dr_osei, rosa):
    """Her guardian decided with her; on the birthday that is over by itself. Her place and her clock stay."""
    with acting(dr_osei):
        clients.correct(journey.maya, born_on=date(2008, 4, 9), actor=dr_osei, at=journey.on(0))
        for name, never in (("Luz Torres", False), ("Raul Torres", True)):
            clients.add_decision_maker(
                journey.maya, name=name, acts_as="guardian", scope=["release", "contacted"], never_tell=never,
                actor=dr_osei, at=journey.on(0),
            )  # fmt: skip
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.take(rosa, handoff, "waitlist", 2, "The next group begins in May")

    def who_decides(day):
        with acting(dr_osei):
            client = known.client(dr_osei, journey.maya.pk)
            return [maker.name for maker in known.deciding(client, on=day)]

    assert who_decides(date(2026, 4, 8)) == ["Luz Torres", "Raul Torres"]
    assert who_decides(date(2026, 4, 9)) == ["Raul Torres"], "whom never to tell is never forgotten"
    page = visit(dr_osei, "get", f"/clients/{journey.maya.pk}/").content.decode()
    assert "Guardian: no longer. Ask Maya Torres before you tell them anything." in page
    journey.treat(rosa, handoff, 60, visit_on=70)
    assert not journey.judged(dr_osei, handoff, treated=70)
    journey.nothing_is_lost(dr_osei, rosa)
