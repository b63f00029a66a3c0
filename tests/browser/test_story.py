"""The whole loop, as three people live it: on a desk and on a phone, with JavaScript and without."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from .conftest import DESKTOP, PHONE
from .everywhere import OSEI, ROSA, SAM

EVERYWHERE = [
    pytest.param(DESKTOP, True, id="desk"),
    pytest.param(DESKTOP, False, id="desk-without-javascript"),
    pytest.param(PHONE, True, id="phone"),
    pytest.param(PHONE, False, id="phone-without-javascript"),
]
SERVICE = "Trauma therapy for young people"
WHOSE_TURN = "section.card:has(> .card__head:has-text('Whose turn'))"


def knows_how_it_stands(person, *, holder, turn, does, waits):
    """Who holds it, whose turn it is, what it waits on and until when: on every page of an open loop, at every moment."""
    head, card = person.page.locator("header.head").inner_text(), person.page.locator(WHOSE_TURN).inner_text()
    assert holder in head, head
    assert turn in card and does in card and waits in card, card
    assert re.search(r"\b(left|over)\b", card) and "due" in card, card


def look_for(person, name):
    """The search is posted; whoever is found is counted in the heading."""
    person.go("/clients/")
    person.page.locator("input[type=search]").fill(name)
    person.press("Show")


def write_down_maya(person):
    person.write(name="Maya Torres", born_on="2010-04-09", postal_code="33130", value="305-555-0161")
    person.page.select_option("[name=kind]", "phone")


def register_maya(osei):
    write_down_maya(osei)
    osei.page.select_option("[name=language]", "es")
    osei.page.locator("[name=safe_from]").fill("15:00")
    osei.page.locator("[name=safe_until]").fill("18:00")
    osei.press("Register")
    osei.page.wait_for_url(re.compile(r"/clients/[0-9a-f-]{36}/$"))
    osei.sees("15:00 to 18:00")
    return osei.page.url.rstrip("/").rsplit("/", 1)[1]


def take_phq9(osei):
    osei.follow("PHQ-9")
    osei.choose("answered_by", "client")
    osei.choose("interpreter", "none")
    osei.page.locator("input[name=asked_alone]").first.check()
    for question in osei.page.locator(".question").all():
        question.locator("input[type=radio]").nth(1).check()
    osei.press("Keep and read the result")
    osei.sees("988")


def answer_the_signal(osei):
    osei.go("/")
    first = osei.page.locator("tr.queue__row").first
    assert "risk signal" in first.inner_text().lower(), "a person in danger comes first"
    first.get_by_role("link", name="Maya Torres").click()
    osei.choose("level", "low")
    osei.page.locator("input[name=method]").first.check()
    osei.write(done="Talked with her alone. No plan. Her aunt knows; safety plan made.")
    osei.press("Keep the answer")
    osei.sees("safety plan made")


def write_the_referral(osei, client):
    osei.go(f"/clients/{client}/")
    osei.follow("New referral")
    osei.write(need="Trauma therapy", reason="Nightmares since the accident")
    assert osei.page.locator("input[name=prompts]").count() == 8, "the eight prompts ask how urgent it is"
    osei.choose("urgency", "soon")
    osei.press("Keep and go on")
    osei.write(
        concerns="Nightmares and panic since November.", safety="Assessed today, low risk.", medical="Asthma",
        allergies="None known", social="Lives with her aunt",
    )  # fmt: skip
    osei.press("Keep and choose a service")


def choose_harbor(osei):
    osei.page.locator("input[type=search]").fill("EMDR")
    osei.press("Show")
    osei.page.locator("article.option", has_text=SERVICE).locator("input[name=service]").check()
    osei.write(choice="Maya chose it; it is near her school")
    osei.press("They chose this one")


def agree_and_send(osei):
    osei.choose("kind", "written_consent")
    osei.write(given_by="Maya and her aunt")
    osei.choose("feedback", "progress")
    osei.press("They agreed to this")
    osei.press(f"Send to {SERVICE}")
    osei.page.wait_for_url(re.compile(r"/referrals/"))
    return osei.page.url.split("/referrals/")[1].strip("/")


def a_week_passes(superuser):
    """The visit that was ahead lies behind: the one thing that a test cannot wait for."""
    superuser.execute("update scheduling_visit set starts_at = now() - interval '1 hour' where status = 'booked'")


def book(rosa, kind):
    rosa.open("Book a visit")
    rosa.choose("kind", kind)
    ahead = timezone.localtime() + timedelta(days=3)
    rosa.page.locator("input[name=starts_at]").fill(ahead.strftime("%Y-%m-%dT10:00"))
    rosa.press("Book it")
    rosa.sees("Move to another time")


def see_her_and_say_so(rosa, superuser, kind):
    book(rosa, kind)
    a_week_passes(superuser)
    rosa.page.reload()
    rosa.press("They came")


def close_with_evidence(osei, referral):
    osei.go(f"/referrals/{referral}/")
    osei.open("Write down what somebody says")
    osei.choose("who", "client")
    osei.choose("says_connected", "yes")
    osei.press("Keep it")
    osei.page.locator("li", has_text="asked by someone else: yes").wait_for()
    osei.open("Close")
    osei.choose("closure", "connected")
    osei.say()
    osei.sees("Closed for Maya Torres")


@pytest.mark.parametrize("viewport, script", EVERYWHERE)
def test_one_promise_is_taken_from_a_screen_to_a_closure_with_evidence(somebody, superuser, viewport, script):
    osei = somebody(viewport=viewport, script=script).sign_in(OSEI)
    look_for(osei, "Maya")
    assert osei.page.get_by_role("link", name="Maya Torres").count() == 0, "nobody of that name is known"
    osei.follow("Register a client")
    client = register_maya(osei)
    take_phq9(osei)
    answer_the_signal(osei)
    write_the_referral(osei, client)
    choose_harbor(osei)
    referral = agree_and_send(osei)
    knows_how_it_stands(
        osei, holder="You answer for Maya Torres", turn=SERVICE, does="answers yes, no, or a question",
        waits="Waits for the service.",
    )  # fmt: skip

    sam = somebody(viewport=viewport, script=script).sign_in(SAM)
    sam.follow("All of Northside")
    row = sam.page.locator("tr.queue__row", has_text="Maya Torres").inner_text()
    assert all(words in row for words in ("Sent", "held by Dr. Ama Osei", SERVICE, "left")), row
    sam.follow("Maya Torres")
    knows_how_it_stands(
        sam, holder="Dr. Ama Osei answers", turn=SERVICE, does="answers yes", waits="Waits for the service."
    )

    rosa = somebody(viewport=viewport, script=script).sign_in(ROSA)
    rosa.follow("Your desk")
    rosa.follow("Maya Torres")
    rosa.sees("Nightmares and panic since November.")
    rosa.sees("This may be incomplete at the person's request; ask them.")
    rosa.sees("15:00 to 18:00")
    knows_how_it_stands(
        rosa, holder="Held by Dr. Ama Osei", turn="Your desk", does="answers yes", waits="Waits for you."
    )
    rosa.open("A question first")
    rosa.write(reason="Which school does she go to?")
    rosa.say()
    rosa.sees("You asked Northside Family Health a question")

    osei.go(f"/referrals/{referral}/")
    osei.follow(SERVICE)
    osei.sees("Which school does she go to?")
    knows_how_it_stands(
        osei, holder="You hold it", turn=OSEI, does="answers the question", waits="from the sending side"
    )
    osei.open("Answer the question")
    osei.write(reason="Jackson High.")
    osei.say()
    osei.sees("Jackson High.")

    rosa.page.reload()
    rosa.open("Yes, we can")
    rosa.write(conditions="From April")
    rosa.say()
    rosa.sees("You said yes to Maya Torres")
    knows_how_it_stands(rosa, holder="You hold it", turn=ROSA, does="offers a first visit", waits="Waits for you.")
    see_her_and_say_so(rosa, superuser, "intake")
    rosa.sees("Treatment is next")
    see_her_and_say_so(rosa, superuser, "treatment")
    rosa.open("Send a report")
    rosa.write(report="She came twice. Nightmares are fewer.")
    rosa.say()
    rosa.sees("Nightmares are fewer.")

    osei.page.reload()
    osei.sees("Nightmares are fewer.")
    knows_how_it_stands(
        osei, holder="Held by Rosa Díaz", turn=ROSA, does="reports how it goes", waits="Waits for the service."
    )
    osei.open("Acknowledge the report")
    osei.say()
    osei.sees("read the report of")
    close_with_evidence(osei, referral)
    happened = osei.page.locator("ol.timeline").inner_text()
    told = [
        "opened the referral", f"chose {SERVICE}", f"sent it to {SERVICE}", "asked", "answered", "said yes for",
        "booked a visit at", "saw them at", "began treatment at", "sent a report from", "read the report of",
        "closed the referral",
    ]  # fmt: skip
    assert [words for words in told if words not in happened] == []
    closed = superuser.execute("select status, closure, evidence from referrals_referral").fetchone()
    assert closed == ("closed", "connected", "verified")
