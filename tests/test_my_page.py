"""Maya's own page: what she reads and says, and that whoever holds her link without her word learns nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.models import Person
from throughcare.clients import actions as clients
from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.foundation.actor import acting
from throughcare.foundation.work import queries as work
from throughcare.inquiries import queries as asked
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries as loops
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling import queries as visits
from throughcare.voices import queries as voices
from throughcare.web.mypage.urls import SaidConverter

WORD = "green kite"  # as `hand_out` sets it
PLAIN = {"/my/page/", "/my/page/more/", "/my/page/away/", *(f"/my/page/{n}/ID/" for n in range(9))}
NEVER_SAID = ["Maya", "Trauma", "therapy", "Harbor", "Northside", "Osei", "Sam Bright", "referral", "care", "clinic"]


@pytest.fixture(autouse=True)
def one_number_for_all(settings, house):
    settings.PHONE_FOR_ANYBODY = "305-555-0100"


@pytest.fixture
def inside(hand_out):
    """Maya's browser, after she typed her word."""
    browser = Browser(enforce_csrf_checks=True)
    assert browser.post(f"/my/{hand_out().token}/", {"said": WORD}).status_code == 302
    return browser


def text(answer) -> str:
    body = answer.content.decode().split("<body", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<svg hidden.*?</svg>|<[^>]+>", " ", body, flags=re.DOTALL))


def press(browser, kind: str, subject_id, **said):
    """As she does it: look at the question, then press."""
    here = reverse("my-say", args=[kind, subject_id])
    shown = browser.get(here).content.decode()
    hidden = dict(re.findall(r'name="(mark|key)" value="([^"]*)"', shown))
    return browser.post(here, hidden | said)


def waiting(actor) -> list[str]:
    with acting(actor):
        return [line.what for line in work.worklist(actor, work.Wanted(mine=True)) if line.subject_kind == "voice"]


def said_by_maya(sam, maya, now) -> list:
    with acting(sam):
        return voices.said_lately(sam, [maya.pk], at=now + timedelta(minutes=5))


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
    assert "Nothing more comes to this number" in text(hers)
    assert waiting(dr_osei) == ["Somebody says: this number is no longer theirs"]
    with acting(sam):
        assert links.state_of(links.link(sam, issued.link.pk), at=now) == "revoked"


# --- what Maya reads


def test_she_reads_who_helps_what_is_next_by_when_and_a_number(inside, refer, now):
    refer("open", at=now - timedelta(minutes=1))

    page = text(inside.get("/my/page/?lang=en"))

    assert "Hello Maya" in page and "Dr. Ama Osei looks for a place for you." in page
    assert re.search(r"By \w+day, \w+ \d+\.|Today by \d+:\d\d [AP]M\.", page) and "305-555-0110" in page


def test_it_is_in_her_language(inside, refer, now):
    refer("open", at=now)

    assert "Hola, Maya" in text(inside.get("/my/page/")), "her record says Spanish"


def test_nothing_clinical_stands_on_her_page(inside, offers, refer, rosa, now):
    handoff = refer("sent", at=now)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)

    pages = [inside.get("/my/page/?lang=en"), inside.get("/my/page/more/?lang=en")]

    for page in pages:
        shown = text(page).lower()
        assert not [
            word for word in ("trauma", "therapy", "panic", "diagnos", "phq", "asthma", "clinic") if word in shown
        ]


def test_a_promise_that_is_late_says_so_and_whose_fault_it_is(inside, refer, now):
    refer("open", at=now - timedelta(days=30))

    assert "It is late, and that is our fault" in text(inside.get("/my/page/?lang=en"))


def test_waits_are_told_as_they_are_with_how_many_or_as_unknown(inside, refer, rosa, now, monkeypatch):
    from throughcare.referrals import waiting as waits

    handoff = refer("sent", at=now)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        referrals.take_handoff_step(handoff.pk, "waitlist", actor=rosa, at=now, said={"reason": "Full"})
    assert "We do not know yet how long people wait here." in text(inside.get("/my/page/?lang=en"))

    for name in ("estimate_needs", "estimate_from_the_last"):
        monkeypatch.setitem(waits.form(), name, 1)
    for weeks in (5,):
        other = refer("sent", at=now - timedelta(weeks=weeks, days=1))
        with acting(rosa):
            then = now - timedelta(weeks=weeks)
            referrals.take_handoff_step(other.pk, "accept", actor=rosa, at=then)
            referrals.take_handoff_step(other.pk, "waitlist", actor=rosa, at=then, said={"reason": "Full"})
            scheduling.book(
                handoff_id=other.pk, client_id=other.client_id, org_id=rosa.org_id, sender_org_id=other.org_id,
                starts_at=now + timedelta(days=2), kind="intake", actor=rosa, at=now,
            )  # fmt: skip
    assert "Half of people wait 5 weeks or less. We know this from the last 1 people." in text(
        inside.get("/my/page/?lang=en")
    )


def test_she_sees_who_has_received_what_by_organization_never_who_looked(inside, refer, now):
    refer("sent", at=now)

    page = text(inside.get("/my/page/more/?lang=en"))

    assert "Harbor Counseling" in page and "parts of what you told us" in page
    assert "Rosa" not in page and "Ben" not in page


# --- what Maya says


def test_she_says_no_to_one_place_and_chooses_another(inside, offers, dr_osei, now):
    referral, (first, second) = offers
    assert "You can choose." in text(inside.get("/my/page/?lang=en"))

    press(inside, "not_this", first.pk)
    press(inside, "choose", second.pk, words="It is near the school")

    with acting(dr_osei):
        states = {one.pk: one.status for one in asked.inquiries_of(dr_osei, referral.pk)}
        assert states == {first.pk: "over", second.pk: "offered"}
    assert waiting(dr_osei) == ["Chose a place"], "a person asks the place for her"
    page = text(inside.get("/my/page/?lang=en"))
    assert "You chose this place." in page and "Choose this place" not in page


def test_what_she_chose_is_done_by_one_press_in_her_name(inside, offers, dr_osei, now):
    referral, (first, _) = offers
    press(inside, "choose", first.pk)
    with acting(dr_osei):
        (line,) = [one for one in work.worklist(dr_osei, work.Wanted(mine=True)) if one.subject_kind == "voice"]

    done = signed_in("osei@northside.example").post(f"/voices/{line.subject_id}/steps/carry_out/", {"seen": "said"})

    assert done.status_code == 302
    with acting(dr_osei):
        step = next(one for one in loops.timeline(loops.referral(dr_osei, referral.pk)) if one.name == "prepare")
        assert step.reason == "Chose it on their own page"
        assert {one.status for one in asked.inquiries_of(dr_osei, referral.pk)} >= {"over"}


def test_the_same_press_twice_is_one_word(inside, refer, dr_osei, now):
    referral = refer("open", at=now)
    here = reverse("my-say", args=["better_time", referral.pk])
    hidden = dict(re.findall(r'name="(mark|key)" value="([^"]*)"', inside.get(here).content.decode()))

    for _ in range(2):
        assert inside.post(here, hidden | {"when": ["evening"], "words": "After school"}).status_code == 302

    assert waiting(dr_osei) == ["Asks for a better time"]


def test_she_says_that_she_comes_and_the_visit_knows(inside, refer, rosa, dr_osei, now):
    handoff = refer("sent", at=now)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
            starts_at=now + timedelta(days=2), kind="intake", place="Room 2", actor=rosa, at=now,
        )  # fmt: skip
    assert "I will be there" in text(inside.get("/my/page/?lang=en"))

    press(inside, "coming", visit.pk)

    assert "You said that you come." in text(inside.get("/my/page/?lang=en"))
    with acting(rosa):
        assert visits.visit(visit.pk).confirmed_at


def test_that_it_did_not_help_becomes_a_call_and_nobody_closes_anything(inside, refer, rosa, dr_osei, maya, now):
    handoff = refer("sent", at=now)
    in_treatment(handoff, rosa, now)

    press(inside, "not", handoff.referral_id, words="He never looked at me")

    assert waiting(dr_osei) == ["Says that it did not help"]
    page = text(inside.get("/my/page/?lang=en"))
    assert "You said that it did not help. A person reads it and calls you." in page


def in_treatment(handoff, rosa, now) -> None:
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=handoff.org_id,
            starts_at=now - timedelta(hours=1), kind="treatment", actor=rosa, at=now,
            said={"reason": "Told by phone"},
        )  # fmt: skip
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=now)


@pytest.fixture
def watched(maya, dr_osei, now):
    """Somebody else may hold Maya's phone."""
    with acting(dr_osei):
        clients.add_route(maya, kind="text", value="305-555-0162", is_safe=False, actor=dr_osei, at=now)


def basis_of(sam, maya):
    from throughcare.consent import queries as consent

    with acting(sam):
        return consent.bases(sam, maya.pk)[0]


def test_taking_a_consent_back_works_at_once(inside, refer, sam, maya, now):
    refer("sent", at=now)

    press(inside, "stop_sharing", basis_of(sam, maya).pk)

    assert basis_of(sam, maya).revoked_at
    assert "You stopped this. Nothing more goes to them." in text(inside.get("/my/page/more/?lang=en"))


def test_where_somebody_else_may_hold_her_phone_it_is_a_report_until_a_person_confirms_it(
    inside, watched, refer, dr_osei, sam, maya, now
):
    refer("sent", at=now)
    press(inside, "stop_sharing", basis_of(sam, maya).pk)
    assert basis_of(sam, maya).revoked_at is None, "nothing happened by the link alone"
    with acting(dr_osei):
        (voice,) = said_by_maya(sam, maya, now)
    here, browser = f"/voices/{voice.pk}/", signed_in("osei@northside.example")

    assert "Confirm it by their safe route first" in text(browser.post(f"{here}steps/carry_out/", {"seen": "said"}))
    assert basis_of(sam, maya).revoked_at is None
    browser.post(f"{here}steps/confirm/", {"seen": "said", "reason": "She said so at school"})
    browser.post(f"{here}steps/carry_out/", {"seen": "said"})

    assert basis_of(sam, maya).revoked_at


def test_a_report_that_was_not_hers_is_refuted_and_changes_nothing(inside, watched, refer, sam, maya, now):
    refer("sent", at=now)
    press(inside, "stop_sharing", basis_of(sam, maya).pk)
    (voice,) = said_by_maya(sam, maya, now)

    done = signed_in("osei@northside.example").post(
        f"/voices/{voice.pk}/steps/refute/", {"seen": "said", "reason": "It was her stepfather"}
    )

    assert done.status_code == 302 and basis_of(sam, maya).revoked_at is None


def test_thirty_words_a_day_are_enough(inside, refer, dr_osei, now, monkeypatch):
    from throughcare.voices import rules

    monkeypatch.setitem(rules.data(), "most_in_a_day", 1)
    referral = refer("open", at=now)
    press(inside, "better_time", referral.pk)

    answer = press(inside, "better_time", referral.pk, words="Still this")

    assert answer.status_code == 422 and "Still this" in answer.content.decode()


def test_what_she_says_after_her_holder_left_is_held_by_somebody_who_works_here(inside, refer, rosa, dr_osei, sam, now):
    from throughcare.accounts import actions as staff

    handoff = refer("sent", at=now)
    in_treatment(handoff, rosa, now)
    with acting(dr_osei):
        said = {"reason": "She came"}
        referrals.take_referral_step(
            handoff.referral_id, "close", closure="connected", said=said, actor=dr_osei, at=now
        )
    with acting(sam):
        staff.end_access(dr_osei.membership_id, actor=sam, at=now)

    assert press(inside, "not", handoff.referral_id).status_code == 302
    with acting(sam):
        held = [line for line in work.worklist(sam, work.Wanted()) if line.subject_kind == "voice"]
        assert len(held) == 1 and held[0].holder_id != dr_osei.membership_id


# --- the side of the staff


def signed_in(email: str) -> Browser:
    browser = Browser()
    browser.force_login(Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


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
