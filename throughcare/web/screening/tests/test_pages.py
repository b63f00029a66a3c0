import re

import pytest
from django.urls import reverse

from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.screening import queries

PHQ9 = queries.instrument("phq-9")


@pytest.fixture
def address(maya):
    return reverse("screen-take", args=[maya.pk, "phq-9"])


def filled(*values, **more):
    pairs = zip(PHQ9.scored_items, values, strict=True)
    answers = {item.link_id: item.answers[value].code for item, value in pairs if value is not None}
    asked = {"answered_by": "client", "interpreter": "none", "asked_alone": "yes", "language": "en"}
    return {"sending": str(uuid7()), **asked, **answers, **more}


def test_the_form_asks_who_answers_first_and_then_one_question_at_a_time(visit, dr_osei, address):
    html = visit(dr_osei, "get", address).content.decode()

    assert html.index("Who gives the answers?") < html.index("Question 1 of 10") < html.index("Question 10 of 10")
    assert html.count("<fieldset") == 3 + 10
    assert "No permission required" in html and "tel:988" in html


def test_nothing_about_who_is_in_the_room_is_guessed(visit, dr_osei, address):
    html = visit(dr_osei, "get", address).content.decode()

    assert not re.search(r'name="(answered_by|asked_alone|q\d+)"[^>]* checked', html)


def test_a_client_who_speaks_spanish_is_not_shown_a_home_made_translation(visit, dr_osei, address):
    html = visit(dr_osei, "get", address).content.decode()

    assert "no official wording" in html and "qualified interpreter" in html


def test_a_complete_screen_leads_to_its_result(visit, dr_osei, address):
    response = visit(dr_osei, "post", address, filled(2, 2, 2, 1, 1, 1, 1, 1, 0), follow=True)

    html = response.content.decode()
    assert response.redirect_chain[0][1] == 302
    assert "11 of 27" in html and "moderate" in html and "not a diagnosis" in html
    assert "Signal" not in html


def test_thoughts_of_self_harm_put_988_and_the_answer_form_on_top(visit, dr_osei, address):
    html = visit(dr_osei, "post", address, filled(0, 0, 0, 0, 0, 0, 0, 0, 1), follow=True).content.decode()

    assert html.index("tel:988") < html.index("What did you find?") < html.index("What it means")
    assert "Stay with" in html and "Our own line" in html
    assert "Calling comes first" in html


def test_an_incomplete_screen_comes_back_with_everything_that_was_typed(visit, dr_osei, address):
    response = visit(dr_osei, "post", address, filled(1, None, 1, 1, 1, 1, 1, 1, 2), htmx=True)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Not answered: 2" in html and "8 of 10 answered" in html
    assert len(re.findall(r"<input[^>]* checked", html)) == 3 + 8
    assert "Stay with them." in html, "what was already answered is acted on now"
    assert "<main" not in html, "htmx gets the form, not the page"


def test_an_incomplete_screen_with_a_reason_is_kept_without_a_total(visit, dr_osei, address):
    data = filled(1, None, 1, 1, 1, 1, 1, 1, 0, incomplete_because="declined")

    html = visit(dr_osei, "post", address, data, follow=True).content.decode()

    assert "Total unknown." in html and "An open question is not a no" in html


def test_the_same_form_sent_twice_is_one_screen(visit, dr_osei, maya, address):
    data = filled(*[1] * 8, 0)

    first, second = visit(dr_osei, "post", address, data), visit(dr_osei, "post", address, data)

    assert first["Location"] == second["Location"]
    with acting(dr_osei):
        assert queries.screens_of(dr_osei, maya.pk).count() == 1


def test_a_language_that_is_no_language_is_refused_beside_its_field(visit, dr_osei, address):
    response = visit(dr_osei, "post", address, filled(*[0] * 9, language="Español!"))

    assert response.status_code == 422 and "Español! is not one of" in response.content.decode()


def test_a_time_that_has_not_come_is_refused(visit, dr_osei, address):
    response = visit(dr_osei, "post", address, filled(*[0] * 9, taken_at="2999-01-01T10:00"))

    assert response.status_code == 422 and "has not come yet" in response.content.decode()


def test_a_positive_short_form_leads_to_the_long_one(visit, dr_osei, maya):
    data = {key: value for key, value in filled(3, 2, *[0] * 7).items() if key not in {f"q{n}" for n in range(3, 10)}}

    html = visit(dr_osei, "post", reverse("screen-take", args=[maya.pk, "phq-2"]), data, follow=True).content.decode()

    assert "at or above the cut-off" in html and reverse("screen-take", args=[maya.pk, "phq-9"]) in html


def test_titles_and_addresses_say_nothing_of_what_was_found(visit, dr_osei, address):
    response = visit(dr_osei, "post", address, filled(*[3] * 9), follow=True)

    title = re.search(r"<title>(.*?)</title>", response.content.decode()).group(1)
    assert title == "Answers" and "severe" not in response.redirect_chain[0][0]


def test_an_instrument_that_is_not_here_is_not_found(visit, dr_osei, maya):
    assert visit(dr_osei, "get", reverse("screen-take", args=[maya.pk, "mmse"])).status_code == 404


def test_eve_finds_neither_form_nor_result(visit, dr_osei, eve, address):
    result = visit(dr_osei, "post", address, filled(*[0] * 9))["Location"]

    assert visit(eve, "get", address).status_code == 404
    assert visit(eve, "post", address, filled(*[0] * 9)).status_code == 404
    assert visit(eve, "get", result).status_code == 404
