"""Bridge House, where nobody signs in, has closed: Sam writes down who says so, and nobody of Northside's waits there any more."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.inquiries import actions as inquiries
from throughcare.network import actions, queries
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries as loops
from throughcare.scheduling import actions as scheduling

SAID = {"closed_on": date(2026, 2, 20), "closed_because": "The house was sold", "said_by": "Their answering machine"}
WORDS = "It closed on 20 February 2026: The house was sold."


@pytest.fixture
def close(bridge, sam):
    def close(*, actor=sam, at=None, **said):
        with acting(actor):
            return actions.close(bridge.pk, **(SAID | said), actor=actor, at=at or timezone.now())

    return close


def seen(actor, handoff):
    with acting(actor):
        return loops.handoff(actor, handoff.pk)


def test_what_was_sent_there_is_back_and_that_is_no_no(asked_of_bridge, close, dr_osei):
    handoff = asked_of_bridge()

    close()

    ended = seen(dr_osei, handoff)
    assert (ended.status, ended.ending) == ("ended", "service_closed")
    with acting(dr_osei):
        promise = loops.referral(dr_osei, handoff.referral_id)
        assert loops.timeline_of_handoff(ended)[-1].reason == WORDS
    assert (promise.status, promise.live_status, promise.turn, promise.noes) == ("open", "", "sender", 0)
    assert promise.due_at is not None


@pytest.mark.parametrize("feedback", ["progress", "nothing"])
def test_who_is_in_its_hands_is_back_with_who_asked(asked_of_bridge, close, sam, feedback):
    handoff = asked_of_bridge(feedback)
    with acting(sam):
        referrals.take_handoff_step(handoff.pk, "accept", actor=sam, at=timezone.now())

    close()

    with acting(sam):
        promise = loops.referral(sam, handoff.referral_id)
        assert (promise.status, promise.live_status, promise.turn) == ("open", "", "sender")
        assert loops.live_handoffs([handoff.referral_id]) == {} and promise.due_at is not None


def test_a_question_without_a_name_is_answered_no(refer, close, bridge, dr_osei):
    promise = refer("open", at=timezone.now())
    about = inquiries.About(need="Trauma therapy", urgency="routine")
    with acting(dr_osei):
        (asked,) = inquiries.inquire(
            promise.pk, about=about, service_ids=[bridge.pk], names=[], actor=dr_osei, at=timezone.now()
        )

    close()

    with acting(dr_osei):
        asked.refresh_from_db()
    assert (asked.status, asked.ending, asked.answer) == ("over", "no", WORDS)


def test_nobody_new_is_sent_there_until_it_is_open_again(refer, close, bridge, sam):
    promise = refer("open", at=timezone.now())
    close()
    with acting(sam):
        with pytest.raises(NotAllowed, match="It closed on 20 February 2026.*Choose another"):
            referrals.prepare(promise.pk, service_id=bridge.pk, choice="Hers", actor=sam, at=timezone.now())
        assert bridge.pk not in [row.pk for row in queries.search(queries.Asked(text="counseling")).services]

        actions.open_again(bridge.pk, actor=sam, at=timezone.now())
        assert bridge.pk in [row.pk for row in queries.search(queries.Asked(text="counseling")).services]


def test_what_others_asked_stays_theirs_to_take_back_and_says_so(asked_of_bridge, close, visit, ben, dr_osei, rosa):
    handoff = asked_of_bridge()
    with pytest.raises(NotAllowed, match="coordinators do"):
        close(actor=ben)

    close(actor=rosa)  # she keeps Harbor's directory

    assert seen(dr_osei, handoff).status == "sent", "Harbor's word ends nothing of Northside's"
    with acting(rosa):
        assert loops.live_asks_of_service(handoff.service_id) == []
    page = visit(dr_osei, "get", reverse("handoff", args=[handoff.pk])).content.decode()
    assert WORDS in page and "Their answering machine, Rosa" in page


def test_it_needs_a_reason_and_a_source(close, bridge):
    with pytest.raises(NotAllowed, match="Say who told you"):
        close(said_by=" ")
    with pytest.raises(NotAllowed, match="Say why"):
        close(closed_because=" ")
    assert close().closed_said_by == "Their answering machine, Sam Bright, Northside Family Health"


def test_sam_says_it_on_the_page_of_the_service_and_takes_it_back(visit, sam, ben, bridge):
    page, address = reverse("service", args=[bridge.pk]), reverse("close-service", args=[bridge.pk])
    assert "nobody is there any more" in visit(sam, "get", page).content.decode()
    assert "nobody is there any more" not in visit(ben, "get", page).content.decode()
    assert visit(ben, "post", address, SAID).status_code == 404

    half = visit(sam, "post", address, SAID | {"said_by": ""})
    assert half.status_code == 422 and "Say who told you" in half.content.decode()
    done = visit(sam, "post", address, SAID, follow=True).content.decode()
    assert WORDS in done and "Their answering machine" in done and "It is open again" in done

    again = visit(sam, "post", reverse("open-service", args=[bridge.pk]), follow=True).content.decode()
    assert WORDS not in again


# --- a last day that is still to come


def test_no_first_visit_is_after_the_last_day(refer, harbor_service, rosa, noon):
    handoff = refer("sent")
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
        actions.close(
            harbor_service.pk, closed_on=date(2026, 3, 31), closed_because="Its funding ends", actor=rosa, at=noon
        )
    said = {
        "handoff_id": handoff.pk, "client_id": handoff.client_id, "org_id": rosa.org_id, "sender_org_id": handoff.org_id,
        "kind": "intake", "actor": rosa, "at": noon,
    }  # fmt: skip
    with acting(rosa):
        with pytest.raises(NotAllowed, match="It closes on 31 March 2026"), transaction.atomic():
            scheduling.book(starts_at=noon + timedelta(days=30), **said)
        scheduling.book(starts_at=noon + timedelta(days=29), **said)
    assert seen(rosa, handoff).status == "booked"
