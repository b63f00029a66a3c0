"""Bridge House has a system of its own. Three people were sent there; one call a month, and nobody is forgotten."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.network import queries as network
from throughcare.network.models import Service
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import standing_key

NAMES = ("Ana Diaz", "Luz Moreno", "Tom Becker")


@pytest.fixture
def bridge(dr_osei):
    service = network.service_by_source("throughcare-demonstration", "harbor-adults")
    Service.objects.filter(pk=service.pk).update(
        run_by=None, desk=None, name="Bridge House", phones=[{"number": "305-555-0177"}]
    )
    return network.service(service.pk)


@pytest.fixture
def mark(visit, sam, bridge):
    def mark():
        said = {"why": "They keep a list of their own", "said_by": "Ines, director"}
        assert visit(sam, "post", reverse("manage-externally", args=[bridge.pk]), said).status_code == 302

    return mark


@pytest.fixture
def sent(sam, bridge):
    """`sent("Ana Diaz")`: sent there by Sam, a month ago."""

    def sent(name, *, feedback="progress", days=31):
        at = timezone.now() - timedelta(days=days)
        with acting(sam):
            client = clients.register(name=name, actor=sam, at=at)
            clients.add_route(client, kind="phone", value="305-555-0161", actor=sam, at=at)
            draft = actions.begin(
                client_id=client.pk, need="Group therapy", reason="Panic", package={key: "Words" for key in SECTIONS},
                actor=sam, at=at,
            )  # fmt: skip
            actions.take_referral_step(draft.pk, "open", actor=sam, at=at)
            ask = actions.prepare(draft.pk, service_id=bridge.pk, choice="Near", actor=sam, at=at)
            basis = consent.record_basis(
                client_id=client.pk, kind="written_consent", recipients=[bridge.pk], given_by=name, feedback=feedback,
                actor=sam, at=at,
            )  # fmt: skip
            actions.share_on(ask.pk, basis_id=basis.pk, actor=sam, at=at)
            return actions.send(ask.pk, actor=sam, at=at)

    return sent


SECTIONS = ("concerns", "safety", "medical", "allergies", "social")


def text(response) -> str:
    return response.content.decode()


def values(html: str, name: str) -> list[str]:
    """What the buttons of this result say, in the order of the lines."""
    return re.findall(rf'value="({name}:[0-9a-f:-]+)"', html)


def stands(actor, ask) -> str:
    with acting(actor):
        return standing_key(queries.handoff(actor, ask.pk))


def test_one_call_a_month_about_everybody_there(visit, sam, bridge, mark, sent):
    mark()
    ana, luz, tom = (sent(name) for name in NAMES)
    page = reverse("external-call", args=[bridge.pk])
    html = text(visit(sam, "get", page))
    assert all(name in html for name in NAMES) and 'href="tel:3055550177"' in html
    assert "Bridge House" in text(visit(sam, "get", reverse("external")))

    def press(name, place):
        said = {"said_by": "Ines, front desk", "result": values(text(visit(sam, "get", page)), name)[place]}
        return visit(sam, "post", page, said, follow=True)

    press("hear_came", 0)
    press("hear_not_come", 0)
    html = text(press("hear_nothing", 0))

    assert (stands(sam, ana), stands(sam, luz), stands(sam, tom)) == ("assessed", "not_come", "external")
    assert "Asked today" in html and 'value="Ines, front desk"' in html
    with acting(sam):
        again = queries.handoff(sam, tom.pk)
        assert timezone.now() + timedelta(days=29) < again.due_at < timezone.now() + timedelta(days=31)
        assert queries.needs_contact(queries.referral(sam, luz.referral_id)), "somebody of ours speaks with Luz"
        assert all(queries.handoff(sam, one.pk).holder_id == sam.membership_id for one in (ana, luz, tom))
    calls = text(visit(sam, "get", reverse("calls")))
    assert "Luz Moreno" in calls and "speak with you about what got in the way" in calls
    assert "Tom Becker" not in calls, "he is asked in a month"


def test_the_same_press_twice_is_one_and_who_answers_is_asked_for(visit, sam, bridge, mark, sent):
    mark()
    ask = sent("Ana Diaz")
    page = reverse("external-call", args=[bridge.pk])
    [value] = values(text(visit(sam, "get", page)), "hear_nothing")

    nobody = visit(sam, "post", page, {"result": value})
    assert nobody.status_code == 422 and "Write down who answers there" in text(nobody)
    for _ in range(2):
        assert visit(sam, "post", page, {"result": value, "said_by": "Ines"}).status_code == 302
    with acting(sam):
        assert queries.handoff(sam, ask.pk).steps.filter(name="hear_nothing").count() == 1


def test_the_worklist_says_that_we_ask_and_the_calls_show_who_is_due(visit, sam, mark, sent):
    mark()
    sent("Ana Diaz")
    sent("Tom Becker", days=2)

    assert "We ask them" in text(visit(sam, "get", "/"))
    calls = text(visit(sam, "get", reverse("calls")))
    assert "Ana Diaz" in calls and "ask you whether you got there" in calls and "Tom Becker" not in calls


def test_the_promise_leads_to_where_it_is_written_down_and_what_the_client_says_counts(visit, sam, bridge, mark, sent):
    mark()
    ask = sent("Ana Diaz")
    html = text(visit(sam, "get", reverse("referral", args=[ask.referral_id])))
    assert "Write down what you hear of them" in html and reverse("handoff", args=[ask.pk]) in html

    said = {"seen": "sent", "heard_from": "client", "said_by": "Ana", "route": "phone"}
    visit(sam, "post", reverse("handoff-step", args=[ask.pk, "hear_came"]), said)

    assert stands(sam, ask) == "assessed"
    with acting(sam):
        [word] = queries.witnesses_of(queries.referral(sam, ask.referral_id))
        assert (word.who, word.says_connected) == ("client", True)


def test_who_lets_the_place_tell_nothing_is_not_named_there(visit, sam, bridge, mark, sent):
    mark()
    sent("Ana Diaz", feedback="nothing")

    html = text(visit(sam, "get", reverse("external-call", args=[bridge.pk])))

    assert "Ask only themselves" in html and not values(html, "hear_came")


def test_after_the_first_ask_no_link_and_no_copy_goes_there(visit, sam, bridge, mark, sent):
    mark()
    ask = sent("Ana Diaz")
    links, copies = (reverse(name, args=[ask.pk]) for name in ("handoff-links", "handoff-copies"))
    copy = {"recipient": "Intake", "number": "", "back_to": "305-555-0110", "key": str(uuid7())}
    assert visit(sam, "post", copies, copy).status_code == 302, "the first ask goes as it can"

    assert visit(sam, "post", copies, copy | {"key": str(uuid7())}).status_code == 422
    link = {"factor": "code", "went_to": "", "key": str(uuid7())}
    refused = visit(sam, "post", links, link)
    assert refused.status_code == 422 and "They are not chased" in text(refused)
    assert "They are not chased" in text(visit(sam, "get", copies))
    assert "They are not chased" in text(visit(sam, "get", reverse("service-links", args=[bridge.pk])))


def test_it_is_no_burden_there_and_when_they_answer_again_it_is(visit, sam, bridge, mark, sent):
    mark()
    sent("Ana Diaz", days=1)
    assert "Bridge House" not in text(visit(sam, "get", reverse("burden")))

    assert visit(sam, "post", reverse("answer-again", args=[bridge.pk])).status_code == 302
    assert "Bridge House" in text(visit(sam, "get", reverse("burden")))


def test_only_those_who_may_say_so_mark_a_place(visit, dr_osei, eve, bridge, mark):
    said = {"why": "Own system", "said_by": "Ines"}
    assert visit(dr_osei, "post", reverse("manage-externally", args=[bridge.pk]), said).status_code == 404
    mark()
    assert visit(eve, "get", reverse("external-call", args=[bridge.pk])).status_code == 404, "it is Northside's mark"


def test_a_mark_says_why_and_who_agreed(visit, sam, bridge):
    refused = visit(sam, "post", reverse("manage-externally", args=[bridge.pk]), {"why": "", "said_by": ""})

    assert refused.status_code == 422 and "Say why." in text(refused) and "Write down who agreed." in text(refused)


def test_the_call_asks_the_same_of_the_database_for_one_and_for_three(asked, sam, bridge, mark, sent):
    mark()
    page = reverse("external-call", args=[bridge.pk])
    sent(NAMES[0])
    once = len(asked(sam, page))
    for name in NAMES[1:]:
        sent(name)

    assert len(asked(sam, page)) == once
