"""How much each place is asked: ours exactly, what others ask only where it is not few, and never for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.doors import actions
from throughcare.doors import queries as doors
from throughcare.foundation.actor import acting
from throughcare.inquiries import actions as inquiries
from throughcare.referrals import actions as referrals

ABOUT_A_LISTING = {"purpose": "listing", "subject_kind": "service", "factor": "none"}


def burdens(actor):
    with acting(actor):
        return {one.service_id: (one.by_us, one.by_others) for one in doors.burdens()}


@pytest.fixture
def ask(refer, dr_osei, maya, bridge):
    def ask(actor=dr_osei):
        referral = refer("open", at=timezone.now())
        about = inquiries.About(need="Trauma therapy", urgency="routine")
        with acting(actor):
            inquiries.inquire(
                referral.pk, about=about, service_ids=[bridge.pk], names=[maya.name], actor=actor, at=timezone.now()
            )
        return referral

    return ask


def test_asks_questions_and_listings_are_counted_for_a_week(asked_of_bridge, ask, link_to, visit, sam, bridge):
    asked_of_bridge()
    ask()
    visit(
        sam,
        "post",
        f"/directory/services/{bridge.pk}/links/",
        {"key": "6f1c7a52-0f1b-7c3e-9a51-5b0f4d2c8e11", "factor": "none"},
    )

    assert burdens(sam) == {bridge.pk: (3, None)}


def test_what_was_asked_before_these_days_is_not_counted(link_to, sam, bridge):
    for days in (6, 8):
        with acting(sam):
            actions.issue(**ABOUT_A_LISTING, subject_id=bridge.pk, actor=sam, at=timezone.now() - timedelta(days=days))
    assert doors.burden_days() == 7
    assert burdens(sam) == {bridge.pk: (1, None)}


def test_others_see_nothing_of_it_while_it_is_little(asked_of_bridge, eve, bridge):
    asked_of_bridge()
    assert burdens(eve) == {}, "whoever asks nothing there learns nothing"


def test_what_others_ask_is_told_where_it_is_not_few(ask, superuser, eve, bridge, dr_osei):
    for number in range(6):
        ask()
        if number == 3:
            assert others(eve, bridge, asked_too=True) is None
    assert others(eve, bridge, asked_too=True) == 6


def others(eve, bridge, *, asked_too):
    """What Eve is told who asked there herself, about a listing."""
    with acting(eve):
        actions.issue(**ABOUT_A_LISTING, subject_id=bridge.pk, actor=eve, at=timezone.now())
    return burdens(eve)[bridge.pk][1]


def test_it_stands_where_somebody_asks_one_more_time(visit, dr_osei, asked_of_bridge):
    handoff = asked_of_bridge()
    assert (
        "Asked once by us in the last 7 days"
        in visit(dr_osei, "get", f"/handoffs/{handoff.pk}/links/").content.decode()
    )

    page = visit(dr_osei, "get", "/burden/").content.decode()
    assert "Bridge House" in page and "Maya" not in page


def test_much_is_said_to_be_much(visit, dr_osei, asked_of_bridge, ask):
    handoff = asked_of_bridge()
    for _ in range(9):
        ask()
    assert "That is much" in visit(dr_osei, "get", f"/handoffs/{handoff.pk}/links/").content.decode()


def test_a_recalled_ask_was_an_ask(dr_osei, asked_of_bridge, bridge):
    handoff = asked_of_bridge()
    with acting(dr_osei):
        referrals.take_handoff_step(handoff.pk, "recall", actor=dr_osei, at=timezone.now(), said={"reason": "Found"})
    assert burdens(dr_osei)[bridge.pk] == (1, None)


def test_it_stands_beside_each_place_that_is_about_to_be_asked(visit, dr_osei, refer, asked_of_bridge, bridge):
    asked_of_bridge()
    draft, opened = refer("draft", at=timezone.now()), refer("open", at=timezone.now())

    for address in (f"/drafts/{draft.pk}/services/", f"/referrals/{opened.pk}/inquiries/new/"):
        html = visit(dr_osei, "post", address, {"text": "counseling"}).content.decode()
        assert "Bridge House" in html and "Asked once by us in the last 7 days" in html
