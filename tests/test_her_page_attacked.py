"""Somebody who knows Maya well, or was on her page once, tries to get in, or to stay."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from her_page import WORD, press, signed_in, text, waiting

from throughcare.clients import actions as clients
from throughcare.doors import queries as links
from throughcare.foundation.actor import acting
from throughcare.voices import rules

pytestmark = pytest.mark.usefixtures("house")


def guess(browser, token, *, times, now, monkeypatch) -> list[int]:
    """Wrong words, slowly enough that each is compared."""
    seen = []
    for n in range(times):
        monkeypatch.setattr(timezone, "now", lambda n=n: now + timedelta(minutes=20 * n))
        seen.append(browser.post(f"/my/{token}/", {"said": f"guess {n}"}).status_code)
    monkeypatch.undo()
    return seen


def test_who_guesses_is_heard_of_also_on_a_day_on_which_she_said_much(
    inside, refer, hand_out, dr_osei, sam, now, monkeypatch
):
    press(inside, "better_time", refer("open", at=now).pk)
    issued = hand_out()
    monkeypatch.setitem(rules.data(), "most_in_a_day", 1)
    with monkeypatch.context() as patched:
        assert guess(Browser(), issued.token, times=10, now=now, monkeypatch=patched) == [200] * 10

    with acting(sam):
        assert links.state_of(links.link(sam, issued.link.pk), at=now) == "open"
    assert "Many wrong words were tried at their page" in waiting(dr_osei)


def test_a_wrong_number_is_heard_also_on_a_day_on_which_she_said_much(
    inside, refer, hand_out, dr_osei, now, monkeypatch
):
    press(inside, "better_time", refer("open", at=now).pk)
    monkeypatch.setitem(rules.data(), "most_in_a_day", 1)

    assert Browser().post(f"/my/{hand_out().token}/not-mine/").status_code == 200
    assert "Somebody says: this number is no longer theirs" in waiting(dr_osei)


@pytest.mark.parametrize("written", ["%m%d", "%d%m", "%Y", "%y%m%d", "%m%d%Y"])
def test_her_birthday_is_no_number_however_it_is_written(maya, written):
    said = maya.born_on.strftime(written)

    answer = signed_in("osei@northside.example").post(
        f"/clients/{maya.pk}/own-page/word/", {"kind": "pin", "said": said, "again": said}
    )

    assert answer.status_code == 422 and "would guess that one" in text(answer)


def test_whoever_knew_the_word_before_does_not_stay_after_it_was_changed(inside, maya):
    assert "/page/close/" in inside.get("/my/page/").content.decode()
    words = {"kind": "word", "said": "blue heron", "again": "blue heron"}
    assert signed_in("sam@northside.example").post(f"/clients/{maya.pk}/own-page/word/", words).status_code == 302

    assert "/page/close/" not in inside.get("/my/page/").content.decode()


def test_a_link_of_a_merged_record_takes_the_new_word_and_is_closed_with_the_others(hand_out, maya, sam, dr_osei, now):
    issued = hand_out()
    with acting(dr_osei):
        kept = clients.register(name="Maya Torres", born_on=maya.born_on, actor=dr_osei, at=now)
        clients.merge(kept, maya, reason="The same number", actor=dr_osei, at=now)
    staff, here = signed_in("osei@northside.example"), f"/clients/{kept.pk}/own-page/"

    staff.post(f"{here}word/", {"kind": "word", "said": "blue heron", "again": "blue heron"})

    assert Browser().post(f"/my/{issued.token}/", {"said": WORD}).status_code == 200
    assert Browser().post(f"/my/{issued.token}/", {"said": "blue heron"}).status_code == 302
    assert issued.token in staff.get(here).content.decode()
    assert staff.post(f"{here}links/{issued.link.pk}/close/").status_code == 302
    with acting(sam):
        assert links.state_of(links.link(sam, issued.link.pk), at=now) == "revoked"
