"""Our own people ask a place outside by link: they make one, copy it, print it, call back, close it."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.test import Client as Browser
from django.utils import timezone
from test_partner_links import Partner, text

from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.inquiries import actions as inquiries


@pytest.fixture
def asking(asked_of_bridge):
    handoff = asked_of_bridge()
    return handoff, f"/handoffs/{handoff.pk}/links/"


def made(visit, actor, address, **said) -> str:
    form = {"key": str(uuid7()), "factor": "code", "went_to": ""} | said
    return text(visit(actor, "post", address, form, follow=True))


def newest(actor, subject):
    with acting(actor):
        return links.links_of(actor, subject.pk)[0]


def test_the_page_of_the_ask_leads_there(visit, dr_osei, asking):
    handoff, address = asking
    assert address in text(visit(dr_osei, "get", f"/handoffs/{handoff.pk}/"))


def test_a_link_is_made_and_shown_with_its_code(visit, dr_osei, asking):
    handoff, address = asking

    html = made(visit, dr_osei, address, went_to="desk@bridge.example")

    link = newest(dr_osei, handoff)
    code = links.phone_code_of(link)
    assert f"/d/{links.token_of(link)}/" in html and f"{code[:3]} {code[3:]}" in html
    assert (link.went_to, link.factor, link.issued_by_name) == ("desk@bridge.example", "code", "Dr. Ama Osei")


def test_the_letter_to_their_address_names_nobody_and_no_care(visit, dr_osei, asking):
    handoff, address = asking
    html = made(visit, dr_osei, address, went_to="desk@bridge.example")

    letter = unquote(unescape(re.search(r'href="(mailto:desk@bridge.example[^"]+)"', html)[1]))
    link = newest(dr_osei, handoff)

    assert links.token_of(link) in letter and links.phone_code_of(link) not in letter
    assert "Subject" not in letter and "subject=A question from Northside Family Health" in letter
    for word in ("Maya", "herap", "rauma", "referral", "patient", "client", "care "):
        assert word not in letter, word


def test_the_same_form_sent_twice_makes_one_link(visit, dr_osei, asking):
    handoff, address = asking
    key = str(uuid7())
    made(visit, dr_osei, address, key=key)
    made(visit, dr_osei, address, key=key)
    with acting(dr_osei):
        assert len(links.links_of(dr_osei, handoff.pk)) == 1


def test_the_printed_page_holds_the_link_and_neither_code_nor_person(visit, dr_osei, asking):
    handoff, address = asking
    made(visit, dr_osei, address)
    link = newest(dr_osei, handoff)

    sheet = text(visit(dr_osei, "get", f"/links/{link.pk}/sheet/"))

    assert links.token_of(link) in sheet and "Bridge House" in sheet
    code = links.phone_code_of(link)
    assert code not in sheet and f"{code[:3]} {code[3:]}" not in sheet and "Maya" not in sheet


def test_a_closed_link_opens_nothing_and_is_not_shown_any_more(visit, dr_osei, asking):
    handoff, address = asking
    made(visit, dr_osei, address)
    link = newest(dr_osei, handoff)

    html = text(visit(dr_osei, "post", f"/links/{link.pk}/revoke/", follow=True))

    assert "Closed" in html and links.token_of(link) not in html
    assert "This link is closed" in text(visit(dr_osei, "get", f"/d/{links.token_of(link)}/"))
    assert visit(dr_osei, "get", f"/links/{link.pk}/sheet/").status_code == 404


def test_they_ask_for_a_call_and_go_on_while_we_speak(visit, dr_osei, asking, client):
    handoff, address = asking
    made(visit, dr_osei, address, factor="call_back")
    link = newest(dr_osei, handoff)
    partner = Partner(type("Issued", (), {"token": links.token_of(link), "link": link}))
    partner.browser.post(f"{partner.path}call/")
    assert "They ask for a call" in text(visit(dr_osei, "get", address))
    assert "They ask to be called." in text(visit(dr_osei, "get", f"/handoffs/{handoff.pk}/"))
    assert "asks to be called before it answers" in text(visit(dr_osei, "get", "/notices/"))
    assert "They ask to be called before they answer" in text(visit(dr_osei, "get", "/"))

    visit(dr_osei, "post", f"/links/{link.pk}/called/")

    assert "Maya" in partner.enter()


def test_a_passphrase_is_agreed_once_for_all_links_of_a_place(visit, dr_osei, asking):
    handoff, address = asking
    assert 'value="passphrase"' not in text(visit(dr_osei, "get", address))
    refused = visit(dr_osei, "post", f"/handoffs/{handoff.pk}/passphrase/", {"passphrase": "short"})
    assert refused.status_code == 422 and "at least 10" in text(refused)

    visit(dr_osei, "post", f"/handoffs/{handoff.pk}/passphrase/", {"passphrase": "seven quiet herons"})
    html = made(visit, dr_osei, address, factor="passphrase")

    assert "herons" not in html
    link = newest(dr_osei, handoff)
    partner = Partner(type("Issued", (), {"token": links.token_of(link), "link": link}))
    assert "Maya" in partner.enter("Seven quiet herons")


def test_a_question_without_a_name_is_asked_by_link_too(visit, dr_osei, refer, maya, bridge):
    referral = refer("open", at=timezone.now())
    about = inquiries.About(need="Trauma therapy", urgency="routine")
    with acting(dr_osei):
        [inquiry] = inquiries.inquire(
            referral.pk, about=about, service_ids=[bridge.pk], names=[maya.name], actor=dr_osei, at=timezone.now()
        )
    address = f"/inquiries/{inquiry.pk}/links/"
    assert address in text(visit(dr_osei, "get", f"/referrals/{referral.pk}/inquiries/"))

    assert "/d/" in made(visit, dr_osei, address, factor="none")


def test_a_link_to_a_person_is_never_made_without_a_second_factor(visit, dr_osei, asking):
    _, address = asking
    refused = visit(dr_osei, "post", address, {"key": str(uuid7()), "factor": "none"})
    assert refused.status_code == 422


def test_whoever_signs_in_is_not_asked_by_link(visit, dr_osei, refer):
    handoff = refer("sent", at=timezone.now())
    assert visit(dr_osei, "get", f"/handoffs/{handoff.pk}/links/").status_code == 404


def test_what_is_over_is_not_asked_again(visit, dr_osei, asking):
    handoff, address = asking
    made(visit, dr_osei, address)
    visit(dr_osei, "post", f"/handoffs/{handoff.pk}/steps/recall/", {"seen": "sent", "reason": "She found another"})

    html = text(visit(dr_osei, "get", address))

    assert "A new link" not in html and "not needed any more" in html


def test_whoever_holds_the_promise_learns_of_a_new_link_and_of_guesses(visit, dr_osei, asked_of_bridge, link_to):
    old = link_to(asked_of_bridge(), at=timezone.now() - timedelta(days=30))
    Browser().post(f"/d/{old.token}/new/")
    guessed = link_to(asked_of_bridge())
    for hour in range(10):
        at = timezone.now() + timedelta(hours=hour)
        doors.try_secret(guessed.token, "wrong", address="203.0.113.9", at=at)

    told = text(visit(dr_osei, "get", "/notices/"))

    assert "asked for a new link" in told and "Many wrong words at the link" in told


# --- a listing


@pytest.fixture
def listing_link(visit, sam, bridge):
    """Sam asks Bridge House whether the listing is still true."""
    made(visit, sam, f"/directory/services/{bridge.pk}/links/", factor="none")
    link = newest(sam, bridge)
    return Partner(type("Issued", (), {"token": links.token_of(link), "link": link}))


def test_still_true_is_one_press_and_stands_in_the_directory(visit, sam, bridge, listing_link):
    assert "Is this still true?" in listing_link.enter() and "Bridge House" in text(listing_link.answer)

    assert "Thank you for telling us" in listing_link.press("true")

    assert "Bridge House, by link" in text(visit(sam, "get", f"/directory/services/{bridge.pk}/"))
    assert "Thank you" in listing_link.look(), "the link has done what it was for"


def test_what_has_changed_is_told_to_those_who_asked_until_somebody_sees_to_it(visit, sam, eve, bridge, listing_link):
    listing_link.enter()
    assert "Say what is different now" in listing_link.press("changed", words=" ")
    listing_link.press("changed", words="A new number: 305-555-0199")

    page = f"/directory/services/{bridge.pk}/"
    html = text(visit(sam, "get", page))
    assert "305-555-0199" in html and "305-555-0199" not in text(visit(eve, "get", page))
    seen = re.search(r'action="(/directory/words/[^"]+)"', html)[1]
    assert visit(eve, "post", seen).status_code == 404
    assert "Seen to by Sam Bright" in text(visit(sam, "post", seen, follow=True))


def test_only_those_who_see_to_listings_ask_about_them(visit, dr_osei, bridge):
    assert visit(dr_osei, "get", f"/directory/services/{bridge.pk}/links/").status_code == 404
