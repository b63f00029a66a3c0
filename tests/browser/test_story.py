"""The whole loop, as three people live it: on a desk and on a phone, with JavaScript and without."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from .conftest import DESKTOP, PHONE

EVERYWHERE = [
    pytest.param(DESKTOP, True, id="desk"),
    pytest.param(DESKTOP, False, id="desk-without-javascript"),
    pytest.param(PHONE, True, id="phone"),
    pytest.param(PHONE, False, id="phone-without-javascript"),
]


def register_maya(osei):
    osei.go("/clients/new/")
    osei.write(name="Maya Torres", born_on="2010-04-09", postal_code="33130", value="305-555-0161")
    osei.page.select_option("[name=language]", "es")
    osei.page.select_option("[name=kind]", "phone")
    osei.press("Register")
    osei.page.wait_for_url(re.compile(r"/clients/[0-9a-f-]{36}/$"))
    return osei.page.url.rstrip("/").rsplit("/", 1)[1]


def take_phq9(osei, client):
    osei.go(f"/clients/{client}/screens/phq-9/")
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
    osei.page.locator("input[name=level][value=low]").check()
    osei.page.locator("input[name=method]").first.check()
    osei.write(done="Talked with her alone. No plan. Her aunt knows; safety plan made.")
    osei.press("Keep the answer")
    osei.sees("safety plan made")


def write_the_referral(osei, client):
    osei.go(f"/clients/{client}/referrals/new/")
    osei.write(need="Trauma therapy", reason="Nightmares since the accident")
    osei.choose("urgency", "routine")
    osei.press("Keep and go on")
    osei.write(
        concerns="Nightmares and panic since November.", safety="Assessed today, low risk.", medical="Asthma",
        allergies="None known", social="Lives with her aunt",
    )  # fmt: skip
    osei.press("Keep and choose a service")
    place = osei.page.locator("article.option", has_text="Trauma therapy for young people")
    place.locator("input[name=service]").check()
    osei.write(choice="Maya chose it from three")
    osei.press("They chose this one")


def agree_and_send(osei):
    osei.choose("kind", "written_consent")
    osei.write(given_by="Maya and her aunt")
    osei.choose("feedback", "progress")
    osei.press("They agreed to this")
    osei.press("Send to Trauma therapy for young people")
    osei.page.wait_for_url(re.compile(r"/referrals/"))
    return osei.page.url.split("/referrals/")[1].strip("/")


def a_week_passes(superuser):
    """The visit that was ahead lies behind: the one thing that a test cannot wait for."""
    superuser.execute("update scheduling_visit set starts_at = now() - interval '1 hour' where status = 'booked'")


def book(rosa, kind):
    rosa.open("Book a visit")
    rosa.page.locator(f"input[name=kind][value={kind}]").check()
    ahead = timezone.localtime() + timedelta(days=3)
    rosa.page.locator("input[name=starts_at]").fill(ahead.strftime("%Y-%m-%dT10:00"))
    rosa.press("Book it")
    rosa.sees("Move to another time")


@pytest.mark.parametrize("viewport, script", EVERYWHERE)
def test_one_promise_is_taken_from_a_screen_to_a_closure_with_evidence(somebody, superuser, viewport, script):
    osei = somebody(viewport=viewport, script=script).sign_in("Dr. Ama Osei")
    client = register_maya(osei)
    take_phq9(osei, client)
    answer_the_signal(osei)
    write_the_referral(osei, client)
    referral = agree_and_send(osei)
    osei.sees("Waits for the service")
    osei.sees("left")

    sam = somebody(viewport=viewport, script=script).sign_in("Sam Bright")
    sam.follow("All of Northside")
    row = sam.page.locator("tr.queue__row", has_text="Maya Torres").inner_text()
    assert "Sent" in row and "Osei" in row, "who holds it is seen at every moment"

    rosa = somebody(viewport=viewport, script=script).sign_in("Rosa Díaz")
    rosa.follow("Your desk")
    rosa.follow("Maya Torres")
    rosa.sees("Nightmares and panic since November.")
    rosa.sees("This may be incomplete at the person's request; ask them.")
    rosa.open("A question first")
    rosa.page.locator("[name=reason]:visible").first.fill("Which school does she go to?")
    rosa.page.locator("details[open] button[data-kind=main]").first.click()
    rosa.sees("Which school does she go to?")

    osei.go(f"/referrals/{referral}/")
    osei.follow("Trauma therapy for young people")
    osei.open("Answer the question")
    osei.page.locator("[name=reason]:visible").first.fill("Jackson High.")
    osei.page.locator("details[open] button[data-kind=main]").first.click()
    osei.sees("Jackson High.")

    rosa.page.reload()
    rosa.open("Yes, we can")
    rosa.page.locator("[name=conditions]:visible").first.fill("From April")
    rosa.page.locator("details[open] button[data-kind=main]").first.click()
    rosa.sees("From April")
    book(rosa, "intake")
    a_week_passes(superuser)
    rosa.page.reload()
    rosa.press("They came")
    rosa.sees("Treatment is next")
    book(rosa, "treatment")
    a_week_passes(superuser)
    rosa.page.reload()
    rosa.press("They came")
    rosa.open("Send a report")
    rosa.page.locator("[name=report]:visible").first.fill("She came twice. Nightmares are fewer.")
    rosa.page.locator("details[open] button[data-kind=main]").first.click()
    rosa.sees("Nightmares are fewer.")

    osei.page.reload()
    osei.sees("Nightmares are fewer.")
    osei.open("Acknowledge the report")
    osei.page.locator("details[open] button[data-kind=main]").first.click()
    osei.sees("read the report of")
    osei.go(f"/referrals/{referral}/")
    osei.open("Write down what somebody says")
    osei.page.locator("input[name=who][value=client]").check()
    osei.page.locator("input[name=says_connected][value=yes]").check()
    osei.press("Keep it")
    osei.page.locator("li", has_text="asked by someone else: yes").wait_for()
    osei.open("Close")
    osei.page.locator("input[name=closure][value=connected]").check()
    osei.page.locator("details[open] button[data-kind=main]").first.click()
    osei.sees("Closed for Maya Torres")
    for words in ("sent it to", "said yes for", "saw them at", "began treatment at", "read the report of"):
        osei.sees(words)
    closed = superuser.execute("select status, closure, evidence from referrals_referral").fetchone()
    assert closed == ("closed", "connected", "verified")


def test_two_people_answer_at_once_and_the_slower_sees_who_was_faster(somebody, refer):
    refer("sent")
    rosa, ben = somebody().sign_in("Rosa Díaz"), somebody().sign_in("Ben Adeyemi")
    for person in (rosa, ben):
        person.follow("Your desk")
        person.follow("Maya Torres")
    rosa.open("Yes, we can")
    rosa.page.locator("details[open] button[data-kind=main]").first.click()
    rosa.sees("You said yes to")

    ben.open("Not this time")
    ben.page.locator("input[name=decline_reason][value=no_room]").check()
    ben.page.locator("details[open] button[data-kind=main]").first.click()

    ben.sees("Rosa Díaz was faster")


def test_a_stranger_is_told_kindly_that_there_is_nothing(somebody, refer):
    handoff = refer("sent")
    eve = somebody().sign_in("Eve Lang")
    answers = []
    eve.page.on("response", lambda response: answers.append(response.status))

    eve.page.goto(f"{eve.address}/handoffs/{handoff.pk}/")

    assert answers[0] == 404
    assert "Maya" not in eve.page.content()
