"""What goes out, when, and what does not."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from throughcare.clients import actions as clients
from throughcare.clients.models import ContactRoute
from throughcare.doors import queries as doors
from throughcare.doors.actions import issue
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.tokens import token_of
from throughcare.messaging import actions as messaging
from throughcare.messaging import queries, templates
from throughcare.messaging.models import Message, OptIn
from throughcare.messaging.ports import sms
from throughcare.voices import queries as voices

from .rounds import send_due


def state_of(message, actor):
    with acting(actor):
        return Message.objects.get(pk=message.pk)


def test_a_quiet_text_goes_in_her_language(gateway, wants_texts, say, dr_osei, noon):
    message = say()
    send_due(now=noon)
    (sent,) = gateway.sent
    assert (sent["to"], sent["from"]) == ("+13055550161", "+13055550100")
    assert sent["body"].startswith("Por favor llame al ") and sent["body"].endswith("ALTO para no recibir.")
    assert templates.what_it_tells(sent["body"]) == []
    now = state_of(message, dr_osei)
    assert (now.state, now.gateway_id, now.sent_at) == ("sent", sent["sid"], noon)


def test_the_same_cause_twice_is_one_text(gateway, wants_texts, say, noon):
    subject = uuid7()
    assert say(subject_id=subject).pk == say(subject_id=subject).pk
    send_due(now=noon)
    send_due(now=noon + timedelta(hours=1))
    assert len(gateway.sent) == 1


def test_nobody_is_written_to_who_did_not_ask_for_it(gateway, route, say, noon):
    assert say() is None
    send_due(now=noon)
    assert gateway.sent == []


def test_a_way_that_is_not_safe_takes_no_opt_in(maya, dr_osei, noon):
    with acting(dr_osei):
        route = clients.add_route(maya, kind="text", value="305-555-0199", is_safe=False, actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="not safe"):
            messaging.opt_in(maya.pk, route.pk, how="Said so", actor=dr_osei, at=noon)


def test_it_waits_for_her_safe_hours(gateway, wants_texts, say, dr_osei, noon):
    with acting(dr_osei):
        ContactRoute.objects.filter(pk=wants_texts.pk).update(safe_from=time(15), safe_until=time(16))
    message = say()
    send_due(now=noon)
    assert gateway.sent == []
    assert state_of(message, dr_osei).next_at == noon + timedelta(hours=3)
    send_due(now=noon + timedelta(hours=3))
    assert len(gateway.sent) == 1


def test_nothing_goes_at_night_where_she_named_no_hours(gateway, wants_texts, say, noon):
    say(at=noon + timedelta(hours=10))
    send_due(now=noon + timedelta(hours=10))
    assert gateway.sent == []
    send_due(now=noon + timedelta(hours=20))
    assert len(gateway.sent) == 1


def test_her_hours_are_those_of_the_clock_where_she_lives(gateway, maya, wants_texts, say, dr_osei, noon):
    """Nine in the morning at Northside is four in the morning on Hawaii."""
    with acting(dr_osei):
        clients.correct(maya, time_zone="Pacific/Honolulu", actor=dr_osei, at=noon)
    say(at=noon - timedelta(hours=3))
    send_due(now=noon - timedelta(hours=3))
    assert gateway.sent == []
    send_due(now=noon + timedelta(hours=1))
    assert len(gateway.sent) == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"is_safe": False}, "not safe"),
        ({"value": "305-555-0188"}, "another way"),
    ],
)
def test_a_way_that_changed_since_it_was_written_is_not_used(gateway, wants_texts, say, dr_osei, noon, change, why):
    message = say()
    with acting(dr_osei):
        ContactRoute.objects.filter(pk=wants_texts.pk).update(**change)
    send_due(now=noon)
    assert gateway.sent == []
    assert why in state_of(message, dr_osei).why


def test_who_takes_the_opt_in_back_gets_nothing(gateway, maya, wants_texts, say, dr_osei, noon):
    message = say()
    with acting(dr_osei):
        messaging.opt_out(maya.pk, wants_texts.pk, why="Said so by phone", actor=dr_osei, at=noon)
    assert state_of(message, dr_osei).state == "moot"
    send_due(now=noon)
    assert gateway.sent == []


@pytest.mark.parametrize(("situation", "sent"), [("custody", 0), ("home", 1), ("deceased", 0)])
def test_where_she_is_now_decides(gateway, maya, wants_texts, say, dr_osei, noon, situation, sent):
    say()
    with acting(dr_osei):
        clients.change_situation(
            maya, situation=situation, source="Her aunt", review_on=(noon + timedelta(days=9)).date(), actor=dr_osei,
            at=noon,
        )  # fmt: skip
    send_due(now=noon)
    assert len(gateway.sent) == sent


def test_what_comes_too_late_does_not_go(gateway, wants_texts, say, dr_osei, noon):
    message = say()
    send_due(now=noon + timedelta(days=3))
    assert (gateway.sent, state_of(message, dr_osei).state) == ([], "moot")


def test_a_gateway_that_fails_is_tried_again(gateway, wants_texts, say, dr_osei, noon):
    gateway.answers_with = [(503, 0)]
    message = say()
    send_due(now=noon)
    assert state_of(message, dr_osei).state == "sending"
    send_due(now=noon + timedelta(minutes=2))
    assert len(gateway.sent) == 1
    assert state_of(message, dr_osei).state == "sent"


def test_a_gateway_that_never_answers_leaves_it_with_somebody(gateway, maya, wants_texts, say, dr_osei, noon):
    gateway.answers_with = [(503, 0)] * 20
    message, hours = say(), 0
    while state_of(message, dr_osei).next_at and hours < 9:
        send_due(now=noon + timedelta(hours=hours))
        hours += 0.5
    assert (gateway.sent, state_of(message, dr_osei).state) == ([], "failed")
    with acting(dr_osei):
        (work,) = voices.voices_of(dr_osei, [maya.pk])
        assert queries.opt_ins(dr_osei, maya.pk), "nothing is wrong with her number"
    assert (work.kind, work.holder_id) == ("not_reached", dr_osei.membership_id)


def test_a_number_that_takes_none_is_a_fact_about_the_route(gateway, maya, wants_texts, say, dr_osei, noon):
    gateway.answers_with = [(400, 21211)]
    message = say()
    send_due(now=noon)
    assert state_of(message, dr_osei).state == "failed"
    with acting(dr_osei):
        assert OptIn.objects.get(route_id=wants_texts.pk).ended_why == "Messages do not get there."
    assert say() is None


def test_what_a_killed_worker_had_sent_is_found_at_the_gateway(gateway, wants_texts, say, dr_osei, noon):
    """Killed after the gateway took it and before it was noted."""
    message = say()
    with acting(dr_osei) as actor:
        claimed, words = messaging.claim(message.pk, actor=actor, at=noon)
    sms.send(claimed, words)
    send_due(now=noon + timedelta(minutes=2))
    assert len(gateway.sent) == 1
    assert state_of(message, dr_osei).gateway_id == gateway.sent[0]["sid"]


def test_of_two_equal_texts_the_second_waits_until_it_is_known_what_became_of_the_first(
    gateway, wants_texts, say, dr_osei, noon
):
    """Killed before the gateway took it. What the other worker had just sent must not be taken for it."""
    first, second = say(), say()
    with acting(dr_osei) as actor:
        messaging.claim(first.pk, actor=actor, at=noon)
        assert messaging.claim(second.pk, actor=actor, at=noon) is None
    for minutes in (1, 3):
        send_due(now=noon + timedelta(minutes=minutes))

    noted = {state_of(message, dr_osei).gateway_id for message in (first, second)}
    assert noted == {row["sid"] for row in gateway.sent} and len(gateway.sent) == 2


def test_equal_texts_of_two_organizations_are_two(gateway, wants_texts, say, dr_osei, rosa, noon):
    ours = say()
    with acting(dr_osei) as actor:
        claimed, words = messaging.claim(ours.pk, actor=actor, at=noon)
    with acting(rosa):
        copied = {field.attname: getattr(claimed, field.attname) for field in Message._meta.fields}
        copied |= {"id": uuid7(), "org_id": rosa.org_id, "client_id": None, "route_id": None}
        with pytest.raises(IntegrityError, match="one_text_on_its_way_to_a_number"), transaction.atomic():
            Message.objects.create(**copied)


def test_what_a_gateway_took_is_noted_at_one_message(gateway, wants_texts, say, dr_osei, noon):
    first, second = say(), say()
    send_due(now=noon)
    taken = state_of(first, dr_osei).gateway_id
    with (
        acting(dr_osei),
        pytest.raises(IntegrityError, match="what_a_gateway_took_is_one_message"),
        transaction.atomic(),
    ):
        Message.objects.filter(pk=second.pk).update(gateway_id=taken)


@pytest.fixture
def mail_link(dr_osei, noon):
    def mail_link(link_id=None):
        with acting(dr_osei):
            return messaging.mail_link(
                link_id or uuid7(), "Desk@bridge.example", cause="issued", not_after=noon + timedelta(days=1),
                actor=dr_osei, at=noon,
            )  # fmt: skip

    return mail_link


def test_an_office_gets_a_letter_that_names_nobody(mail_server, mail_link, noon):
    link = uuid7()
    message = mail_link(link)
    send_due(now=noon)
    (letter,) = mail_server.letters
    assert (letter["To"], letter["Subject"]) == ("desk@bridge.example", "A question is waiting for your answer")
    assert letter["Message-ID"] == f"<{message.pk}@ours.example>"
    assert f"https://ours.example/d/{token_of(link)}/" in letter.get_payload()
    assert templates.what_it_tells(letter.get_payload()) == []


def test_what_the_link_opens_is_kept_nowhere(mail_server, mail_link, dr_osei):
    link = uuid7()
    mail_link(link)
    with acting(dr_osei):
        assert token_of(link) not in str(list(Message.objects.values()))


def test_the_same_link_is_mailed_once(mail_server, mail_link, noon):
    link = uuid7()
    assert mail_link(link).pk == mail_link(link).pk
    send_due(now=noon)
    send_due(now=noon + timedelta(hours=1))
    assert len(mail_server.letters) == 1


@pytest.mark.parametrize("missing", ["SMTP_HOST", "PUBLIC_ADDRESS"])
def test_where_letters_cannot_go_none_is_written(mail_server, mail_link, settings, missing):
    setattr(settings, missing, "")
    assert mail_link() is None


@pytest.fixture
def link_to_bridge(mail_server, dr_osei, noon):
    with acting(dr_osei):
        said = {"purpose": "answer", "subject_kind": "inquiry", "subject_id": uuid7(), "factor": "none"}
        return issue(**said, went_to="desk@bridge.example", actor=dr_osei, at=noon).link


def test_a_mailbox_that_is_not_there_is_said(mail_server, link_to_bridge, dr_osei, noon):
    mail_server.refuses = {"desk@bridge.example"}
    send_due(now=noon)
    with acting(dr_osei):
        assert "550" in Message.objects.get(subject_id=link_to_bridge.pk).why
        assert doors.link(dr_osei, link_to_bridge.pk).returned_at == noon


def test_what_ends_while_the_mail_server_is_silent_is_not_tried_again(mail_server, mail_link, settings, dr_osei, noon):
    message, there = mail_link(), settings.SMTP_PORT
    settings.SMTP_PORT = 1
    send_due(now=noon)
    with acting(dr_osei):
        messaging.end_about(message.subject_id, org_id=dr_osei.org_id, why="It is answered.")
    settings.SMTP_PORT = there
    send_due(now=noon + timedelta(minutes=3))
    assert (mail_server.letters, state_of(message, dr_osei).why) == ([], "It is answered.")


def test_another_organization_sees_none_of_it(gateway, wants_texts, say, eve, noon):
    say()
    with acting(eve):
        assert (Message.objects.count(), OptIn.objects.count()) == (0, 0)
    assert queries.meant("hello") == ("", "en")
