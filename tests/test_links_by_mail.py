"""A link mails itself to the place that is asked: once, while it opens something; and a letter that comes back is somebody's."""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from test_partner_links import text

from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.messaging.tests.rounds import send_due
from throughcare.referrals import actions as referrals

pytestmark = pytest.mark.usefixtures("mail_server")


def letters(server) -> list[str]:
    send_due(now=timezone.now())
    return [letter.get_payload(decode=True).decode() for letter in server.letters]


def test_an_ask_reaches_the_address_that_we_have(mail_server, visit, asked_of_bridge, dr_osei):
    address = f"/handoffs/{asked_of_bridge().pk}/links/"
    form = {"key": str(uuid7()), "factor": "code", "went_to": "desk@bridge.example"}
    for _ in range(2):  # the same form twice
        visit(dr_osei, "post", address, form)

    (letter,) = letters(mail_server)

    assert "asks you something" in text(Browser().get(re.search(r"https://ours\.example(/d/\S+)", letter)[1]))
    assert "Maya" not in letter and "Northside" not in letter
    html = text(visit(dr_osei, "get", address))
    assert "Sent" in html and "Write the e-mail" not in html and "Print" in html


def test_where_no_letter_can_go_it_is_written_by_hand(settings, visit, asked_of_bridge, link_to, dr_osei):
    settings.PUBLIC_ADDRESS = ""
    handoff = asked_of_bridge()
    link_to(handoff)
    assert "Write the e-mail" in text(visit(dr_osei, "get", f"/handoffs/{handoff.pk}/links/"))


def test_what_was_answered_before_it_went_is_not_mailed(mail_server, asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    link_to(handoff)
    with acting(dr_osei):
        referrals.take_handoff_step(
            handoff.pk, "recall", actor=dr_osei, at=timezone.now(), said={"reason": "She found another"}
        )
    assert letters(mail_server) == []


def test_a_link_that_is_closed_before_it_went_is_not_mailed(mail_server, visit, asked_of_bridge, link_to, dr_osei):
    handoff = asked_of_bridge()
    issued = link_to(handoff)
    visit(dr_osei, "post", f"/links/{issued.link.pk}/revoke/")
    assert letters(mail_server) == []
    assert "Not sent" in text(visit(dr_osei, "get", f"/handoffs/{handoff.pk}/links/"))


def test_who_asks_for_a_new_link_gets_one_letter(mail_server, asked_of_bridge, link_to, dr_osei):
    old = link_to(asked_of_bridge(), at=timezone.now() - timedelta(days=30))
    for _ in range(3):
        Browser().post(f"/d/{old.token}/new/", {"went_to": "thief@elsewhere.example"})

    (letter,) = letters(mail_server)

    assert old.token not in letter and mail_server.letters[0]["To"] == "desk@bridge.example"


def test_a_letter_that_comes_back_is_told_to_whoever_holds_the_promise(
    mail_server, visit, asked_of_bridge, link_to, dr_osei
):
    mail_server.refuses = {"desk@bridge.example"}
    handoff = asked_of_bridge()
    link_to(handoff)
    assert letters(mail_server) == []

    assert "Did not arrive" in text(visit(dr_osei, "get", f"/handoffs/{handoff.pk}/links/"))
    assert "did not arrive: call the service" in text(visit(dr_osei, "get", "/notices/"))
    assert "did not arrive: call them" in text(visit(dr_osei, "get", "/"))


def test_a_letter_about_a_listing_that_comes_back_is_told_to_whoever_asked(mail_server, visit, sam, bridge):
    mail_server.refuses = {"desk@bridge.example"}
    form = {"key": str(uuid7()), "factor": "none", "went_to": "desk@bridge.example"}
    visit(sam, "post", f"/directory/services/{bridge.pk}/links/", form)
    letters(mail_server)
    told = text(visit(sam, "get", "/notices/"))
    assert "did not arrive: call the service" in told and f"/directory/services/{bridge.pk}/" in told


def test_a_client_is_not_written_to_without_having_asked_for_it(mail_server, maya, dr_osei):
    """Her link goes by hand, or on a way on which she wants messages; never here."""
    with acting(dr_osei):
        doors.set_secret(maya.pk, kind="word", said="green kite", actor=dr_osei, at=timezone.now())
        doors.issue(
            purpose="client", subject_kind="client", subject_id=maya.pk, factor="chosen", went_to="maya@home.example",
            actor=dr_osei, at=timezone.now(),
        )  # fmt: skip
        assert links.links_of(dr_osei, maya.pk)
    assert letters(mail_server) == []
