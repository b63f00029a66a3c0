"""Anybody may ask a network for help. Crisis help stands first, nothing is lost, and nothing is told about anybody."""

import re

import pytest
from django.test import Client as Browser

from throughcare.accounts.models import Person
from throughcare.foundation.actor import acting
from throughcare.foundation.work import queries as work
from throughcare.intake import queries

ME, SOMEONE = "/help/bay-area/me/", "/help/bay-area/someone/"
LUZ = {"called": "Luz", "phone": "305-555-0188", "pick_up": "nothing", "hours": "afternoon", "language": "es"}


@pytest.fixture
def stranger(house):
    return Browser(enforce_csrf_checks=True)


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def waiting(sam) -> list:
    with acting(sam):
        return list(work.worklist(sam, work.Wanted(desk=True)))


@pytest.mark.parametrize("path", ["/help/bay-area/", ME, SOMEONE])
@pytest.mark.parametrize("language", ["en", "es"])
def test_crisis_help_is_the_first_thing_on_every_page(stranger, path, language):
    answer = stranger.get(f"{path}?lang={language}")

    page = answer.content.decode()
    assert page.index('href="tel:988"') < page.index("<h1>")
    assert 'href="tel:911"' in page and ("741741" in page if language == "en" else "AYUDA" in page)
    assert f'lang="{language}"' in page


@pytest.mark.parametrize("path", ["/help/bay-area/", ME, SOMEONE])
def test_a_page_leaves_no_cookie_no_referrer_and_no_entry_in_an_index(stranger, path):
    answer = stranger.get(path)

    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer" and "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] == "no-store"
    assert "<title>Throughcare</title>" in answer.content.decode()


@pytest.mark.parametrize(
    "language, words_of_it", [("en", "You can always say no."), ("es", "Siempre puede decir que no.")]
)
def test_people_are_told_how_it_goes_before_they_ask(stranger, language, words_of_it):
    assert words_of_it in words(stranger.get(f"/help/bay-area/?lang={language}"))


def test_looking_changes_nothing(stranger, sam):
    for path in ("/help/bay-area/", ME, SOMEONE):
        stranger.get(path), stranger.head(path)

    assert waiting(sam) == []


def test_a_first_name_and_a_borrowed_phone_are_enough(stranger, sam):
    answer = stranger.post(ME, LUZ)

    assert answer.status_code == 200 and "Thank you, Luz." in words(answer)
    (line,) = waiting(sam)
    with acting(sam):
        asked = queries.request(sam, line.subject_id)
        assert (asked.language, asked.pick_up, str(asked.safe_from)) == ("es", "nothing", "12:00:00")


def test_it_says_who_calls_by_when_and_which_number_is_answered(stranger, sam):
    said = words(stranger.post(ME, LUZ))

    assert "A person calls you." in said and "At the latest on" in said and "305-555-0110" in said


def test_the_page_sent_twice_is_one_call(stranger, sam):
    form = LUZ | {"key": "0197b0a0-0000-7000-8000-000000000001"}

    stranger.post(ME, form), stranger.post(ME, form)

    assert len(waiting(sam)) == 1


def test_a_field_that_is_wrong_loses_nothing_that_was_written(stranger, sam):
    answer = stranger.post(ME, LUZ | {"phone": "555", "words": "I cannot sleep", "careful": "My brother listens"})

    page = answer.content.decode()
    assert answer.status_code == 422 and waiting(sam) == []
    assert "I cannot sleep" in page and "My brother listens" in page and 'value="555"' in page and 'value="Luz"' in page
    assert "This number looks too short" in page


@pytest.mark.parametrize("missing", ["called", "phone", "pick_up", "hours", "language"])
def test_whatever_is_missing_is_said_beside_its_field_in_both_languages(stranger, missing):
    for language in ("en", "es"):
        answer = stranger.post(f"{ME}?lang={language}", {k: v for k, v in LUZ.items() if k != missing})
        assert answer.status_code == 422 and "field__error" in answer.content.decode()


@pytest.mark.parametrize(
    "said", [{"words": "I want to kill myself"}, {"wants_today": "on"}, {"careful": "tiene un arma"}]
)
def test_a_word_of_danger_or_the_tick_opens_the_crisis_way_at_once(stranger, sam, said):
    answer = stranger.post(ME, LUZ | said)
    broken = stranger.post(ME, LUZ | said | {"phone": ""})

    for page in (answer, broken):
        shown = page.content.decode()
        assert "Do not wait for us" in shown and shown.index("Do not wait for us") < shown.index("<h1>")
    assert waiting(sam)[0].urgency in {"emergent", "very_urgent"}


def test_nothing_tells_a_caller_whether_somebody_is_known(stranger, sam, maya):
    about = LUZ | {"called": "Ana", "phone": "305-555-0177", "language": "en"}

    known = words(stranger.post(SOMEONE, about | {"whom": "Maya Torres"}))
    unknown = words(stranger.post(SOMEONE, about | {"whom": "Nobody Anywhere"}))
    herself = words(stranger.post(ME, about | {"called": "Maya Torres", "phone": "305-555-0161"}))

    assert known == unknown and "Maya" not in known
    assert "cannot tell you" in known
    assert herself.replace("Maya Torres", "Ana") == words(stranger.post(ME, about))


def test_a_crowd_is_taken_in_and_a_machine_is_told_to_call(stranger, sam, monkeypatch):
    from throughcare.intake import rules

    monkeypatch.setitem(rules.data("crowds"), "at_most", 2)
    for n in range(2):
        assert stranger.post(ME, LUZ | {"words": str(n)}).status_code == 200

    answer = stranger.post(ME, LUZ | {"words": "one more"})
    elsewhere = Browser(REMOTE_ADDR="203.0.113.9").post(ME, LUZ | {"words": "one more"})

    assert answer.status_code == 429 and "one more" in answer.content.decode() and "305-555-0110" in words(answer)
    assert elsewhere.status_code == 200


@pytest.mark.parametrize(
    "path", ["/help/", "/help/nowhere/", "/help/nowhere/me/", "/help/bay-area/them/", "/help/a b!/"]
)
def test_whoever_mistypes_the_address_still_finds_whom_to_call(stranger, path):
    answer = stranger.get(f"{path}?lang=es")

    assert answer.status_code == 404 and "Llame al 988" in words(answer)
    assert "work list" not in words(answer) and not answer.cookies


# --- the desk


def signed_in(email: str) -> Browser:
    browser = Browser()
    browser.force_login(Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_sam_sees_how_to_call_safely_takes_it_and_begins_a_referral(stranger, sam, maya):
    stranger.post(ME, LUZ | {"called": "Maya Torres", "careful": "My brother listens", "words": "No duermo"})
    (line,) = waiting(sam)
    here, browser = f"/help-requests/{line.subject_id}/", signed_in("sam@northside.example")

    assert "Maya Torres" in words(browser.get("/?view=desk"))
    page = words(browser.get(here))
    assert "Nothing: call again later" in page and "My brother listens" in page and "12:00 to 17:00" in page
    assert browser.post(f"{here}steps/take/", {"seen": "knocked"}).status_code == 302
    assert "born 09 April 2010" in words(browser.get(here)), "the record that may be hers is offered"
    begun = browser.post(f"{here}steps/begin/", {"seen": "taken", "client": str(maya.pk), "need": "Sleep"}, follow=True)

    assert "came of it" in words(begun)


def test_a_step_without_its_words_answers_422_with_the_reason(stranger, sam):
    stranger.post(ME, LUZ)
    (line,) = waiting(sam)
    here, browser = f"/help-requests/{line.subject_id}/", signed_in("sam@northside.example")
    browser.post(f"{here}steps/take/", {})

    assert browser.post(f"{here}steps/listen/", {}).status_code == 422
    assert browser.post(f"{here}steps/give_up/", {"reason": "No answer"}).status_code == 422


def test_what_a_machine_sent_is_set_aside_in_one_press(stranger, sam, monkeypatch):
    from throughcare.intake import rules

    monkeypatch.setitem(rules.data("crowds"), "alone", 1)
    for n in range(4):
        stranger.post(ME, LUZ | {"words": f"spam {n}"})
    Browser(REMOTE_ADDR="203.0.113.9").post(ME, LUZ | {"called": "Ana"})
    crowd = [line for line in waiting(sam) if line.who == "Luz" and line.urgency == "soon"]
    with acting(sam):
        one = next(line for line in crowd if queries.request(sam, line.subject_id).in_a_crowd)
    here, browser = f"/help-requests/{one.subject_id}/", signed_in("sam@northside.example")
    assert "2 more of them wait" in words(browser.get(here))

    browser.post(f"{here}steps/set_aside/", {"reason": "A machine wrote these", "with_crowd": "on"})

    assert sorted(line.who for line in waiting(sam)) == ["Ana", "Luz"], "who came first, and who came from elsewhere"


def test_an_administrator_names_the_desk_that_answers_and_nobody_takes_it_from_another(house, sam, rosa):
    northside, harbor = signed_in("sam@northside.example"), signed_in("rosa@harbor.example")
    desk = {"address": "bay-help", "desk": str(sam.desk_id)}

    assert northside.post("/administration/public-page/", desk).status_code == 302
    assert Browser().get("/help/bay-help/").status_code == 200 and Browser().get("/help/bay-area/").status_code == 404
    theirs = harbor.post("/administration/public-page/", {"address": "harbor", "desk": str(rosa.desk_id)})
    assert theirs.status_code == 422 and "Northside Family Health answers there" in words(theirs)
    assert northside.post("/administration/public-page/", desk | {"address": "two words"}).status_code == 422


def test_eve_works_elsewhere_and_finds_no_such_page(stranger, sam, eve):
    stranger.post(ME, LUZ)
    (line,) = waiting(sam)
    browser = signed_in("eve@elsewhere.example")

    assert browser.get(f"/help-requests/{line.subject_id}/").status_code == 404
    assert browser.post(f"/help-requests/{line.subject_id}/steps/take/").status_code == 404
