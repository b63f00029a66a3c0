"""What is said to Maya because of a step, and what is not said any more. The gateway is throughcare/messaging's own test's."""

from datetime import timedelta

import pytest

from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.consent import queries as agreed
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.messaging import actions as messaging
from throughcare.messaging import queries
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling


@pytest.fixture
def book(refer, rosa, noon, wants_texts):
    def book(feedback="progress"):
        handoff = refer("sent", feedback=feedback)
        with acting(rosa):
            referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
            return scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id,
                sender_org_id=handoff.org_id, starts_at=noon + timedelta(days=8), kind="intake", actor=rosa, at=noon,
            )  # fmt: skip

    return book


def waiting(actor, maya):
    with acting(actor):
        return [message for message in queries.messages_of(actor, maya.pk) if message.state == "waiting"]


def test_a_visit_is_remembered_three_days_and_one_day_before(book, maya, dr_osei, noon):
    book()
    found = waiting(dr_osei, maya)
    assert {message.not_before for message in found} == {noon + timedelta(days=5), noon + timedelta(days=7)}
    assert {message.template for message in found} == {"reminder"}
    assert found[0].fills["day"] == "martes 10/3"


def test_a_moved_visit_is_remembered_at_its_new_time_alone_also_when_it_moves_back(book, maya, dr_osei, rosa, noon):
    visit, first = book(), noon + timedelta(days=8)
    for number, starts_at in enumerate([noon + timedelta(days=10), first], start=1):
        with acting(rosa):
            at = noon + timedelta(minutes=number)
            scheduling.take_visit_step(visit.pk, "move", starts_at=starts_at, actor=rosa, at=at)
        assert {m.not_before for m in waiting(dr_osei, maya)} == {starts_at - timedelta(days=days) for days in (3, 1)}


def test_a_canceled_visit_is_not_remembered(book, maya, dr_osei, rosa, noon):
    visit = book()
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "cancel", said={"reason": "The clinician is ill"}, actor=rosa, at=noon)
    assert waiting(dr_osei, maya) == []


def test_where_the_sender_may_not_know_of_it_nobody_is_reminded(book, maya, dr_osei):
    book(feedback="nothing")
    assert waiting(dr_osei, maya) == []


def test_whoever_died_is_reminded_of_nothing(book, maya, dr_osei, noon):
    book()
    with acting(dr_osei):
        clients.change_situation(maya, situation="deceased", source="Her aunt", actor=dr_osei, at=noon)
    assert waiting(dr_osei, maya) == []


def test_what_was_taken_back_ends_what_waits(book, maya, dr_osei, noon):
    book()
    with acting(dr_osei):
        consent.withdraw(agreed.bases(dr_osei, maya.pk)[0], actor=dr_osei, at=noon)
    assert waiting(dr_osei, maya) == []


def test_what_she_asked_for_on_one_record_counts_on_the_one_that_stays(maya, wants_texts, dr_osei, noon):
    with acting(dr_osei):
        kept = clients.register(name="Maya T. Torres", actor=dr_osei, at=noon)
        clients.merge(kept, maya, reason="She says so herself", actor=dr_osei, at=noon)
        assert list(queries.opt_ins(dr_osei, kept.pk)) == [wants_texts.pk]
        message = messaging.write_to_client(
            kept.pk, "please_call", subject_id=uuid7(), cause="asked", not_before=noon,
            not_after=noon + timedelta(days=1), actor=dr_osei, at=noon,
        )  # fmt: skip
        assert message is not None and message.address == "+13055550161"


# --- the page of the staff


def address(maya, more=""):
    return f"/clients/{maya.pk}/messages/{more}"


def test_sam_writes_down_that_she_wants_texts_and_sends_a_quiet_one(visit, maya, sam, dr_osei, noon):
    with acting(dr_osei):
        route = clients.add_route(maya, kind="text", value="305-555-0161", actor=dr_osei, at=noon)
    before = visit(sam, "get", address(maya))
    assert "Nothing was sent" in before.text
    visit(sam, "post", address(maya, "opt-in/"), {"route": route.pk, "how": "Said so by phone"})
    said = {"template": "please_call", "key": uuid7()}
    for _ in range(2):
        assert visit(sam, "post", address(maya, "write/"), said).status_code == 302
    assert [message.template for message in waiting(sam, maya)] == ["please_call"]
    page = visit(sam, "get", address(maya)).text
    assert "Please call us" in page and "Waiting for its time" in page and "Said so by phone" in page
    visit(sam, "post", address(maya, f"opt-in/{route.pk}/end/"))
    assert waiting(sam, maya) == []


def test_without_an_opt_in_the_page_says_what_is_missing(visit, maya, sam):
    answer = visit(sam, "post", address(maya, "write/"), {"template": "please_call", "key": uuid7()})
    assert answer.status_code == 422
    assert "did not say that they want messages" in answer.text


def test_an_opt_in_without_how_is_asked_for_it(visit, maya, sam, wants_texts):
    answer = visit(sam, "post", address(maya, "opt-in/"), {"route": wants_texts.pk, "how": " "})
    assert answer.status_code == 422


def test_a_stranger_finds_no_such_page(visit, maya, eve):
    assert visit(eve, "get", address(maya)).status_code == 404
    assert visit(eve, "post", address(maya, "write/"), {"template": "please_call", "key": uuid7()}).status_code == 404
