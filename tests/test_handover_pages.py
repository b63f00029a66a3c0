"""Handing over by page: chosen in bulk, offered in one press, taken over one by one. With and without htmx."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import acting
from throughcare.referrals import actions, queries

HANDED, CHOOSE, UNPROCESSABLE = "/handed/", "/hand-over/", 422


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def opened(refer, dr_osei):
    return refer("open")


def answer_at(offer, name):
    return reverse("answer-offer", args=[offer.pk, name])


@pytest.mark.parametrize("htmx", [True, False])
def test_a_caseload_is_ticked_and_offered_in_one_press(visit, opened, dr_osei, sam, htmx):
    page = visit(dr_osei, "get", CHOOSE, htmx=htmx)
    assert "Maya Torres" in text(page) and f"{sam.name} (holds 0)" in text(page)

    said = {"picked": [str(opened.pk)], "to": str(sam.membership_id), "note": "Her aunt answers after five."}
    page = visit(dr_osei, "post", CHOOSE, said, htmx=htmx, follow=True)
    assert "is offered to Sam Bright" in text(page)

    page = visit(sam, "get", HANDED, htmx=htmx)
    assert "Her aunt answers after five." in text(page) and "Trauma therapy" in text(page)
    assert "Open by Dr. Ama Osei" in " ".join(text(page).split()), "the last step is told"


def test_everything_goes_without_ticking_each(visit, opened, dr_osei, sam):
    visit(dr_osei, "post", CHOOSE, {"whole": "on", "to": str(sam.membership_id)})
    with acting(sam):
        assert [row.referral_id for row in queries.offered_to(sam)] == [opened.pk]


def test_what_is_missing_stands_beside_its_field_and_the_ticks_stay(visit, opened, dr_osei, sam):
    page = visit(dr_osei, "post", CHOOSE, {"picked": [str(opened.pk)]})
    assert page.status_code == UNPROCESSABLE and "Choose who takes it over." in text(page)
    assert f'value="{opened.pk}" checked' in text(page)

    page = visit(dr_osei, "post", CHOOSE, {"to": str(sam.membership_id)})
    assert page.status_code == UNPROCESSABLE and "Tick what to hand over" in text(page)


def test_a_coordinator_hands_over_for_a_colleague_and_nobody_else_does(visit, opened, dr_osei, sam, noon):
    whose = {"whose": str(dr_osei.membership_id)}
    assert "Maya Torres" in text(visit(sam, "get", CHOOSE, whose))

    with acting(sam):
        (desk,) = accounts.desks(sam)
        staff.lead_desk(desk, membership=accounts.membership(sam.membership_id), actor=sam, at=noon)
    whose = {"whose": str(sam.membership_id)}
    page = text(visit(dr_osei, "get", CHOOSE, whose))
    assert 'name="whose" value="' + str(dr_osei.membership_id) in page, "for others only where one coordinates or leads"


@pytest.fixture
def offer(opened, dr_osei, sam, noon):
    with acting(dr_osei):
        colleague = accounts.membership(sam.membership_id)
        (made,) = actions.offer([opened.pk], to=colleague, note="", actor=dr_osei, at=noon)
    return made


@pytest.mark.parametrize("htmx", [True, False])
def test_taken_over_by_one_press(visit, offer, opened, sam, htmx):
    assert "Handed to you: 1" in text(visit(sam, "get", "/"))
    page = visit(sam, "post", answer_at(offer, "take"), htmx=htmx, follow=True)
    assert "Nothing is offered to you." in text(page)
    with acting(sam):
        assert queries.referral(sam, opened.pk).holder_id == sam.membership_id


def test_giving_back_asks_why_and_tells_the_one_who_offered(visit, offer, dr_osei, sam):
    page = visit(sam, "post", answer_at(offer, "give-back"), {"reason": ""})
    assert page.status_code == UNPROCESSABLE and "Say why" in text(page)

    visit(sam, "post", answer_at(offer, "give-back"), {"reason": "I know the family"})
    page = " ".join(text(visit(dr_osei, "get", HANDED)).split())
    assert "came back from Sam Bright: I know the family" in page


def test_whoever_is_second_is_told(visit, offer, dr_osei, sam):
    visit(dr_osei, "post", answer_at(offer, "take-back"))
    page = visit(sam, "post", answer_at(offer, "take"))
    assert page.status_code == UNPROCESSABLE and "this offer stands no more" in text(page)


def test_the_lists_ask_no_more_for_more_rows(asked, opened, offer, dr_osei, sam, noon):
    before = len(asked(sam, HANDED)), len(asked(dr_osei, CHOOSE))
    with acting(dr_osei):
        colleague = accounts.membership(sam.membership_id)
        for need in ["Food", "Housing", "Transport"]:
            draft = actions.begin(client_id=opened.client_id, need=need, kind="support", actor=dr_osei, at=noon)
            actions.offer([draft.pk], to=colleague, note="", actor=dr_osei, at=noon)
    assert (len(asked(sam, HANDED)), len(asked(dr_osei, CHOOSE))) == before


def test_whoever_is_away_or_full_is_marked_where_one_chooses(visit, opened, dr_osei, sam):
    with acting(sam):
        back = timezone.localdate() + timedelta(days=9)
        staff.set_availability(sam.membership_id, away_until=back, takes_at_most=0, actor=sam, at=timezone.now())
    assert f"{sam.name} (holds 0 of 0, full, away until " in text(visit(dr_osei, "get", CHOOSE))


# --- from the work list itself


PICKED = "/hand-over/picked/"


def test_what_is_ticked_on_the_narrowed_list_is_offered_to_a_colleague(visit, refer, dr_osei, sam):
    urgent, other = refer("open", urgency="urgent"), refer("open")
    page = text(visit(dr_osei, "get", "/?urgency=urgent"))
    assert f'name="pick" value="{urgent.pk}"' in page and f'value="{other.pk}"' not in page

    page = visit(dr_osei, "post", PICKED, {"pick": [str(urgent.pk)]})
    assert page.status_code == 200 and f'value="{urgent.pk}" checked' in text(page)

    said = {"pick": [str(urgent.pk)], "picked": [str(urgent.pk)], "to": str(sam.membership_id), "note": "Call first."}
    page = visit(dr_osei, "post", PICKED, said, follow=True)
    assert "is offered to Sam Bright" in text(page)
    with acting(sam):
        assert [row.referral_id for row in queries.offered_to(sam)] == [urgent.pk], "accepted one by one, as ever"
    with acting(dr_osei):
        assert queries.referral(dr_osei, urgent.pk).holder_id == dr_osei.membership_id


def test_a_tick_taken_away_stays_away_and_what_is_missing_is_said(visit, refer, dr_osei, sam):
    first, second = refer("open"), refer("open")
    both = [str(first.pk), str(second.pk)]

    page = visit(dr_osei, "post", PICKED, {"pick": both, "picked": both[:1], "to": ""})
    assert page.status_code == UNPROCESSABLE and "Choose who takes it over." in text(page)
    assert f'value="{both[0]}" checked' in text(page) and f'value="{both[1]}" checked' not in text(page)

    page = visit(dr_osei, "post", PICKED, {"pick": both, "to": str(sam.membership_id)})
    assert page.status_code == UNPROCESSABLE and "Tick what to hand over." in text(page)


def test_only_what_the_reader_may_hand_over_can_be_ticked(visit, refer, dr_osei, sam, rosa, eve):
    sent = refer("sent")
    assert f'value="{sent.referral_id}"' in text(visit(sam, "get", "/?view=all")), "a coordinator, for anybody"
    assert 'name="pick"' not in text(visit(rosa, "get", "/?view=all")), "what was received is assigned, not handed over"

    page = visit(eve, "post", PICKED, {"pick": [str(sent.referral_id)]})
    assert page.status_code == 302, "nothing of it is there for a stranger"
    with acting(dr_osei):
        assert not queries.open_offers([sent.referral_id])


def test_nothing_ticked_leads_back_and_says_so(visit, dr_osei):
    page = visit(dr_osei, "post", PICKED, {"pick": ["not-an-id"]}, follow=True)
    assert "Pick the promises to hand over first." in text(page)
