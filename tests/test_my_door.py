"""Whoever holds Maya's link without her word learns nothing and does nothing; staff hand out what opens it."""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from her_page import WORD, press, said_by_maya, signed_in, text, waiting

from throughcare.clients import actions as clients
from throughcare.clients import queries as people
from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.foundation.actor import acting
from throughcare.foundation.work import queries as work
from throughcare.referrals import actions as referrals
from throughcare.web.mypage.urls import SaidConverter
from throughcare.web.senders import place_of

PLAIN = {"/my/page/", "/my/page/more/", "/my/page/away/", *(f"/my/page/{n}/ID/" for n in range(9))}
NEVER_SAID = ["Maya", "Trauma", "therapy", "Harbor", "Northside", "Osei", "Sam Bright", "referral", "care", "clinic"]


@pytest.fixture(autouse=True)
def one_number_for_all(settings, house):
    settings.PHONE_FOR_ANYBODY = "305-555-0100"


# --- whoever does not know the word


def test_every_link_that_does_not_open_is_answered_alike(hand_out, sam, now, monkeypatch):
    living, closed, ran_out = hand_out(), hand_out(), hand_out()
    with acting(sam):
        doors.revoke(closed.link.pk, actor=sam, at=now)
    mistyped = living.token[:-1] + ("A" if living.token[-1] != "A" else "B")
    pages = {}
    for name, token in {"wrong": living.token, "closed": closed.token, "mistyped": mistyped, "never": "x" * 43}.items():
        look, wrong = Browser().get(f"/my/{token}/"), Browser().post(f"/my/{token}/", {"said": "guess"})
        pages[name] = (look.status_code, text(look), wrong.status_code, text(wrong), bool(wrong.cookies))
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=400))
    late = Browser().get(f"/my/{ran_out.token}/"), Browser().post(f"/my/{ran_out.token}/", {"said": WORD})
    pages["ran out"] = (late[0].status_code, text(late[0]), late[1].status_code, text(late[1]), bool(late[1].cookies))

    assert len(set(pages.values())) == 1, "expired, closed, mistyped and guessed look the same"
    assert "988" in pages["wrong"][1] and "305-555-0100" in pages["wrong"][1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_door_tells_nothing_about_anybody(hand_out, language):
    token = hand_out().token
    answer = Browser().get(f"/my/{token}/?lang={language}")

    page = answer.content.decode()
    shown = page.split("<body", 1)[1].split("<svg hidden")[0] + re.findall("<title>.*?</title>", page)[0]
    shown = shown.replace("Throughcare", "")
    assert not [word for word in NEVER_SAID if re.search(rf"\b{word}\b", shown, re.IGNORECASE)]
    assert "<title>Throughcare</title>" in page and not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer" and "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] == "no-store"


def test_a_mail_filter_that_looks_changes_nothing(hand_out, sam, now):
    issued = hand_out()
    for method in ("get", "head"):
        getattr(Browser(), method)(f"/my/{issued.token}/")
        getattr(Browser(), method)(f"/my/{issued.token}/not-mine/")

    with acting(sam):
        assert links.state_of(links.link(sam, issued.link.pk), at=now) == "open"
        assert links.tries_of(sam, [issued.link.pk]) == []
    assert waiting(sam) == []


@pytest.mark.parametrize("path", ["page/", "page/more/", "page/0/{id}/", "page/4/{id}/"])
def test_inside_is_not_there_for_whoever_did_not_say_the_word(hand_out, refer, now, path):
    referral = refer("open", at=now)
    issued, browser = hand_out(), Browser()
    browser.post(f"/my/{issued.token}/", {"said": "guess"})
    here = "/my/" + path.format(id=referral.pk)

    assert text(browser.get(here)) == text(Browser().get("/my/"))
    assert browser.post(here, {"mark": "x"}).status_code in {200, 405}


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIiwiYiJd:1:2", "[]"])
def test_a_cookie_that_was_made_up_opens_nothing(house, cookie):
    browser = Browser()
    browser.cookies["my"] = cookie

    assert text(browser.get("/my/page/")) == text(Browser().get("/my/"))


def test_a_partners_link_does_not_open_it_and_hers_opens_no_partners_page(refer, maya, sam, now):
    handoff = refer("sent", at=now)
    with acting(sam):
        ask = doors.issue(
            purpose="answer", subject_kind="handoff", subject_id=handoff.pk, factor="code", actor=sam, at=now
        )
        code = links.phone_code_of(ask.link)

    assert Browser().post(f"/my/{ask.token}/", {"said": code}).status_code == 200, "no way in"


def test_what_she_opened_closes_with_the_link_and_after_twenty_minutes(hand_out, sam, now, monkeypatch):
    issued, browser = hand_out(), Browser()
    browser.post(f"/my/{issued.token}/", {"said": WORD})
    assert "Maya" in text(browser.get("/my/page/"))

    monkeypatch.setattr("time.time", lambda: now.timestamp() + 21 * 60)
    assert "Maya" not in text(browser.get("/my/page/")), "twenty minutes without a press"
    monkeypatch.undo()
    with acting(sam):
        doors.revoke(issued.link.pk, actor=sam, at=now)

    assert "Maya" not in text(browser.get("/my/page/"))


def test_whoever_comes_after_her_at_the_library_finds_the_door(inside):
    inside.post("/my/page/close/")

    assert "Maya" not in text(inside.get("/my/page/"))


def test_whoever_leaves_in_a_hurry_leaves_the_door_closed(inside):
    answer = inside.get("/my/page/away/")

    assert answer.status_code == 302 and answer["Referrer-Policy"] == "no-referrer"
    assert "Maya" not in text(inside.get("/my/page/"))


def test_somebody_who_looks_over_her_shoulder_reads_no_word_and_no_history(hand_out, refer, now):
    refer("open", at=now)
    issued, browser = hand_out(), Browser()
    door = browser.get(f"/my/{issued.token}/").content.decode()
    wrong = browser.post(f"/my/{issued.token}/", {"said": "her secret guess"}).content.decode()
    browser.post(f"/my/{issued.token}/", {"said": WORD})
    inside = browser.get("/my/page/?lang=en").content.decode()

    assert 'type="password"' in door and "her secret guess" not in wrong
    assert "<title>Throughcare</title>" in inside
    addresses = set(re.findall(r'href="(/my/[^"?]*)', inside))
    assert {re.sub(r"[0-9a-f-]{36}", "ID", one) for one in addresses} <= PLAIN


def test_another_site_cannot_press_for_her(inside, refer, sam, now):
    referral = refer("open", at=now)

    assert inside.post(reverse("my-say", args=["no_more", referral.pk]), {"words": "stop"}).status_code == 422
    assert waiting(sam) == []


def test_she_says_nothing_about_what_is_not_hers(inside, dr_osei, now, house):
    with acting(dr_osei):
        other = clients.register(name="Somebody Else", actor=dr_osei, at=now)
        theirs = referrals.begin(client_id=other.pk, need="Housing", actor=dr_osei, at=now)

    for kind in SaidConverter.kinds:
        assert inside.get(reverse("my-say", args=[kind, theirs.pk])).status_code == 404


# --- a wrong number


def test_one_press_by_anyone_stops_what_comes_to_a_number_and_tells_them_nothing(hand_out, dr_osei, sam, now):
    issued = hand_out()
    hers = Browser().post(f"/my/{issued.token}/not-mine/")
    again = Browser().post(f"/my/{issued.token}/not-mine/")
    nobodys = Browser().post(f"/my/{'x' * 43}/not-mine/")

    assert text(hers) == text(again) == text(nobodys)
    assert "If the link still worked, we stop writing to this number" in text(hers), "true of a dead link, too"
    assert waiting(dr_osei) == ["Somebody says: this number is no longer theirs"]
    with acting(sam):
        assert links.state_of(links.link(sam, issued.link.pk), at=now) == "revoked"


def test_many_wrong_words_lock_nobody_out_elsewhere_and_her_holder_hears_of_it(hand_out, dr_osei, now, monkeypatch):
    token = hand_out().token
    for n in range(10):
        monkeypatch.setattr(timezone, "now", lambda n=n: now + timedelta(minutes=20 * n))
        assert Browser().post(f"/my/{token}/", {"said": f"guess {n}"}).status_code == 200
    at_night = now + timedelta(minutes=210)
    monkeypatch.setattr(timezone, "now", lambda: at_night)

    assert Browser().post(f"/my/{token}/", {"said": WORD}).status_code == 200, "who guessed waits"
    assert Browser(REMOTE_ADDR="198.51.100.7").post(f"/my/{token}/", {"said": WORD}).status_code == 302
    monkeypatch.undo()
    assert waiting(dr_osei) == ["Many wrong words were tried at their page"]
    assert Browser().post(f"/my/{hand_out(is_card=True).token}/", {"said": WORD}).status_code == 302, "her card opens"


def test_after_a_call_her_link_takes_her_word_again(hand_out, maya, now, monkeypatch):
    issued, staff = hand_out(), signed_in("sam@northside.example")
    for n in range(5):
        Browser().post(f"/my/{issued.token}/", {"said": f"guess {n}"})
    assert Browser().post(f"/my/{issued.token}/", {"said": WORD}).status_code == 200
    assert "I spoke with them: count anew" in staff.get(f"/clients/{maya.pk}/own-page/").content.decode()

    assert staff.post(f"/clients/{maya.pk}/own-page/links/{issued.link.pk}/again/").status_code == 302

    assert Browser().post(f"/my/{issued.token}/", {"said": WORD}).status_code == 302


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("198.51.100.7", "198.51.100.8", False), ("", "", True),
])  # fmt: skip
def test_a_phone_that_changes_its_address_is_still_one_place(one, other, same):
    assert (place_of(one) == place_of(other)) is same


def reached_by(actor, maya) -> dict[str, bool]:
    with acting(actor):
        return {route.value: route.is_safe for route in people.routes(maya.pk)}


def test_a_wrong_number_is_not_used_until_a_person_knows_better(hand_out, dr_osei, sam, maya, now):
    token = hand_out().token
    assert reached_by(sam, maya) == {"305-555-0161": True}

    Browser().post(f"/my/{token}/not-mine/")

    assert reached_by(sam, maya) == {"305-555-0161": False}
    with acting(dr_osei):
        (line,) = [one for one in work.worklist(dr_osei, work.Wanted(mine=True)) if one.subject_kind == "voice"]
    done = {"seen": "said", "reason": "She says that her brother pressed it"}
    signed_in("osei@northside.example").post(f"/voices/{line.subject_id}/steps/refute/", done)
    assert reached_by(sam, maya) == {"305-555-0161": True}


def test_nothing_opens_the_page_of_somebody_who_died(hand_out, dr_osei, maya, sam, now):
    issued = hand_out()
    with acting(dr_osei):
        clients.change_situation(maya, situation="deceased", source="Her aunt", actor=dr_osei, at=now)

    assert Browser().post(f"/my/{issued.token}/", {"said": WORD}).status_code == 200
    with acting(sam):
        assert links.state_of(links.link(sam, issued.link.pk), at=now) == "revoked"


# --- the side of the staff


def test_staff_set_the_word_with_her_and_hand_out_a_card_with_nothing_else_on_it(maya, sam, now):
    browser, here = signed_in("sam@northside.example"), f"/clients/{maya.pk}/own-page/"
    assert "No word is set yet" in text(browser.get(here))
    easy = browser.post(f"{here}word/", {"kind": "word", "said": "Maya", "again": "Maya"})
    other = browser.post(f"{here}word/", {"kind": "word", "said": WORD, "again": "blue kite"})
    assert (easy.status_code, other.status_code) == (422, 422)

    assert browser.post(f"{here}word/", {"kind": "word", "said": WORD, "again": WORD}).status_code == 302
    key = re.findall(r'name="key" value="([^"]*)"', browser.get(here).content.decode())[0]
    for _ in range(2):
        assert browser.post(f"{here}links/", {"key": key, "went_to": "card"}).status_code == 302
    with acting(sam):
        (card,) = links.links_of(sam, maya.pk)
        code = links.token_of(card)
    printed = text(browser.get(f"{here}links/{card.pk}/card/"))
    on_it = re.findall(
        r'<section class="paper-card">(.*?)</section>',
        browser.get(f"{here}links/{card.pk}/card/").content.decode(),
        re.DOTALL,
    )
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", on_it[0])).strip()

    assert words == f"Sam Bright 305-555-0110 {code[:4]}-{code[4:8]}-{code[8:]}"
    assert "Maya" not in printed
    assert Browser().post("/my/", {"code": code.lower(), "said": "Green  Kite"}).status_code == 302, "as people type"


def test_eve_works_elsewhere_and_finds_neither_page_nor_word(inside, maya, refer, sam, now):
    referral = refer("open", at=now)
    press(inside, "better_time", referral.pk)
    (voice,) = said_by_maya(sam, maya, now)
    eve = signed_in("eve@elsewhere.example")

    for path in (f"/clients/{maya.pk}/own-page/", f"/voices/{voice.pk}/"):
        assert eve.get(path).status_code == 404
    assert eve.post(f"/voices/{voice.pk}/steps/settle/", {"reason": "hers"}).status_code == 404
