"""Two people at once, one person twice, the same person again, and somebody who has no business here."""

import re

import pytest

from .everywhere import EVE, ROSA, SAM
from .test_story import write_down_maya

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
BEN = "Ben Adeyemi"


@SCRIPT
def test_two_people_answer_at_once_and_the_slower_sees_who_was_faster(somebody, refer, script):
    refer("sent")
    somebody.may_answer.add(422)
    rosa, ben = somebody(script=script).sign_in(ROSA), somebody(script=script).sign_in(BEN)
    for person in (rosa, ben):
        person.follow("Your desk")
        person.follow("Maya Torres")
    rosa.open("Yes, we can")
    rosa.say()
    rosa.sees("You said yes to Maya Torres")

    ben.open("Not this time")
    ben.choose("decline_reason", "no_room")
    ben.write(reason="Full until June")
    ben.say()

    assert 422 in ben.answers
    ben.sees("Rosa Díaz was faster")
    ben.sees("You said yes to Maya Torres")
    ben.sees("Full until June")


@SCRIPT
def test_a_button_pressed_twice_registers_one_person(somebody, superuser, script):
    sam = somebody(script=script).sign_in(SAM)
    sam.go("/clients/new/")
    write_down_maya(sam)

    sam.press("Register", twice=True)

    sam.page.wait_for_url(re.compile(r"/clients/[0-9a-f-]{36}/$"))
    assert superuser.execute("select count(*) from clients_client").fetchone() == (1,)


@SCRIPT
def test_a_yes_pressed_twice_is_said_once(somebody, refer, superuser, script):
    handoff = refer("sent")
    rosa = somebody(script=script).sign_in(ROSA)
    rosa.go(f"/handoffs/{handoff.pk}/")
    rosa.open("Yes, we can")

    rosa.say(twice=True)

    rosa.sees("You said yes to Maya Torres")
    rosa.page.locator("[role=alert]").wait_for(state="detached")
    said = superuser.execute("select count(*) from referrals_handoffstep where name = 'accept'").fetchone()
    assert said == (1,)


def test_the_same_question_from_two_windows_is_asked_once(somebody, refer, superuser):
    handoff = refer("sent")
    somebody.may_answer.add(422)
    rosa = somebody().sign_in(ROSA)
    windows = [rosa, rosa.another_window()]
    for window in windows:
        window.go(f"/handoffs/{handoff.pk}/")
        window.open("A question first")
        window.write(reason="Which school?")

    for window in windows:
        window.say()

    for window in windows:
        window.sees("You asked Northside Family Health a question")
    assert superuser.execute("select count(*) from referrals_handoffstep where name = 'ask'").fetchone() == (1,)


@SCRIPT
def test_the_same_person_is_found_before_a_second_record_is_made(somebody, maya, script):
    sam = somebody(script=script).sign_in(SAM)
    sam.go("/clients/new/")
    write_down_maya(sam)
    sam.press("Register")

    sam.sees("Is it one of these people?")
    sam.follow("This is the person")

    assert sam.page.url.endswith(f"/clients/{maya.pk}/")


def test_a_stranger_is_told_kindly_that_there_is_nothing(somebody, refer):
    handoff = refer("sent")
    somebody.may_answer.add(404)
    eve = somebody().sign_in(EVE)

    for path in (f"/handoffs/{handoff.pk}/", f"/referrals/{handoff.referral_id}/", f"/clients/{handoff.client_id}/"):
        eve.go(path)
        assert 404 in eve.answers
        eve.answers.clear()
        assert eve.heading() == "There is nothing here for you."
        assert "Maya" not in eve.page.content()
    eve.follow("Go to your work list")
    eve.sees("You hold nothing that is open.")
