"""Journeys in which those who work here go: on Friday for good, for two weeks, or for the summer."""

from datetime import date, timedelta

import pytest
from test_clock_reactions import notices, run_clocks

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.accounts.models import Desk, Organization
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions as network
from throughcare.network import queries as directory
from throughcare.referrals import actions, queries


@pytest.fixture
def kim(sam, noon):
    """Another coordinator at Northside; Sam leads the desk."""
    with acting(sam):
        desk = people.desks(sam).first()
        Desk.objects.filter(pk=desk.pk).update(lead_id=sam.membership_id)
        joined = accounts.join(
            org=people.organization(sam.org_id), name="Kim Park", email="kim@northside.example", password="a-thread-that-holds",
            roles=["coordinator", "referrer"], desk=desk, actor=sam, at=noon,
        )  # fmt: skip
        return people.as_actor(people.membership(joined.pk))


def test_the_coordinator_leaves_on_friday(journey, refer, kim, sam, dr_osei, rosa):
    """Kim's access ends at four. Maya is Sam's in that moment; he offers her on, and Dr. Osei takes her over on Monday."""
    handoff = refer("sent", actor=kim)
    with acting(sam):
        accounts.end_access(kim.membership_id, actor=sam, at=journey.on(4, 4))
    held = journey.referral(sam, handoff)
    assert (held.holder_id, held.due_at) == (sam.membership_id, journey.referral(dr_osei, handoff).due_at)
    journey.nothing_is_lost(sam, rosa)

    with acting(sam):
        to = people.membership(dr_osei.membership_id)
        (offer,) = actions.offer(
            [held.pk], to=to, note="Kim promised a call on Tuesday", actor=sam, at=journey.on(4, 5)
        )
    assert journey.referral(sam, handoff).holder_id == sam.membership_id, "an offer is no hand-over"
    with acting(dr_osei):
        actions.take_hand_over(offer.pk, actor=dr_osei, at=journey.on(7))

    assert journey.referral(dr_osei, handoff).holder_id == dr_osei.membership_id
    journey.take(rosa, handoff, "accept", 8)
    journey.treat(rosa, handoff, 8, visit_on=12)
    assert not journey.judged(dr_osei, handoff, treated=12)
    journey.nothing_is_lost(dr_osei, sam, rosa)


@pytest.mark.usefixtures("house")
def test_a_solo_therapist_is_away_for_two_weeks(journey, refer, dr_osei, rosa, ben, harbor_service):
    """Rosa says so beforehand. Nobody is given to her, whoever looks for care sees it, and her people do not wait in silence."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 0.1)
    with acting(rosa):
        desk = people.desks(rosa).first()
        accounts.lead_desk(desk, membership=people.membership(ben.membership_id), actor=rosa, at=journey.on(1))
        back = journey.on(15).date()
        accounts.set_availability(rosa.membership_id, away_until=back, takes_at_most=None, actor=rosa, at=journey.on(1))
        network.say_room(harbor_service.pk, room="away", again_on=back, actor=rosa, at=journey.on(1))
    with acting(dr_osei):
        service = directory.service(harbor_service.pk)
        assert directory.room_in_words(service, on=journey.on(2).date()) == "Away until 17 March"

    for day in range(2, 9):
        run_clocks(journey.on(day))

    assert "breach" in notices(rosa) + notices(ben) or "escalation" in notices(ben), "the lead hears of her people"
    with acting(ben):
        colleague = people.membership(rosa.membership_id)
        actions.assign(handoff.pk, to=people.membership(ben.membership_id), actor=ben, at=journey.on(9))
        with pytest.raises(NotAllowed, match="away until 17 March"):
            actions.assign(handoff.pk, to=colleague, actor=ben, at=journey.on(9))
    journey.treat(ben, handoff, 9, visit_on=11)
    assert not journey.judged(dr_osei, handoff, treated=11)
    journey.nothing_is_lost(dr_osei, rosa)


@pytest.mark.usefixtures("house")
def test_the_referrers_clinic_closes_for_the_summer(journey, refer, dr_osei, sam, rosa):
    """Every day of July is closed at the school clinic. Its clocks stop for four days, not for a month; Sam takes Maya over."""
    with acting(sam):
        closed = [date(2026, 3, 5) + timedelta(days=n) for n in range(60)]
        Organization.objects.filter(pk=sam.org_id).update(closed_on=closed)
    opened = refer("open", at=journey.on(2))
    assert opened.due_at <= journey.on(2 + 4 + 3, 12), "business days stand still for four calendar days at most"

    for day in range(3, 14):
        run_clocks(journey.on(day))
    assert {"warning", "breach"} & set(notices(dr_osei)), "whoever holds her is told though the clinic is closed"

    with acting(dr_osei):
        to = people.membership(sam.membership_id)
        (offer,) = actions.offer([opened.pk], to=to, note="I am back in September", actor=dr_osei, at=journey.on(14))
    with acting(sam):
        actions.take_hand_over(offer.pk, actor=sam, at=journey.on(14, 2))
        assert queries.referral(sam, opened.pk).holder_id == sam.membership_id
    assert journey.judged(sam, opened, requested=2, treated=None)
    journey.nothing_is_lost(sam, rosa)


@pytest.mark.usefixtures("house")
def test_the_therapist_leaves_after_session_three(journey, refer, dr_osei, rosa, ben):
    """Ben has seen Maya three times when his access ends. She is on a list with a time, and Ana sees her from there."""
    handoff = refer("sent")
    journey.take(ben, handoff, "accept", 0.1)
    journey.treat(ben, handoff, 1, visit_on=3)
    for day in (10, 17):
        session = journey.book(ben, handoff, day - 6, visit_on=day, kind="follow_up")
        journey.visit(ben, session, "keep", day)
        journey.take(ben, handoff, "report", day + 0.1, report="She came, and goes on.")
    with acting(rosa):
        org, desk = people.organization(rosa.org_id), people.desks(rosa).first()
        joined = accounts.join(
            org=org, name="Ana Cruz", email="ana@harbor.example", password="a-thread-that-holds", roles=["receiver"],
            desk=desk, actor=rosa, at=journey.on(17),
        )  # fmt: skip
        before = queries.handoff(rosa, handoff.pk).due_at
        accounts.end_access(ben.membership_id, actor=rosa, at=journey.on(17, 6))
        (alone,) = queries.left_alone(rosa)
    assert (alone.pk, alone.holder_id) == (handoff.pk, rosa.membership_id)
    assert journey.on(17, 6) < alone.due_at < before
    journey.nothing_is_lost(dr_osei, rosa)

    run_clocks(alone.due_at + timedelta(minutes=1))
    assert "breach" in notices(rosa), "whoever leads is told when nobody sees her in time"
    ana = people.as_actor(people.membership(joined.pk))
    with acting(rosa):
        actions.assign(handoff.pk, to=people.membership(joined.pk), actor=rosa, at=journey.on(20))
        assert queries.left_alone(rosa) == []
    assert journey.handoff(ana, handoff).holder_id == ana.membership_id
    session = journey.book(ana, handoff, 20, visit_on=24, kind="follow_up")
    journey.visit(ana, session, "keep", 24)

    assert not journey.judged(dr_osei, handoff, treated=3)
    journey.nothing_is_lost(dr_osei, rosa, ana)
