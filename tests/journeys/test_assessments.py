"""Journeys that ask for an assessment: whoever saw her says how it goes on, and only to those whom she lets know."""

import pytest
from django.urls import reverse

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import queries as network
from throughcare.referrals import queries

FOUND = "Grief, as expected after a loss. No disorder."
ELSEWHERE = {"recommends": "Group for young people at Riverside"}


@pytest.fixture
def seen(refer, journey, rosa):
    """Rosa has seen her on the fifth day."""

    def seen(*, feedback: str = "progress", kind: str = "assessment"):
        asked = refer("sent", kind=kind, feedback=feedback)
        journey.take(rosa, asked, "accept", 1)
        intake = journey.book(rosa, asked, 2, visit_on=5)
        journey.visit(rosa, intake, "keep", 5)
        return asked

    return seen


def last_words(actor, record) -> str:
    with acting(actor):
        return queries.timeline(queries.referral(actor, record.referral_id))[-1].reason


def test_she_is_treated_where_she_was_seen(journey, seen, dr_osei, rosa):
    asked = seen()
    due = journey.handoff(rosa, asked).due_at
    with pytest.raises(NotAllowed, match="for the receiver"):
        journey.take(dr_osei, asked, "treat_here", 6)

    journey.take(rosa, asked, "treat_here", 6)

    stands = journey.handoff(rosa, asked)
    assert (stands.status, stands.pathway, stands.due_at) == ("assessed", "here", due), "the time goes on"
    with pytest.raises(NotAllowed, match="said so already"):
        journey.take(rosa, asked, "treat_here", 6)
    journey.treat(rosa, asked, 7, visit_on=9)
    assert journey.referral(dr_osei, asked).live_status == "in_treatment"
    journey.nothing_is_lost(dr_osei, rosa)


def test_another_service_is_recommended_and_nothing_is_sent_to_it(journey, seen, dr_osei, rosa, eve):
    asked = seen()
    for facts, reason, missing in (({}, "She is too young here.", "which service"), (ELSEWHERE, "", "Say why")):
        with pytest.raises(NotAllowed, match=missing):
            journey.take(rosa, asked, "recommend", 6, reason, **facts)

    journey.take(rosa, asked, "recommend", 6, "She is too young here.", **ELSEWHERE)

    back = journey.referral(dr_osei, asked)
    assert (back.status, back.turn, back.live_status, back.noes) == ("open", "sender", "", 0)
    assert last_words(dr_osei, asked) == "Group for young people at Riverside. She is too young here."
    with acting(dr_osei):
        assert len(queries.handoffs_of(back)) == 1, "nobody else was asked"
    assert journey.judged(dr_osei, asked, treated=None), "she still waits"
    assert journey.handoff(eve, asked) is None
    journey.nothing_is_lost(dr_osei, rosa)


def test_no_treatment_is_needed(journey, seen, dr_osei, rosa):
    asked = seen()
    journey.take(rosa, asked, "need_no_treatment", 6, FOUND)
    assert journey.handoff(dr_osei, asked).ending == "no_treatment"

    closed = journey.promise(dr_osei, asked, "close", 7, closure="no_treatment")

    assert (closed.closure, closed.evidence) == ("no_treatment", "verified"), "the word of who saw her"
    assert not journey.judged(dr_osei, asked, treated=None)


def test_what_was_found_is_more_than_that_she_came(journey, seen, dr_osei, rosa):
    """She lets only be told that she came: which way it goes on stays there, and Rosa hands her back to say more herself."""
    asked = seen(feedback="attendance")
    for step in ("recommend", "need_no_treatment"):
        with pytest.raises(NotAllowed, match="do not let it be told"):
            journey.take(rosa, asked, step, 6, FOUND, **ELSEWHERE)

    journey.take(rosa, asked, "treat_here", 6)

    with acting(dr_osei):
        names = [row.name for row in queries.timeline(queries.referral(dr_osei, asked.referral_id))]
    assert "assess" in names and "treat_here" not in names
    assert journey.line(dr_osei, journey.referral(dr_osei, asked)).last_event != "Treatment here"


def test_only_an_assessment_has_a_pathway(journey, seen, rosa, dr_osei):
    asked = seen(kind="service")
    with pytest.raises(NotAllowed, match="not for this kind"):
        journey.take(rosa, asked, "treat_here", 6)
    with pytest.raises(NotAllowed, match="no way in which it can end"):
        journey.promise(dr_osei, asked, "close", 7, closure="no_treatment")


def test_on_the_page_rosa_says_how_it_goes_on(visit, seen, journey, dr_osei, rosa):
    asked = seen()
    address = reverse("handoff", args=[asked.pk])
    page = visit(rosa, "get", address).content.decode()
    assert "Say how it goes on" in page and "Which service do you recommend?" in page and "Treatment here" in page
    answer = visit(
        rosa, "post", reverse("handoff-step", args=[asked.pk, "recommend"]), {"seen": "assessed", "reason": FOUND}
    )
    assert answer.status_code == 422 and FOUND in answer.content.decode()

    said = {"seen": "assessed", "reason": FOUND, **ELSEWHERE}
    assert visit(rosa, "post", reverse("handoff-step", args=[asked.pk, "recommend"]), said).status_code in {200, 302}

    page = visit(dr_osei, "get", reverse("referral", args=[asked.referral_id])).content.decode()
    assert "Group for young people at Riverside" in page and "Choose a service" in page


@pytest.fixture
def another(db):
    return network.service_by_source("throughcare-demonstration", "harbor-adults")


@pytest.fixture
def recommend(visit, seen, rosa):
    """Rosa has seen her, and recommends another service on the page. Answers the ask and what the page said."""

    def recommend(**said):
        asked = seen()
        said = {"seen": "assessed", "reason": "They have groups for teens"} | said
        return asked, visit(rosa, "post", reverse("handoff-step", args=[asked.pk, "recommend"]), said)

    return recommend


def test_what_is_recommended_by_its_name_in_the_directory_is_asked_with_one_press(visit, recommend, dr_osei, another):
    first, _ = recommend(suggested=another.name)

    page = visit(dr_osei, "get", reverse("referral", args=[first.referral_id])).content.decode()
    assert f"They recommended {another.name}." in page and f"Ask {another.name}" in page
    pressed = {"service": str(another.pk), "choice": f"{first.service_name} recommended it"}
    visit(dr_osei, "post", reverse("draft-choose", args=[first.referral_id]), pressed)

    with acting(dr_osei):
        asked = queries.handoffs_of(queries.referral(dr_osei, first.referral_id))[-1]
        said = [step.reason for step in queries.timeline_of_handoff(first) if step.name == "recommend"]
    assert (asked.status, asked.service_id) == ("prepared", another.pk)
    assert said == [f"{another.name}. They have groups for teens"]


def test_recommended_in_words_alone_it_is_looked_for_by_hand(visit, recommend, dr_osei):
    first, _ = recommend(recommends="A group at the library")

    page = visit(dr_osei, "get", reverse("referral", args=[first.referral_id])).content.decode()
    assert "A group at the library. They have groups for teens" in page and "Ask them instead" not in page


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, "Say which service you recommend."),
        ({"suggested": "A place that is not there"}, "We do not find it."),
        ({"suggested": "itself"}, "another service than this one"),
    ],
)
def test_what_is_wrong_with_a_recommendation_is_said(recommend, harbor_service, said, refusal):
    named = {"suggested": harbor_service.name} if said == {"suggested": "itself"} else said

    _, answer = recommend(**named)

    assert answer.status_code == 422 and refusal in answer.content.decode()
