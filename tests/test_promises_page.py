"""What one promised follows from the clocks of what one holds: about to break first, broken today, kept this week."""

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.referrals import actions
from throughcare.referrals.lifecycle import HANDOFF, REFERRAL
from throughcare.web.promises import pages


@pytest.fixture
def look():
    """`look(sam, "broken", now=...)`: what we said we would do, in the order of the page."""

    def look(actor, view="next", *, now):
        with acting(actor):
            return [(row.who, row.said) for row in pages.promises(actor, view, now=now).rows]

    return look


def due(actor, referral, step):
    with acting(actor):
        return clocks.open_clock(referral.pk, step).due_at


def test_a_promise_runs_breaks_and_stays_broken_until_it_is_kept(refer, look, dr_osei, noon):
    referral = refer("open")
    until, first = due(dr_osei, referral, "open"), ("Maya Torres", "Find a service and ask it")

    assert look(dr_osei, now=noon) == [first]
    assert look(dr_osei, "broken", now=until - timedelta(minutes=1)) == []
    assert look(dr_osei, "broken", now=until + timedelta(days=2)) == [first], "late is late until it is kept"
    assert look(dr_osei, now=until) == []


def test_what_came_in_time_is_kept_and_the_next_promise_runs(refer, look, dr_osei, noon):
    refer("sent")
    assert ("Maya Torres", "Find a service and ask it") in look(dr_osei, "kept", now=noon + timedelta(minutes=1))
    assert look(dr_osei, now=noon + timedelta(minutes=1)) == [("Maya Torres", "See that the service answers")]
    assert look(dr_osei, "kept", now=noon + timedelta(days=8)) == [], "of another week"


def test_kept_too_late_is_told_as_broken_that_day(refer, look, harbor_service, dr_osei, noon):
    referral = refer("open")
    late = due(dr_osei, referral, "open") + timedelta(minutes=5)
    with acting(dr_osei):
        actions.prepare(referral.pk, service_id=harbor_service.pk, choice="Hers", actor=dr_osei, at=late)

    assert ("Maya Torres", "Find a service and ask it") in look(dr_osei, "broken", now=late)
    assert ("Maya Torres", "Find a service and ask it") not in look(dr_osei, "kept", now=late)


def test_what_has_least_of_its_time_left_comes_first_and_not_what_is_due_first(refer, look, dr_osei, maya, noon):
    refer("open")
    with acting(dr_osei):
        draft = actions.begin(
            client_id=maya.pk, need="Food", kind="support", urgency="soon", actor=dr_osei, at=noon + timedelta(hours=20)
        )
        actions.take_referral_step(draft.pk, "open", actor=dr_osei, at=noon + timedelta(hours=20))
        shown = pages.promises(dr_osei, "next", now=noon + timedelta(hours=21)).rows
    assert [row.what for row in shown] == ["Trauma therapy", "Food"]


def test_the_receiver_sees_what_they_promised_and_the_sender_does_not(refer, look, dr_osei, rosa, noon):
    handoff = refer("sent", feedback="nothing")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)

    assert look(rosa, now=noon) == [("Maya Torres", "Offer a first visit")]
    assert "Offer a first visit" not in [said for _, said in look(dr_osei, now=noon)]


def test_every_standing_has_its_words():
    steps = {stands.clock for table in (REFERRAL, HANDOFF) for stands in table.standings.values()}
    assert steps <= set(pages.PROMISED)


@pytest.mark.parametrize("htmx", [True, False])
def test_the_page_opens_with_counts_in_its_tabs(visit, refer, dr_osei, eve, htmx):
    refer("open", at=timezone.now())
    page = visit(dr_osei, "get", "/promises/", htmx=htmx).content.decode()
    assert "Maya Torres" in page and "About to break" in page
    assert "Maya Torres" not in visit(eve, "get", "/promises/", htmx=htmx).content.decode()


def test_it_asks_no_more_for_more_promises(asked, refer, dr_osei, maya):
    refer("open", at=timezone.now())
    one = len(asked(dr_osei, "/promises/"))
    with acting(dr_osei):
        draft = actions.begin(client_id=maya.pk, need="Food", kind="support", actor=dr_osei, at=timezone.now())
        actions.take_referral_step(draft.pk, "open", actor=dr_osei, at=timezone.now())
    assert len(asked(dr_osei, "/promises/")) == one
