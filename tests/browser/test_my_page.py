"""Maya at a library: a card, her word, a phone's width and no JavaScript. And somebody else who holds her link."""

from datetime import timedelta

import pytest

from throughcare.doors import actions
from throughcare.doors import queries as doors
from throughcare.foundation.actor import acting
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling

from .conftest import PHONE
from .everywhere import OSEI
from .test_accessibility import NARROW
from .test_partner_answers import fits_the_phone, looked_at

WORD = "green kite"  # as `hand_out` sets it
AT_THE_LIBRARY = {"viewport": PHONE, "script": False}


def come_in(person, code: str) -> None:
    person.go("/my/")
    person.write(code=code.lower(), said=" 804 17 ")
    person.press("Open")


@pytest.fixture
def in_english(maya, superuser):
    superuser.execute("update clients_client set language = 'en' where id = %s", [maya.pk])


@pytest.fixture
def card(hand_out, maya, sam, now):
    """Its code; she chose a number with Sam."""
    code = hand_out(is_card=True).token
    with acting(sam):
        actions.set_secret(maya.pk, kind="pin", said="80417", actor=sam, at=now)
    return code


def test_maya_by_card_and_pin_chooses_a_time_says_no_to_one_offer_and_yes_to_another(
    somebody, in_english, offers, card
):
    maya = somebody(**AT_THE_LIBRARY)
    maya.go("/my/")
    assert maya.page.title() == "Throughcare" and maya.page.context.cookies() == []
    fits_the_phone(maya)
    come_in(maya, card)
    assert maya.heading() == "Hello Maya"
    maya.sees("You can choose.")
    fits_the_phone(maya)

    maya.follow("Not this one")
    assert maya.heading() == "Do you say no to this place?"
    maya.write(words="Too far by bus")
    maya.press("No, not this one")
    maya.sees("You said no to a place. We did that.")
    maya.follow("Choose this place")
    maya.press("Yes, this one")
    maya.sees("You chose this place. A person asks them for you.")
    maya.follow("Choose a time for a call")
    maya.page.get_by_label("Evenings").check()
    maya.press("Ask for a better time")
    maya.sees("You asked for a better time. A person reads it and calls you.")
    fits_the_phone(maya)

    maya.press("Close my page")
    assert maya.heading() == "This page needs your word." and "Maya" not in maya.page.content()
    maya.page.go_back()
    assert "Hello" not in maya.page.content()

    osei = somebody().sign_in(OSEI)
    osei.sees("Asks for a better time")
    osei.page.get_by_role("row", name="Chose a place").get_by_role("link", name="Maya Torres").click()
    osei.press("Do what they ask")
    osei.sees("Settled")


def test_later_maya_says_that_it_did_not_help(somebody, in_english, refer, rosa, card, now):
    handoff = refer("sent", at=now - timedelta(days=3))
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now - timedelta(days=2))
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=handoff.org_id,
            starts_at=now - timedelta(days=1), kind="treatment", actor=rosa, at=now - timedelta(days=2),
        )  # fmt: skip
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=now)
    maya = somebody(**AT_THE_LIBRARY)
    come_in(maya, card)

    maya.follow("It did not help me")
    maya.sees("You did nothing wrong.")
    maya.write(words="He never looked at me")
    maya.press("It did not help me")
    maya.sees("You said that it did not help. A person reads it and calls you.")
    maya.follow("Who has received something about me")
    maya.sees("Harbor Counseling")
    fits_the_phone(maya)

    osei = somebody().sign_in(OSEI)
    osei.page.get_by_role("row", name="did not help").get_by_role("link", name="Maya Torres").click()
    osei.sees("He never looked at me")


def test_whoever_else_holds_her_link_learns_nothing(somebody, offers, hand_out, sam, now):
    issued = hand_out()
    stranger = somebody(viewport=PHONE, script=False)
    stranger.go(f"/my/{issued.token}/")
    for guess in ("maya", "2010", "0161", "torres", "1234", WORD.upper()[:5]):
        stranger.write(said=guess)
        stranger.press("Open")
        seen = stranger.page.content()
        assert "Maya" not in seen and "Harbor" not in seen and "herapy" not in seen
        stranger.sees("This did not open.")
    stranger.go("/my/page/")
    assert stranger.heading() == "This page needs your word."

    stranger.go(f"/my/{issued.token}/")
    stranger.press("This number is not for me")
    stranger.sees("Thank you for telling us.")
    with acting(sam):
        assert doors.state_of(doors.link(sam, issued.link.pk), at=now) == "revoked"


def test_leaving_in_a_hurry_works_with_and_without_javascript(somebody, card):
    plain = somebody(**AT_THE_LIBRARY)
    plain.go("/my/")
    leave = plain.page.get_by_role("link", name="Leave this page")
    assert leave.get_attribute("href").startswith("https://") and leave.get_attribute("rel") == "noreferrer"

    quick = somebody(viewport=PHONE)
    quick.go("/health/")
    quick.go("/my/")
    quick.page.route("https://**", lambda route: route.fulfill(body="weather"))
    for _ in range(3):
        quick.page.keyboard.press("Escape")
    quick.page.wait_for_url("https://**")
    quick.page.go_back()
    assert quick.page.url.endswith("/health/"), "the page is not in the history any more"


def test_somebody_asks_for_help_from_a_borrowed_phone(somebody, superuser):
    somebody.may_answer.add(422)
    luz = somebody(viewport=PHONE, script=False, language="es-US")
    luz.go("/help/bay-area/")
    luz.sees("Llame al 988")
    luz.follow("Necesito ayuda")
    luz.write(phone="12")
    luz.press("Enviar")
    luz.sees("Este número parece muy corto.")
    luz.write(called="Luz", phone="305-555-0188", words="Ya no quiero vivir")
    luz.press("Enviar")
    assert luz.heading() == "Gracias, Luz."
    luz.sees("No nos espere.")
    fits_the_phone(luz)

    sam = somebody().sign_in("Sam Bright")
    sam.go("/?view=desk")
    sam.follow("Luz")
    sam.sees("Their words may mean danger. Call now.")
    sam.press("I call them")
    sam.open("Begin a referral")
    sam.write(need="Somebody to talk to today")
    sam.say()
    sam.sees("came of it")


def test_axe_finds_nothing_serious_on_these_pages(somebody, in_english, offers, card):
    maya = somebody(viewport=NARROW, touch=True, bypass_csp=True)
    found = []
    for path in ("/help/bay-area/", "/help/bay-area/me/", "/help/bay-area/someone/", "/my/"):
        maya.go(path)
        found += looked_at(maya, path)
    come_in(maya, card)
    found += looked_at(maya, "my page")
    maya.follow("Choose this place")
    found += looked_at(maya, "choose")
    maya.page.go_back()
    maya.follow("Who has received")
    assert found + looked_at(maya, "shared") == []


def test_axe_finds_nothing_serious_on_the_side_of_the_staff(somebody, maya, offers, hand_out, sam):
    hand_out(is_card=True), hand_out()
    luz = somebody(script=False)
    luz.go("/help/bay-area/me/")
    luz.write(called="Luz", phone="305-555-0188", words="I want to die")
    luz.press("Send this")
    sam = somebody(viewport=NARROW, touch=True, bypass_csp=True).sign_in("Sam Bright")
    sam.go(f"/clients/{maya.pk}/own-page/")
    found = looked_at(sam, "their own page")
    sam.go("/?view=desk")
    sam.follow("Luz")
    sam.press("I call them")
    assert found + looked_at(sam, "a request") == []


def test_a_phone_of_ten_years_ago_shows_and_sends_all_of_it(somebody, in_english, offers, card):
    """Its browser knows neither our layers nor our scripts: all that it reads is plain.css, or nothing at all."""
    maya = somebody(**AT_THE_LIBRARY)
    maya.page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))
    come_in(maya, card)
    maya.follow("Choose this place")
    maya.write(words="It is near")
    maya.press("Yes, this one")
    maya.sees("You chose this place.")
    fits_the_phone(maya)
