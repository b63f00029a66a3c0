"""What was answered goes into a chart that knows only paper: one page, no more than the page of the ask tells."""

from datetime import timedelta

import pytest
from accessible import faults_of
from django.utils import timezone
from test_copies_on_paper import text_of

from throughcare.consent import actions as consent
from throughcare.consent import queries as bases
from throughcare.documents import queries as documents
from throughcare.documents.models import Copy
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.referrals import actions

REPORT = "She comes every week and sleeps better."


@pytest.fixture
def treated(refer, rosa):
    """As far as a report, where the client allows one."""

    def treated(feedback="progress"):
        at = timezone.now() - timedelta(days=3)
        handoff = refer("sent", feedback=feedback, at=at)
        with acting(rosa):
            for name in ("accept", "book", "begin_treatment"):
                facts = {"visit_at": at + timedelta(hours=1)} if name == "book" else {}
                handoff = actions.take_handoff_step(handoff.pk, name, actor=rosa, at=at, **facts)
            if feedback == "progress":
                handoff = actions.take_handoff_step(handoff.pk, "report", report=REPORT, actor=rosa, at=at)
        return handoff

    return treated


def copied(visit, actor, handoff, **said) -> Copy:
    form = {"key": str(uuid7()), "recipient": "The chart", "number": ""} | said
    assert visit(actor, "post", f"/handoffs/{handoff.pk}/reply/", form).status_code == 302
    with acting(actor):
        return documents.copies_of(actor, "reply", handoff.pk)[0]


def test_dr_osei_puts_the_reply_into_the_chart(visit, dr_osei, treated):
    handoff = treated()
    address = f"/handoffs/{handoff.pk}/reply/"
    assert address in visit(dr_osei, "get", f"/handoffs/{handoff.pk}/").content.decode()
    copy = copied(visit, dr_osei, handoff)
    assert f"/copies/{copy.pk}/reply.pdf" in visit(dr_osei, "get", address).content.decode()

    answer = visit(dr_osei, "get", f"/copies/{copy.pk}/reply.pdf")
    (page,) = text_of(answer.content)

    assert faults_of(answer.content) == []
    for words in ("Maya Torres", "9 April 2010", f"TC-{handoff.number}", REPORT, "said yes", "Copy for The chart"):
        assert words in page, words
    assert documents.in_groups(copy.code) in page and "today" not in page


def test_where_only_coming_may_be_told_the_paper_tells_no_more(visit, dr_osei, treated):
    copy = copied(visit, dr_osei, treated("attendance"))
    (page,) = text_of(visit(dr_osei, "get", f"/copies/{copy.pk}/reply.pdf").content)
    assert "only that they came" in page and "The report" not in page


def test_where_nothing_may_be_told_there_is_no_paper(visit, dr_osei, treated, refer, rosa):
    handoff = refer("sent", feedback="nothing", at=timezone.now())
    copy = copied(visit, dr_osei, handoff)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=timezone.now())
    assert visit(dr_osei, "get", f"/handoffs/{handoff.pk}/reply/").status_code == 404
    assert visit(dr_osei, "get", f"/copies/{copy.pk}/reply.pdf").status_code == 404


def test_a_withdrawal_ends_the_paper_where_it_ends_the_page(visit, dr_osei, treated):
    handoff = treated()
    copy = copied(visit, dr_osei, handoff)
    with acting(dr_osei):
        consent.withdraw(bases.basis(dr_osei, handoff.basis_id), actor=dr_osei, at=timezone.now())
    page = visit(dr_osei, "get", f"/handoffs/{handoff.pk}/").status_code
    assert visit(dr_osei, "get", f"/copies/{copy.pk}/reply.pdf").status_code == page


def test_a_long_story_is_still_one_page(visit, dr_osei, rosa, treated):
    handoff = treated()
    with acting(rosa):
        for number in range(15):
            said = f"{number}: " + "She comes every week and sleeps better than before. " * 4
            actions.take_handoff_step(handoff.pk, "report", report=said, actor=rosa, at=timezone.now())
    copy = copied(visit, dr_osei, handoff)
    pages = text_of(visit(dr_osei, "get", f"/copies/{copy.pk}/reply.pdf").content)
    assert len(pages) == 1 and "older steps" in pages[0]


def test_a_code_for_the_chart_is_no_ask(visit, dr_osei, eve, rosa, treated):
    """It opens only as what it is, and only for its own side."""
    handoff = treated()
    copy = copied(visit, dr_osei, handoff)
    assert visit(dr_osei, "get", f"/copies/{copy.pk}/ask.pdf").status_code == 404
    for who in (eve, rosa):
        assert visit(who, "get", f"/copies/{copy.pk}/reply.pdf").status_code == 404
        assert visit(who, "get", f"/handoffs/{handoff.pk}/reply/").status_code == 404


def test_what_became_of_it_is_written_down(visit, dr_osei, treated):
    handoff = treated()
    copy = copied(visit, dr_osei, handoff, number="305-555-0188")
    said = {"key": uuid7(), "outcome": "delivered", "note": "Scanned in"}
    assert visit(dr_osei, "post", f"/copies/{copy.pk}/delivery/", said).status_code == 302
    assert "Scanned in" in visit(dr_osei, "get", f"/handoffs/{handoff.pk}/reply/").content.decode()
