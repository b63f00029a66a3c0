"""A letter that comes back hours later, as mail servers write it: the way is not used again, and somebody is told."""

from datetime import timedelta

import pytest

from throughcare.clients import actions as clients
from throughcare.doors import queries as doors
from throughcare.doors.actions import issue, spend
from throughcare.foundation import bounces
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.messaging import actions as messaging
from throughcare.messaging import queries
from throughcare.messaging.models import Message
from throughcare.messaging.tests.rounds import send_due
from throughcare.voices import queries as voices

LATER = timedelta(hours=5)
POSTFIX = """From: MAILER-DAEMON@relay.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: notes@ours.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="here/relay.example"

--here/relay.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--here/relay.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
X-Postfix-Queue-ID: 4F2A1
Arrival-Date: Tue,  3 Mar 2026 12:00:00 -0500 (EST)

Final-Recipient: rfc822; somebody@elsewhere.example
Original-Recipient: rfc822;somebody@elsewhere.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} no such mailbox

--here/relay.example
{returned}
--here/relay.example--
"""
HEAD = "Content-Type: text/rfc822-headers\n\nFrom: notes@ours.example\nMessage-ID: {id}\nSubject: x\n"
WHOLE = "Content-Type: message/rfc822\n\nFrom: notes@ours.example\nMessage-ID:\n {id}\nSubject: x\n\nwords\n"


def bounce(letter: str, *, action="failed", status="5.1.1", returned=HEAD) -> bytes:
    return POSTFIX.format(action=action, status=status, returned=returned.format(id=letter)).encode()


@pytest.fixture
def wants_mail(maya, dr_osei, noon):
    with acting(dr_osei):
        route = clients.add_route(maya, kind="email", value="maya@home.example", actor=dr_osei, at=noon)
        messaging.opt_in(maya.pk, route.pk, how="Said so at the desk", actor=dr_osei, at=noon)
    return route


@pytest.fixture
def link(mail_server, dr_osei, noon):
    with acting(dr_osei):
        said = {"purpose": "answer", "subject_kind": "inquiry", "subject_id": uuid7(), "factor": "none"}
        return issue(**said, went_to="desk@bridge.example", actor=dr_osei, at=noon).link


def message_of(actor) -> Message:
    with acting(actor):
        return Message.objects.get()


@pytest.mark.parametrize("returned", [HEAD, WHOLE])
def test_a_letter_to_maya_that_comes_back_ends_the_way_and_is_somebodys(
    mail_server, wants_mail, say, maya, dr_osei, noon, returned
):
    say()
    send_due(now=noon)
    raw = bounce(message_of(dr_osei).gateway_id, returned=returned)

    assert [messaging.take_bounce(raw, at=noon + LATER) for _ in range(2)] == [True, True], "servers tell of it twice"

    assert (message_of(dr_osei).state, message_of(dr_osei).why) == ("failed", "Not delivered: number 5.1.1.")
    with acting(dr_osei):
        assert queries.opt_ins(dr_osei, maya.pk) == {}
        (work,) = voices.voices_of(dr_osei, [maya.pk])
    assert (work.kind, work.holder_id) == ("not_reached", dr_osei.membership_id)


def test_a_letter_with_a_link_that_comes_back_is_a_fact_at_the_door(link, dr_osei, noon):
    send_due(now=noon)
    assert messaging.take_bounce(bounce(message_of(dr_osei).gateway_id), at=noon + LATER)
    with acting(dr_osei):
        assert doors.link(dr_osei, link.pk).returned_at == noon + LATER


def test_what_was_answered_meanwhile_needs_no_letter(link, dr_osei, noon):
    send_due(now=noon)
    with acting(dr_osei):
        spend(link.pk, actor=dr_osei, at=noon)
    messaging.take_bounce(bounce(message_of(dr_osei).gateway_id), at=noon + LATER)
    with acting(dr_osei):
        assert doors.link(dr_osei, link.pk).returned_at is None


@pytest.mark.parametrize(("action", "kept"), [("delayed", "sent"), ("relayed", "sent"), ("Failed", "failed")])
def test_only_what_is_final_counts(link, dr_osei, noon, action, kept):
    send_due(now=noon)
    assert messaging.take_bounce(bounce(message_of(dr_osei).gateway_id, action=action, status="4.4.7"), at=noon + LATER)
    assert message_of(dr_osei).state == kept


def test_that_it_arrived_is_kept(link, dr_osei, noon):
    send_due(now=noon)
    raw = bounce(message_of(dr_osei).gateway_id, action="delivered", status="2.0.0")
    assert messaging.take_bounce(raw, at=noon + LATER)
    assert message_of(dr_osei).delivered_at == noon + LATER


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: desk@bridge.example\nSubject: Our answer\n\nYes, on Monday.\n",
        bounce("<1@elsewhere.example>"),
        bounce(""),
        POSTFIX.replace("message/delivery-status", "text/plain").encode(),
    ],
)
def test_what_tells_of_no_letter_of_ours_is_for_somebody_to_read(db, noon, raw):
    assert not messaging.take_bounce(raw, at=noon)


@pytest.mark.parametrize("status", ["", "what?", "5.1", "\u00e9"])
def test_a_report_that_is_badly_written_is_read_as_far_as_it_goes(status):
    report = bounces.read(bounce("<1@ours.example>", status=status))
    assert (report.letter, report.became, report.number) == ("<1@ours.example>", "failed", "")


def test_a_report_with_a_name_no_database_can_hold_is_a_mail_like_any_other(noon, db):
    """Raised as a fault of the database it would be waited for, and every fax behind it would wait too."""
    assert not messaging.take_bounce(bounce("<a\0b@gateway.example>"), at=noon)
