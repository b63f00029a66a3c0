"""Journeys that begin with a question to a service: answered in words, with nobody taken in hand and nothing booked."""

import pytest
from django.urls import reverse

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import actions, queries
from throughcare.web.today.pages import got_there

ADVICE = "Begin with six sessions of trauma-focused therapy. We would see her."


@pytest.fixture
def ask(refer):
    def ask(*, waits: bool = False, urgency: str = "info"):
        return refer("sent", urgency=urgency, kind="advice", awaits_treatment=waits)

    return ask


def what_followed(journey, actor, asked):
    with acting(actor):
        return queries.what_followed(queries.referral(actor, asked.referral_id))


def is_judged(actor, record) -> bool:
    with acting(actor):
        return queries.judged(getattr(record, "referral_id", record.pk)) is not None


def test_a_question_is_answered_and_closed_as_answered(journey, ask, dr_osei, rosa, eve):
    """Rosa answers in words; the ask is over, nobody was accepted, and Dr. Osei closes it on her word."""
    asked = ask()
    with pytest.raises(NotAllowed, match="not for this kind"):
        journey.take(rosa, asked, "accept", 1)
    with pytest.raises(NotAllowed, match="Write the answer"):
        journey.take(rosa, asked, "advise", 1)

    journey.take(rosa, asked, "advise", 1, ADVICE)

    back = journey.referral(dr_osei, asked)
    assert (back.status, back.turn, back.live_status, back.noes) == ("open", "sender", "", 0)
    assert journey.handoff(dr_osei, asked).ending == "advised"
    assert journey.handoff(rosa, asked) is None, "she answered; the person is none of hers"
    assert journey.handoff(eve, asked) is None
    with acting(dr_osei):
        assert ADVICE in [row.reason for row in queries.timeline(back)]
    journey.nothing_is_lost(dr_osei, rosa)
    with pytest.raises(NotAllowed, match="no way in which it can end"):
        journey.promise(dr_osei, asked, "close", 2, closure="connected")

    closed = journey.promise(dr_osei, asked, "close", 2, closure="answered")

    assert (closed.closure, closed.evidence) == ("answered", "verified"), "the word of a second side"
    assert not is_judged(dr_osei, asked)
    with pytest.raises(NotAllowed):
        journey.did_it_help(dr_osei, asked, "helped", 20)


def test_a_question_nobody_answered_is_not_answered(journey, ask, dr_osei, rosa):
    """No is no answer; and that nobody answers a question is no no to the person."""
    asked = ask()
    journey.take(rosa, asked, "decline", 1, decline_reason="no_room")

    assert journey.referral(dr_osei, asked).noes == 0
    with pytest.raises(NotAllowed, match="Nobody has answered"):
        journey.promise(dr_osei, asked, "close", 2, closure="answered")
    with pytest.raises(NotAllowed, match="Nobody has answered"):
        journey.promise(dr_osei, asked, "convert", 2)
    journey.nothing_is_lost(dr_osei)


def test_she_waited_for_treatment_and_the_time_goes_on(journey, ask, dr_osei, rosa):
    """From the answered question one press refers her: the same need, the same first request, the same judgment."""
    asked = ask(waits=True)
    assert journey.judged(dr_osei, asked, treated=None)
    journey.take(rosa, asked, "advise", 9, ADVICE)

    journey.promise(dr_osei, asked, "convert", 10)

    service = what_followed(journey, dr_osei, asked)
    assert (service.kind, service.status, service.urgency) == ("service", "open", "routine")
    assert service.first_requested_at == journey.on(0) and service.package["concerns"]
    assert journey.referral(dr_osei, asked).closure == "answered"
    assert not journey.judged(dr_osei, asked, treated=None), "it is judged once, in what followed"
    assert journey.judged(dr_osei, service, treated=None)
    with acting(dr_osei):
        assert queries.came_out_of(service).pk == asked.referral_id
    journey.nothing_is_lost(dr_osei, rosa)


def test_nobody_waited_so_the_time_begins_with_the_referral(journey, ask, dr_osei, rosa):
    """It was a question only. She is first asked for on the first day; the network is judged from the tenth."""
    asked = ask()
    journey.take(rosa, asked, "advise", 9, ADVICE)
    journey.promise(dr_osei, asked, "convert", 10)

    service = what_followed(journey, dr_osei, asked)

    assert service.first_requested_at == journey.on(0)
    assert journey.judged(dr_osei, service, requested=10, treated=None)


def test_a_question_is_referred_once(journey, ask, dr_osei, rosa):
    asked = ask()
    journey.take(rosa, asked, "advise", 1, ADVICE)
    journey.promise(dr_osei, asked, "convert", 2)

    with pytest.raises(NotAllowed, match="not possible while closed"):
        journey.promise(dr_osei, asked, "convert", 2)

    with acting(dr_osei):
        rows = queries.referrals_of_client(dr_osei, journey.maya.pk)
        assert [row.follows_id for row in rows].count(asked.referral_id) == 1


def test_a_question_says_whether_they_wait(maya, dr_osei, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="whether they wait"):
        actions.begin(client_id=maya.pk, need="Which therapy?", kind="advice", actor=dr_osei, at=noon)


def test_on_the_page_one_press_refers_her(visit, journey, ask, dr_osei, rosa):
    asked = ask()
    page = visit(rosa, "get", reverse("handoff", args=[asked.pk])).content.decode()
    assert "Answer in words" in page and "Yes, we can" not in page and "nothing is booked" in page
    address = reverse("referral", args=[asked.referral_id])
    assert "Refer them for it" not in visit(dr_osei, "get", address).content.decode()
    journey.take(rosa, asked, "advise", 1, ADVICE)

    page = visit(dr_osei, "get", address).content.decode()
    assert "Refer them for it" in page and ADVICE in page and "Did they get there?" not in page
    assert got_there(journey.referral(dr_osei, asked), "open") == "A question", "it is no “No”"
    answer = visit(dr_osei, "post", reverse("referral-step", args=[asked.referral_id, "convert"]), {"seen": "open"})

    assert answer.status_code in {200, 302}
    service = what_followed(journey, dr_osei, asked)
    assert f"TC-{service.number}" in visit(dr_osei, "get", address).content.decode()
    assert (
        "where a question was answered"
        in visit(dr_osei, "get", reverse("referral", args=[service.pk])).content.decode()
    )
