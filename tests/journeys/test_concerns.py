"""Journeys that begin with somebody else's worry: nothing comes back to them, and it is the person who decides."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import queries
from throughcare.referrals.models import Handoff

CALLER = "Her neighbor Ann (305-555-0199) worries about her."
AGREED = "“I would talk to somebody, if it is in Spanish.”"


@pytest.fixture
def worry(refer, maya, dr_osei, noon):
    """As far as the name says; `reason` has the words of whoever called."""

    def worry(until: str = "open"):
        asked = refer(until, kind="concern", hears_back="nobody")
        with acting(dr_osei):
            type(queries.referral(dr_osei, getattr(asked, "referral_id", asked.pk))).objects.filter(
                pk=getattr(asked, "referral_id", asked.pk)
            ).update(reason=CALLER)
        return asked

    return worry


def what_followed(actor, concern):
    with acting(actor):
        return queries.what_followed(queries.referral(actor, concern.pk))


def is_judged(actor, record) -> bool:
    with acting(actor):
        return queries.judged(record.pk) is not None


def test_she_is_reached_and_agrees_to_help(journey, worry, dr_osei):
    """A neighbor worried; Dr. Osei reaches her on the second day. Her own referral says nothing of the neighbor."""
    concern = worry()
    assert not is_judged(dr_osei, concern), "nobody has asked for treatment"
    with pytest.raises(NotAllowed, match="Nobody has reached them"):
        journey.promise(dr_osei, concern, "take_up", 1, AGREED)
    journey.try_to_reach(dr_osei, concern, 1)
    with pytest.raises(NotAllowed, match="Nobody has reached them"):
        journey.promise(dr_osei, concern, "take_up", 1, AGREED)
    journey.try_to_reach(dr_osei, concern, 2, outcome="patient-reached")
    with pytest.raises(NotAllowed, match="what they agreed to"):
        journey.promise(dr_osei, concern, "take_up", 2)

    journey.promise(dr_osei, concern, "take_up", 2, AGREED)

    service = what_followed(dr_osei, concern)
    assert (service.kind, service.status, service.need) == ("service", "open", "Trauma therapy")
    assert (service.reason, service.package) == ("", {}), "who worried, and what they said, stays with the concern"
    assert service.first_requested_at == journey.on(0)
    assert journey.judged(dr_osei, service, requested=2, treated=None), "she waits since she agreed"
    assert journey.referral(dr_osei, concern).closure == "taken_up"
    journey.nothing_is_lost(dr_osei)


def test_she_is_reached_and_needs_nothing(journey, worry, dr_osei):
    concern = worry()
    for closure in ("connected", "taken_up"):
        with pytest.raises(NotAllowed, match="no way in which it can end"):
            journey.promise(dr_osei, concern, "close", 1, closure=closure)
    with pytest.raises(NotAllowed, match="Nobody has reached them"):
        journey.promise(dr_osei, concern, "close", 1, closure="no_need")
    journey.try_to_reach(dr_osei, concern, 1, outcome="patient-reached")

    closed = journey.promise(dr_osei, concern, "close", 1, closure="no_need")

    assert (closed.status, closed.evidence) == ("closed", "asserted")
    with pytest.raises(NotAllowed):
        journey.did_it_help(dr_osei, concern, "helped", 20)


def test_a_team_goes_to_her_and_nothing_comes_back(journey, worry, dr_osei, rosa, eve):
    """Whatever was agreed on paper: after Rosa's yes the side that passed the worry on sees nothing more."""
    asked = worry("sent")
    assert journey.handoff(dr_osei, asked).feedback == "nothing"
    journey.take(rosa, asked, "accept", 1)

    assert journey.handoff(dr_osei, asked) is None
    assert journey.handoff(eve, asked) is None
    assert journey.handoff(rosa, asked).status == "accepted"
    with pytest.raises(NotAllowed, match="Wait for its answer"):
        journey.promise(dr_osei, asked, "take_up", 2, AGREED)
    journey.nothing_is_lost(dr_osei, rosa)

    journey.take(rosa, asked, "hand_back", 3, "She would rather talk with her own doctor.")
    journey.try_to_reach(dr_osei, asked, 4, outcome="patient-reached")
    journey.promise(dr_osei, asked, "take_up", 4, AGREED)
    assert journey.referral(dr_osei, asked).closure == "taken_up"


def test_the_database_lets_nothing_come_back(worry, dr_osei):
    asked = worry("sent")
    with (
        acting(dr_osei),
        pytest.raises(IntegrityError, match="nothing_comes_back_from_a_concern"),
        transaction.atomic(),
    ):
        Handoff.objects.filter(pk=asked.pk).update(feedback="progress")


def test_the_page_says_why_nothing_comes_back(visit, worry, refer, maya, dr_osei, harbor_service):
    """Nobody is asked what may come back: of a concern nothing does, and a question is answered in words."""
    concern = worry("prepared")
    address = reverse("sharing", args=[concern.pk])
    page = visit(dr_osei, "get", address).content.decode()
    assert "nothing of what happens there comes back" in page and "What may they tell us afterwards?" not in page

    question = refer("prepared", kind="advice", urgency="info", awaits_treatment=False)
    page = visit(dr_osei, "get", reverse("sharing", args=[question.pk])).content.decode()
    assert "They answer your question in words" in page and "What may they tell us afterwards?" not in page

    service = refer("prepared")
    page = visit(dr_osei, "get", reverse("sharing", args=[service.pk])).content.decode()
    assert "What may they tell us afterwards?" in page


def test_on_the_page_they_agree_once_somebody_reached_them(visit, journey, worry, dr_osei):
    concern = worry()
    address, step = reverse("referral", args=[concern.pk]), reverse("referral-step", args=[concern.pk, "take_up"])
    page = visit(dr_osei, "get", address).content.decode()
    assert "A concern about someone" in page and "They agree to help" not in page and "Did they get there?" not in page
    journey.try_to_reach(dr_osei, concern, 0, outcome="patient-reached")
    assert "They agree to help" in visit(dr_osei, "get", address).content.decode()

    assert visit(dr_osei, "post", step, {"seen": "open"}).status_code == 422
    assert visit(dr_osei, "post", step, {"seen": "open", "reason": AGREED}).status_code in {200, 302}

    service = what_followed(dr_osei, concern)
    page = visit(dr_osei, "get", reverse("referral", args=[service.pk])).content.decode()
    assert "where somebody was worried" in page and CALLER not in page
