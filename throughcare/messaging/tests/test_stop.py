"""STOP, in whatever way somebody writes it, counts at once and for everybody."""

import pytest

from throughcare.foundation.actor import acting
from throughcare.messaging import queries, rules
from throughcare.messaging.models import Message
from throughcare.messaging.ports import sms
from throughcare.voices import queries as voices

from .rounds import send_due

FROM = "+13055550161"
TEXTS, RECEIPTS = "http://testserver/gateway/texts/", "http://testserver/gateway/receipts/"


@pytest.fixture
def from_gateway(client, gateway):
    def from_gateway(url, **said):
        return client.post(url, said, headers={"X-Twilio-Signature": sms.signature(url, said)})

    return from_gateway


@pytest.mark.parametrize(
    "words",
    ["STOP", "stop.", " Stop ", "S T O P", "s.t.o.p.", "Alto", "ALTO!", "BAJA", "unsubscribe", "Quit", "no más", "ＳＴＯＰ",
     "“stop”", "Stop all", "opt-out", "wrong number", "número equivocado"],
)  # fmt: skip
def test_every_spelling_of_stop_is_understood(words):
    assert rules.meant(words) == "stop"


@pytest.mark.parametrize(
    ("words", "wanted"), [("Start", "start"), ("INICIAR", "start"), ("help?", "help"), ("Ayuda", "help")]
)
def test_start_and_help_are_understood(words, wanted):
    assert rules.meant(words) == wanted


@pytest.mark.parametrize("words", ["I cannot stop crying", "yes", "", "non-stop", "help me please I am scared"])
def test_a_sentence_is_for_a_person_to_read(words):
    assert rules.meant(words) == ""


def test_stop_ends_what_waits_and_start_lets_it_go_again(from_gateway, gateway, wants_texts, say, dr_osei, noon):
    message = say()
    answer = from_gateway(TEXTS, From=FROM, Body="Alto")
    assert "Ya no recibe mensajes" in answer.text
    with acting(dr_osei):
        assert Message.objects.get(pk=message.pk).state == "moot"
    say()
    send_due(now=noon)
    assert gateway.sent == []
    from_gateway(TEXTS, From=FROM, Body="START")
    say()
    send_due(now=noon)
    assert len(gateway.sent) == 1


def test_nobody_learns_whether_a_number_is_known_here(from_gateway, wants_texts):
    for words in ("STOP", "START", "HELP", "who is this?"):
        known, stranger = (from_gateway(TEXTS, From=number, Body=words) for number in (FROM, "+13055550999"))
        assert (known.status_code, known.content) == (stranger.status_code, stranger.content)


def test_other_words_are_told_that_nobody_watches_and_whom_to_call(from_gateway, db):
    assert "988" in from_gateway(TEXTS, From=FROM, Body="I feel bad").text


def test_that_is_said_once_a_day_to_each_number(from_gateway, db):
    answers = [from_gateway(TEXTS, From=FROM, Body=words, MessageSid=words).text for words in ("hello", "who is it")]
    assert ["988" in answer for answer in answers] == [True, False]
    assert answers[1] == "<Response/>"


def test_what_she_writes_back_is_held_by_somebody_with_a_time(
    from_gateway, gateway, maya, wants_texts, say, dr_osei, noon
):
    say()
    send_due(now=noon)
    for _ in range(2):  # the gateway tells of it twice
        from_gateway(TEXTS, From=FROM, Body="I have no bus money", MessageSid="SM1")
    with acting(dr_osei):
        (voice,) = voices.voices_of(dr_osei, [maya.pk])
    assert (voice.words, voice.holder_id, voice.kind) == ("I have no bus money", dr_osei.membership_id, "wrote_back")
    assert voice.due_at


def test_stop_alone_is_brought_to_nobody(from_gateway, gateway, maya, wants_texts, say, dr_osei, noon):
    say()
    send_due(now=noon)
    from_gateway(TEXTS, From=FROM, Body="stop", MessageSid="SM1")
    with acting(dr_osei):
        assert voices.voices_of(dr_osei, [maya.pk]) == []


@pytest.mark.parametrize("url", [TEXTS, RECEIPTS])
def test_what_the_gateway_did_not_sign_is_not_heard(client, gateway, url):
    said = {"From": FROM, "Body": "STOP"}
    forged = sms.signature(url, said | {"Body": "START"})
    assert client.post(url, said, headers={"X-Twilio-Signature": forged}).status_code == 403
    assert client.post(url, said).status_code == 403
    assert client.post(url, said, headers={"X-Twilio-Signature": "ñ"}).status_code == 403
    assert client.get(url).status_code == 405
    assert not queries.is_stopped(FROM)


def test_without_a_token_nothing_is_signed(client, settings):
    settings.SMS_TOKEN = ""
    said = {"From": FROM, "Body": "STOP"}
    assert client.post(TEXTS, said, headers={"X-Twilio-Signature": sms.signature(TEXTS, said)}).status_code == 403


def test_a_receipt_is_kept(from_gateway, gateway, wants_texts, say, dr_osei, noon):
    message = say()
    send_due(now=noon)
    from_gateway(RECEIPTS, MessageSid=gateway.sent[0]["sid"], MessageStatus="delivered")
    with acting(dr_osei):
        assert Message.objects.get(pk=message.pk).delivered_at


def test_a_number_that_cannot_be_reached_gets_no_more(from_gateway, gateway, maya, wants_texts, say, dr_osei, noon):
    say()
    send_due(now=noon)
    from_gateway(RECEIPTS, MessageSid=gateway.sent[0]["sid"], MessageStatus="undelivered", ErrorCode="30005")
    with acting(dr_osei):
        assert queries.opt_ins(dr_osei, maya.pk) == {}
        (work,) = voices.voices_of(dr_osei, [maya.pk])
    assert (work.kind, work.holder_id) == ("not_reached", dr_osei.membership_id)
