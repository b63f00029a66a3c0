"""Journeys that ask for a ride, food or a room: they got it or they did not, and nobody is treated by it."""

import pytest
from django.urls import reverse

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import queries


def test_she_got_the_ride(journey, refer, dr_osei, rosa):
    asked = refer("sent", kind="support")
    with acting(dr_osei):
        assert queries.judged(asked.referral_id) is None, "nobody waits for treatment"
    with pytest.raises(NotAllowed, match="not possible while sent"):
        journey.take(rosa, asked, "provide", 1)
    journey.take(rosa, asked, "accept", 1)

    journey.take(rosa, asked, "provide", 2)

    assert journey.handoff(dr_osei, asked).ending == "provided"
    with pytest.raises(NotAllowed, match="no way in which it can end"):
        journey.promise(dr_osei, asked, "close", 3, closure="connected")
    closed = journey.promise(dr_osei, asked, "close", 3, closure="got_it")
    assert (closed.closure, closed.evidence) == ("got_it", "verified")
    journey.nothing_is_lost(dr_osei, rosa)


def test_she_did_not_get_it(journey, refer, dr_osei, rosa):
    asked = refer("sent", kind="support")
    journey.take(rosa, asked, "accept", 1)
    journey.take(rosa, asked, "hand_back", 2, "The car broke down.")
    with pytest.raises(NotAllowed, match="how you know"):
        journey.promise(dr_osei, asked, "close", 3, closure="did_not")

    closed = journey.promise(dr_osei, asked, "close", 3, "Her aunt says so.", closure="did_not")

    assert (closed.closure, closed.evidence) == ("did_not", "asserted")


def test_a_support_needs_no_clinical_words(refer, dr_osei):
    """What a kitchen must know is a name and a way to reach them."""
    with acting(dr_osei):
        assert queries.missing_sections({}, "support") == []


def test_on_the_page_one_press_says_that_she_got_it(visit, journey, refer, dr_osei, rosa):
    asked = refer("sent", kind="support")
    journey.take(rosa, asked, "accept", 0)
    assert "They got it" in visit(rosa, "get", reverse("handoff", args=[asked.pk])).content.decode()

    answer = visit(rosa, "post", reverse("handoff-step", args=[asked.pk, "provide"]), {"seen": "accepted"})

    assert answer.status_code in {200, 302}
    page = visit(dr_osei, "get", reverse("referral", args=[asked.referral_id])).content.decode()
    assert "They got it" in page and "In treatment" not in page
