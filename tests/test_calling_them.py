"""“Call them”: whom, what to say and what not, the questions in order, and beside each the form that takes its answer."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.consent import queries as allowed
from throughcare.foundation.actor import acting
from throughcare.inquiries import queries as unnamed
from throughcare.network.models import Service
from throughcare.referrals import actions

NOT_FOUND, UNPROCESSABLE = 404, 422
MOST_QUESTIONS = 24


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def sent(asked_of_bridge, bridge):
    Service.objects.filter(pk=bridge.pk).update(phones=[{"number": "305-555-0177"}])
    return asked_of_bridge()


@pytest.fixture
def accepted(sent, dr_osei):
    with acting(dr_osei):
        return actions.take_handoff_step(
            sent.pk, "accept", said={"said_by": "Ines", "route": "phone"}, actor=dr_osei, at=timezone.now()
        )


def asked_in(html: str) -> list[str]:
    return re.findall(r"<h2>\d+\. ([^<]+?)\s*</h2>", html)


def test_the_ask_of_a_place_outside_leads_to_its_call(visit, dr_osei, sent):
    html = text(visit(dr_osei, "get", reverse("handoff", args=[sent.pk])))

    assert reverse("handoff-call", args=[sent.pk]) in html and "Call them" in html


def test_the_script_says_whom_to_call_what_to_say_and_what_not(visit, dr_osei, sent):
    html = text(visit(dr_osei, "get", reverse("handoff-call", args=[sent.pk])))

    assert 'href="tel:3055550177"' in html and "Is this Bridge House?" in html
    assert "Nothing about the person before you called a number that is on file" in html
    assert f"It is about TC-{sent.number}, which we sent you" in html
    assert "What went with it: their name, how to reach them safely," in html
    [machine] = re.findall(r"If a machine answers.*?</section>", html, re.DOTALL)
    assert "this is Ama." in machine and "Torres" not in machine and "Northside" not in machine


def test_the_questions_stand_in_order_each_with_its_form_and_what_follows_by_when(visit, dr_osei, sent):
    html = text(visit(dr_osei, "get", reverse("handoff-call", args=[sent.pk])))

    assert asked_in(html)[:2] == [
        "Has it reached the right hands? To whom should it go?",
        "Can you take this person? On what condition, and from when?",
    ]
    for name in ("accept", "ask", "decline", "suggest", "decline_for_client"):
        assert html.count(f'action="{reverse("handoff-step", args=[sent.pk, name])}"') == 1
    assert "What do you advise?" not in html, "that is asked where the ask is a question"
    assert '<option value="phone" selected>' in html
    assert re.search(r"We ask you by \w+ \d+ \w+ at .* how it stands", html)
    assert "☐ They said yes" in html


def test_the_answer_is_written_in_the_same_place(visit, dr_osei, sent):
    said = {"seen": "sent", "said_by": "Ines, front desk", "route": "phone", "conditions": "Mornings only"}
    visit(dr_osei, "post", reverse("handoff-step", args=[sent.pk, "accept"]), said)

    html = text(visit(dr_osei, "get", reverse("handoff-call", args=[sent.pk])))

    assert "They said yes. A first visit is not booked." in html
    assert reverse("visit-book", args=[sent.pk]) in html and "When is the visit, and where?" in html


def test_what_the_basis_does_not_carry_any_more_is_not_said(visit, dr_osei, sent):
    with acting(dr_osei):
        consent.withdraw(allowed.basis(dr_osei, sent.basis_id), actor=dr_osei, at=timezone.now())

    html = text(visit(dr_osei, "get", reverse("handoff-call", args=[sent.pk])))

    assert "Nothing about the person: what it was sent on does not allow it any more." in html


def test_the_client_is_called_in_spanish_with_english_beside_it(visit, dr_osei, accepted):
    html = text(visit(dr_osei, "get", reverse("handoff-call-client", args=[accepted.pk])))

    assert '<span lang="es">¿Qué día y a qué hora le queda bien para una cita?</span>' in html
    assert "Which day and hour suits you for a visit?" in html
    assert 'href="tel:3055550161"' in html and "Leave no message." in html
    assert "Por favor llámeme" not in html, "her phone takes no messages"


def test_a_message_is_left_only_where_she_said_it_is_fine_and_tells_nothing(visit, dr_osei, maya, accepted):
    with acting(dr_osei):
        [route] = maya.routes.all()
        type(maya.routes.first()).objects.filter(pk=route.pk).update(may_leave_message=True)
        clients.correct(maya, needs_interpreter=True, actor=dr_osei, at=timezone.now())

    html = text(visit(dr_osei, "get", reverse("handoff-call-client", args=[accepted.pk])))

    [machine] = re.findall(r"If a machine answers.*?</section>", html, re.DOTALL)
    assert "Por favor llámeme cuando pueda" in machine
    assert "Torres" not in machine and "Bridge" not in machine and "Northside" not in machine
    assert "Call with a qualified interpreter, never a relative." in html


def test_rosa_calls_whom_she_has_in_hand_as_the_package_allows(visit, rosa, refer, dr_osei):
    sent = refer("sent", at=timezone.now())
    assert visit(rosa, "get", reverse("handoff-call-client", args=[sent.pk])).status_code == NOT_FOUND
    with acting(rosa):
        actions.take_handoff_step(sent.pk, "accept", actor=rosa, at=timezone.now())

    html = text(visit(rosa, "get", reverse("handoff-call-client", args=[sent.pk])))

    assert 'href="tel:3055550161"' in html and "¿Puedo hablar con Maya Torres?" in html
    assert visit(dr_osei, "get", reverse("handoff-call-client", args=[sent.pk])).status_code == NOT_FOUND


def test_a_question_without_a_name_stays_without_one_on_the_phone(visit, dr_osei, maya, refer, bridge):
    opened = refer("open", at=timezone.now())
    visit(
        dr_osei,
        "post",
        reverse("inquire", args=[opened.pk]),
        {"ask": "yes", "need": "Trauma therapy", "service": [str(bridge.pk)]},
    )
    with acting(dr_osei):
        [inquiry] = unnamed.inquiries_of(dr_osei, opened.pk)

    html = text(visit(dr_osei, "get", reverse("inquiry-call", args=[inquiry.pk])))

    assert "a young person of 13 to 17" in html and "Have you room?" in html
    assert "Torres" not in html and str(maya.pk) not in html
    assert reverse("inquiry-step", args=[inquiry.pk, "say_yes"]) in html


def test_a_listing_is_checked_by_phone(visit, sam, dr_osei, bridge):
    address = reverse("service-call", args=[bridge.pk])
    html = text(visit(sam, "get", address))
    assert "May I check with you what we have written down about you?" in html

    nothing = visit(sam, "post", address, {"words": "No Spanish any more"})
    assert nothing.status_code == UNPROCESSABLE and "Write down who said so." in text(nothing)
    visit(sam, "post", address, {"words": "No Spanish any more", "said_by": "Ines, front desk"})
    shown = text(visit(sam, "get", reverse("service", args=[bridge.pk])))
    assert "No Spanish any more" in shown and "Ines, front desk, by phone" in shown


@pytest.mark.parametrize("name", ["handoff-call", "handoff-call-client"])
def test_eve_finds_no_call(visit, eve, accepted, name):
    assert visit(eve, "get", reverse(name, args=[accepted.pk])).status_code == NOT_FOUND


def test_who_answers_here_is_not_called_by_script(visit, dr_osei, refer):
    sent = refer("sent", at=timezone.now())

    assert visit(dr_osei, "get", reverse("handoff-call", args=[sent.pk])).status_code == NOT_FOUND


def test_nobody_is_called_who_has_died(visit, dr_osei, maya, accepted):
    with acting(dr_osei):
        clients.change_situation(maya, situation="deceased", source="Her aunt", actor=dr_osei, at=timezone.now())

    answer = visit(dr_osei, "get", reverse("handoff-call-client", args=[accepted.pk]), follow=True)

    assert "They are not to be contacted any more." in text(answer) and "¿Puedo hablar" not in text(answer)


def test_a_call_asks_a_bounded_number_of_questions_of_the_database(asked, dr_osei, sent):
    assert len(asked(dr_osei, reverse("handoff-call", args=[sent.pk]))) <= MOST_QUESTIONS
