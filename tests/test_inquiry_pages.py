"""Asking several without a name, on pages: who asks, who answers, and how the client chooses."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.inquiries.models import Inquiry
from throughcare.referrals import queries as referrals


@pytest.fixture
def opened(refer):
    return refer("open", at=timezone.now())


@pytest.fixture
def asked(visit, dr_osei, opened, services):
    """Dr. Osei ticks two of Harbor's services and asks."""
    said = {"ask": "yes", "need": "Trauma therapy, evenings", "service": [str(one.pk) for one in services[:2]]}
    response = visit(dr_osei, "post", reverse("inquire", args=[opened.pk]), said, follow=True)
    with acting(dr_osei):
        return response, list(Inquiry.objects.order_by("id"))


def text(response) -> str:
    return response.content.decode()


def test_the_page_says_beforehand_what_each_is_told(visit, dr_osei, opened):
    html = text(visit(dr_osei, "get", reverse("inquire", args=[opened.pk])))

    assert "a young person of 13 to 17" in html and "postal codes that begin with 331" in html
    assert 'type="checkbox"' in html and html.count("<h1") == 1


def test_the_answers_stand_side_by_side(asked, services):
    response, inquiries = asked
    html = text(response)

    assert len(inquiries) == 2 and "2 asked, no answer yet." in html
    assert all(service.name in html for service in services[:2]) and "Asked, without a name." in html


def test_nothing_ticked_and_a_name_in_the_words_are_refused_in_place(visit, dr_osei, opened, services):
    address = reverse("inquire", args=[opened.pk])
    nothing = visit(dr_osei, "post", address, {"ask": "yes", "need": "Trauma therapy"})
    named = visit(dr_osei, "post", address, {"ask": "yes", "need": "For Maya", "service": [str(services[1].pk)]})

    assert nothing.status_code == named.status_code == 422
    assert "Tick the services to ask." in text(nothing)
    assert "is part of their name" in text(named) and re.search(r'name="service"[^>]*checked', text(named))


def test_who_is_asked_sees_a_question_and_no_name(visit, rosa, maya, asked):
    _, (inquiry, _) = asked

    worklist = text(visit(rosa, "get", "/?view=desk"))
    html = text(visit(rosa, "get", reverse("inquiry", args=[inquiry.pk])))

    assert "Not named: a young person of 13 to 17" in worklist
    assert "Trauma therapy, evenings" in html and "Have you room for somebody?" in html
    assert "Maya" not in html + worklist and str(maya.pk) not in html and "TC-" not in html


def test_a_yes_needs_a_day_and_says_thank_you_later(visit, rosa, dr_osei, asked, opened):
    _, (inquiry, other) = asked
    step = reverse("inquiry-step", args=[inquiry.pk, "say_yes"])
    missing = visit(rosa, "post", step, {"seen": "inquired", "conditions": "Only evenings"})
    assert missing.status_code == 422 and "Say from when on there is room." in text(missing)
    assert "Only evenings" in text(missing), "nothing typed is lost"
    day = timezone.localdate() + timedelta(days=10)
    visit(rosa, "post", step, {"seen": "inquired", "from_on": day.isoformat()})

    html = text(visit(dr_osei, "get", reverse("inquiries", args=[opened.pk])))
    assert "One said yes." in html and "They choose this one" in html
    chosen = visit(
        dr_osei,
        "post",
        reverse("inquiry-step", args=[inquiry.pk, "take_offer"]),
        {"seen": "offered", "reason": "Near school"},
    )

    with acting(dr_osei):
        handoff = referrals.live_handoffs([opened.pk])[opened.pk]
    assert chosen.url == reverse("sharing", args=[handoff.pk])
    assert "They chose you." in text(visit(rosa, "get", reverse("inquiry", args=[inquiry.pk])))


def test_a_no_goes_back_with_its_reason(visit, rosa, dr_osei, asked, opened):
    _, (inquiry, _) = asked

    visit(
        rosa,
        "post",
        reverse("inquiry-step", args=[inquiry.pk, "say_no"]),
        {"seen": "inquired", "decline_reason": "no_room"},
    )

    html = text(visit(dr_osei, "get", reverse("inquiries", args=[opened.pk])))
    assert "No room at the moment" in html and "Said no." in html
    assert "Thank you for answering." in text(visit(rosa, "get", reverse("inquiry", args=[inquiry.pk])))


def test_the_referral_leads_to_its_answers(visit, dr_osei, asked, opened):
    html = text(visit(dr_osei, "get", reverse("referral", args=[opened.pk])))

    assert reverse("inquiries", args=[opened.pk]) in html


def test_a_stranger_finds_none_of_it(visit, eve, asked, opened):
    _, (inquiry, _) = asked

    for verb, address in (
        ("get", reverse("inquire", args=[opened.pk])),
        ("get", reverse("inquiries", args=[opened.pk])),
        ("get", reverse("inquiry", args=[inquiry.pk])),
        ("post", reverse("inquiry-step", args=[inquiry.pk, "say_no"])),
    ):
        assert visit(eve, verb, address).status_code == 404
