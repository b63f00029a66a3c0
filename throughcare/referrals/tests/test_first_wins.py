"""Several services are asked for Maya by name at once. Whoever says yes first has her; the others hear thanks."""

import pytest
from django.db import IntegrityError, transaction

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work import queries as work
from throughcare.network import queries as network
from throughcare.referrals import actions, queries
from throughcare.referrals.models import Handoff


def step(handoff, name, actor, at, **said):
    with acting(actor):
        return actions.take_handoff_step(handoff.pk, name, actor=actor, at=at, **said)


def stands(referral_id, actor):
    with acting(actor):
        return queries.referral(actor, referral_id)


def test_an_ordinary_promise_asks_one_by_name_at_a_time(refer, dr_osei, noon):
    handoff = refer("sent")
    other = network.service_by_source("throughcare-demonstration", "harbor-adults")
    with acting(dr_osei), pytest.raises(NotAllowed, match="asked already"):
        actions.prepare(handoff.referral_id, service_id=other.pk, choice="Maya", actor=dr_osei, at=noon)


@pytest.mark.parametrize("urgency", ["emergent", "very_urgent", "routine"])
def test_the_first_yes_has_her_and_the_other_hears_thanks(several, dr_osei, rosa, urgency, noon):
    """Where seconds count; or where Maya said so, and that was written down."""
    referral_id, (first, second) = several(urgency=urgency)
    assert stands(referral_id, dr_osei).live_status == "sent"

    step(second, "accept", rosa, noon)

    assert stands(referral_id, dr_osei).live_status == "accepted"
    with acting(rosa):
        thanked = queries.past_ask(rosa, first.pk)
        assert (thanked.ending, thanked.reason) == ("released", "Another service said yes first. Thank you.")
        assert not work.open_work(rosa, mine=False).filter(subject_id=first.pk).exists()
    with pytest.raises(Overtaken, match="Nothing more is needed from you"):
        step(first, "accept", rosa, noon, seen="sent")


def test_that_they_want_the_first_is_written_down_with_who_said_so(refer, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        with pytest.raises(NotAllowed, match="who said so"):
            actions.take_referral_step(referral.pk, "whoever_is_first", actor=dr_osei, at=noon)
        said = {"reason": "Maya, on the phone"}
        actions.take_referral_step(referral.pk, "whoever_is_first", said=said, actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="at once already"):
            actions.take_referral_step(referral.pk, "whoever_is_first", said=said, actor=dr_osei, at=noon)


def test_a_no_of_one_leaves_the_promise_with_the_other(several, dr_osei, rosa, noon):
    referral_id, (first, second) = several()

    step(first, "decline", rosa, noon, decline_reason="no_room")

    referral = stands(referral_id, dr_osei)
    with acting(dr_osei):
        due_at = queries.handoff(dr_osei, second.pk).due_at
    assert (referral.live_status, referral.turn, referral.noes, referral.due_at) == ("sent", "receiver", 1, due_at)

    step(second, "decline", rosa, noon, decline_reason="no_room")

    referral = stands(referral_id, dr_osei)
    assert (referral.live_status, referral.turn, referral.noes) == ("", "sender", 2)


def test_nobody_more_is_asked_once_somebody_said_yes(several, dr_osei, rosa, noon, harbor_service):
    referral_id, (_, second) = several()
    step(second, "accept", rosa, noon)
    with acting(dr_osei), pytest.raises(NotAllowed, match="asked already"):
        actions.prepare(referral_id, service_id=harbor_service.pk, choice="Maya", actor=dr_osei, at=noon)


def test_the_database_lets_one_service_hold_her(several, dr_osei, rosa, noon):
    _, (first, second) = several()
    step(second, "accept", rosa, noon)
    with acting(dr_osei), pytest.raises(IntegrityError, match="one_receiver_holds_a_referral"), transaction.atomic():
        Handoff.objects.filter(pk=first.pk).update(
            status="accepted", holder_id=rosa.membership_id, due_at=noon, ending="", ended_at=None
        )
