from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.crisis import actions, queries
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.screening.events import ScreenScored

MOST_QUERIES = 30  # signing in, session, who is asking and the audit are two thirds of them
WORDS = "Asked the six questions. Safety plan made with her aunt."


@pytest.fixture
def signal(maya, dr_osei):
    news = ScreenScored(
        screen_id=uuid7(), client_id=maya.pk, org_id=dr_osei.org_id, membership_id=dr_osei.membership_id,
        instrument="phq-9", total=5, band="mild", positive=False, critical=True, cause="answer",
        finding="PHQ-9, question 9: several days", at=timezone.now() - timedelta(minutes=1), step="critical",
    )  # fmt: skip
    with acting(dr_osei):
        return actions.open_signal(news)


@pytest.fixture
def step(signal):
    return lambda name: reverse("signal-step", args=[signal.pk, name])


def test_the_page_says_who_holds_it_until_when_and_whom_to_call(visit, dr_osei, signal):
    html = visit(dr_osei, "get", reverse("signal", args=[signal.pk])).content.decode()

    assert "<title>Signal</title>" in html
    assert f'id="signal-{signal.pk}"' in html and 'data-status="open"' in html
    assert dr_osei.name in html and "741741" in html and 'href="tel:988"' in html and 'class="clock"' in html


def test_an_answer_changes_the_region_in_place(visit, dr_osei, step):
    data = {"level": "moderate", "method": "assessment", "done": WORDS}

    response = visit(dr_osei, "post", step("answer"), data, htmx=True)

    html = response.content.decode()
    assert response.status_code == 200 and response["HX-Trigger"] == "signal-moved"
    assert 'data-status="answered"' in html and WORDS in html and "<main" not in html


def test_the_same_button_works_without_javascript(visit, dr_osei, signal, step):
    data = {"level": "low", "method": "judgment", "done": WORDS}

    response = visit(dr_osei, "post", step("answer"), data, follow=True)

    assert response.redirect_chain == [(reverse("signal", args=[signal.pk]), 302)]
    assert 'data-status="answered"' in response.content.decode()


@pytest.mark.parametrize("level", ["high", "imminent"])
def test_a_high_level_shows_whom_to_call_before_anything_else(visit, dr_osei, step, level):
    data = {"level": level, "method": "assessment", "done": WORDS}

    html = visit(dr_osei, "post", step("answer"), data, htmx=True).content.decode()

    assert html.index("Call before anything else.") < html.index("How it stands")


def test_a_low_level_shouts_at_nobody(visit, dr_osei, step):
    data = {"level": "low", "method": "assessment", "done": WORDS}

    assert "Call before anything else." not in visit(dr_osei, "post", step("answer"), data, htmx=True).content.decode()


def test_an_answer_that_lacks_something_comes_back_with_what_was_typed(visit, dr_osei, step):
    response = visit(dr_osei, "post", step("answer"), {"level": "high", "done": WORDS}, htmx=True)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Say how you came to it." in html and WORDS in html and 'value="high"' in html
    assert "tel:988" in html


def test_a_refused_step_answers_in_place_with_the_reason(visit, sam, step):
    data = {"level": "low", "method": "assessment", "done": WORDS}

    response = visit(sam, "post", step("answer"), data, htmx=True)

    assert response.status_code == 422 and "for the holder" in response.content.decode()


def test_sam_is_asked_takes_it_and_answers(visit, dr_osei, sam, step):
    asked = visit(dr_osei, "post", step("ask"), {"to": f"person:{sam.membership_id}"}, htmx=True).content.decode()
    assert "Asked to take it" in asked and "Keep it" in asked

    taken = visit(sam, "post", step("take"), htmx=True).content.decode()
    assert 'data-status="passed_on"' in taken and "What did you find?" in taken


def test_a_desk_can_be_asked(visit, dr_osei, signal, step):
    with acting(dr_osei):
        desk = accounts.desks(dr_osei).first()
    visit(dr_osei, "post", step("ask"), {"to": f"desk:{desk.pk}"}, htmx=True)

    with acting(dr_osei):
        assert queries.signal(dr_osei, signal.pk).asked_desk_id == desk.pk


def test_a_stranger_is_never_among_those_who_can_be_asked(visit, dr_osei, eve, step):
    response = visit(dr_osei, "post", step("ask"), {"to": f"person:{eve.membership_id}"}, htmx=True)

    assert response.status_code == 422


def test_void_needs_a_sentence(visit, dr_osei, step):
    assert visit(dr_osei, "post", step("void"), {"reason": "oops"}, htmx=True).status_code == 422
    html = visit(dr_osei, "post", step("void"), {"reason": "Typed for the wrong client."}, htmx=True).content.decode()
    assert 'data-status="entered_in_error"' in html


@pytest.mark.parametrize("name", ["open", "inherit", "nonsense"])
def test_steps_that_nobody_takes_by_hand_have_no_address(visit, dr_osei, step, name):
    assert visit(dr_osei, "post", step(name)).status_code == 404


def test_eve_finds_nothing(visit, eve, signal, step):
    assert visit(eve, "get", reverse("signal", args=[signal.pk])).status_code == 404
    assert visit(eve, "post", step("take")).status_code == 404


def test_the_page_costs_the_same_queries_however_long_the_history(visit, dr_osei, sam, signal, step):
    def cost():
        with CaptureQueriesContext(connection) as queries_of_page:
            visit(dr_osei, "get", reverse("signal", args=[signal.pk]))
        return len(queries_of_page)

    cost()  # begins the session
    fresh = cost()
    for _ in range(6):
        visit(dr_osei, "post", step("ask"), {"to": f"person:{sam.membership_id}"}, htmx=True)
        visit(dr_osei, "post", step("keep"), htmx=True)

    assert cost() == fresh <= MOST_QUERIES
