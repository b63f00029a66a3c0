"""Who waits on a list hears now and then that they are not forgotten: where they want it, and until they have a place."""

from datetime import timedelta

import pytest

from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.consent import queries as agreed
from throughcare.foundation.actor import acting
from throughcare.messaging import queries
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def waits(refer, rosa, noon):
    """Maya on Harbor's list, routinely: a contact is due every two weeks."""

    def waits(feedback="progress"):
        handoff = refer("sent", feedback=feedback)
        with acting(rosa):
            referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
            return referrals.take_handoff_step(handoff.pk, "waitlist", actor=rosa, at=noon)

    return waits


def times(actor, maya) -> list:
    with acting(actor):
        said = [one for one in queries.messages_of(actor, maya.pk) if one.state == "waiting"]
    assert {one.template for one in said} <= {"still_looking"}
    return sorted(one.not_before for one in said)


def days(found) -> list:
    """Summer time begins while she waits."""
    return [one.date() for one in found]


def step(rosa, handoff, name, at, **facts):
    with acting(rosa):
        said = {"reason": "She waits longer than she can"}
        referrals.take_handoff_step(handoff.pk, name, actor=rosa, at=at, said=said, **facts)


def test_she_hears_it_at_half_the_time_and_when_a_contact_is_due(waits, wants_texts, maya, dr_osei, noon):
    handoff = waits()
    assert handoff.due_at - noon > 13 * DAY
    assert days(times(dr_osei, maya)) == days([noon + WEEK, handoff.due_at])


def test_a_contact_by_a_person_begins_it_anew(waits, wants_texts, maya, dr_osei, rosa, noon):
    handoff = waits()
    step(rosa, handoff, "keep_in_touch", noon + 3 * DAY, contact="still_wants")
    assert days(times(dr_osei, maya)) == days(noon + 3 * DAY + n * WEEK for n in (1, 2))


def test_where_people_call_every_day_no_text_comes_between(waits, wants_texts, maya, dr_osei, rosa, noon):
    step(rosa, waits(), "weigh_again", noon, urgency="urgent")
    assert times(dr_osei, maya) == []


def test_nobody_hears_it_who_did_not_ask_for_it(waits, maya, dr_osei):
    waits()
    assert times(dr_osei, maya) == []


def test_where_the_sender_may_not_know_that_she_waits_it_says_nothing(waits, wants_texts, maya, dr_osei):
    waits(feedback="nothing")
    assert times(dr_osei, maya) == []


def test_it_ends_with_a_visit(waits, wants_texts, maya, rosa, dr_osei, noon):
    handoff = waits()
    with acting(rosa):
        scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id, sender_org_id=handoff.org_id,
            starts_at=noon + timedelta(days=8), kind="intake", actor=rosa, at=noon,
        )  # fmt: skip
    with acting(dr_osei):
        said = [one.template for one in queries.messages_of(dr_osei, maya.pk) if one.state == "waiting"]
    assert said and "still_looking" not in said


@pytest.mark.parametrize("name", ["hand_back", "decline_for_client"])
def test_it_ends_with_the_ask(waits, wants_texts, maya, rosa, dr_osei, noon, name):
    step(rosa, waits(), name, noon)
    assert times(dr_osei, maya) == []


def test_it_ends_with_her_consent(waits, wants_texts, maya, dr_osei, noon):
    waits()
    with acting(dr_osei):
        for basis in agreed.bases(dr_osei, maya.pk):
            consent.withdraw(basis, actor=dr_osei, at=noon)
    assert times(dr_osei, maya) == []


def test_it_ends_with_her_life(waits, wants_texts, maya, dr_osei, noon):
    waits()
    with acting(dr_osei):
        clients.change_situation(maya, situation="deceased", source="Her aunt", actor=dr_osei, at=noon)
    assert times(dr_osei, maya) == []
