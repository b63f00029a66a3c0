"""How a service answered us: yes, no and on whose side, silence, and how soon. Want of room is held against nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from throughcare.foundation.actor import acting
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import ENDINGS, HANDOFF, SENT
from throughcare.referrals.models import Handoff
from throughcare.referrals.queries.replies import form, reasons_on


@pytest.fixture
def ask(refer, rosa, noon):
    """An ask of Northside's that Harbor answers so many hours after it was sent."""

    def ask(step="", *, after=1, by=rosa, at=noon, feedback="progress", **facts):
        handoff = refer("sent", at=at, feedback=feedback)
        if step:
            with acting(by):
                later = at + timedelta(hours=after)
                return actions.take_handoff_step(handoff.pk, step, actor=by, at=later, **facts)
        return handoff

    return ask


@pytest.fixture
def replies(dr_osei, harbor_service, noon):
    def replies(actor=dr_osei, at=noon + timedelta(days=2)):
        with acting(actor):
            return queries.replies(actor, [harbor_service.pk], at=at).get(harbor_service.pk)

    return replies


def test_each_answer_is_counted_once_and_on_its_side(ask, replies, sam):
    ask("accept")
    ask("decline", decline_reason="payer")
    ask("decline", decline_reason="not_our_service")
    ask("decline", decline_reason="other", said={"reason": "We move house"})
    ask("suggest", said={"reason": "The clinic in Hialeah"})
    ask("decline_for_client", said={"reason": "Maya found her own"})
    ask("recall", by=sam, said={"reason": "Sent by mistake"})
    ask()
    ask("decline", decline_reason="no_room")

    found = replies()

    assert found.counts == {
        "yes": 1, "room": 1, "fit": 1, "theirs": 1, "other": 1, "another": 1, "client": 1, "ours": 1, "waiting": 1,
    }  # fmt: skip
    assert found.asked == sum(found.counts.values()) == 9


def test_every_way_an_ask_can_end_before_its_yes_and_every_reason_is_in_exactly_one_outcome():
    endings = [ending for outcome in form()["outcomes"] for ending in outcome.get("endings", [])]
    reasons = [key for outcome in form()["outcomes"] for key in reasons_on(outcome.get("sides", []))]
    before_a_yes = {ENDINGS[name] for name in HANDOFF.endings() if SENT in HANDOFF[name].sources}

    assert sorted(endings) == sorted(before_a_yes - {"declined"})
    assert sorted(reasons) == sorted([*queries.decline_reasons(), ""])


def test_want_of_room_is_on_nobodys_side():
    assert queries.decline_reasons()["no_room"]["whose_side"] == "room"


def test_half_of_the_answers_came_within_a_time_where_there_are_enough(ask, replies):
    ask("decline", after=2, decline_reason="payer")
    ask("accept", after=4)
    assert replies().half_within is None, "two answers make no time"

    ask()
    ask("decline", after=30, decline_reason="no_room")

    assert (replies().answered, replies().half_within) == (3, timedelta(hours=4))


def test_an_ask_whose_yes_would_not_be_told_is_not_counted_whatever_was_answered(ask, replies):
    ask(feedback="nothing")
    ask("decline", feedback="nothing", decline_reason="payer")
    ask("accept", feedback="nothing")
    assert replies() is None, "else a yes that stays untold would be seen by what is missing"


def test_what_is_long_past_and_what_others_asked_is_not_counted(ask, replies, eve, rosa, noon):
    ask("decline", decline_reason="payer")
    assert replies(at=noon + timedelta(days=form()["days"] + 1)) is None
    assert replies(eve) is None
    assert replies(rosa) is None, "it is of those who asked"


def test_one_question_for_however_many_services(
    ask, dr_osei, harbor_service, services, noon, django_assert_num_queries
):
    ask("accept")
    with acting(dr_osei), django_assert_num_queries(1):
        found = queries.replies(
            dr_osei, [harbor_service.pk, *(one.pk for one in services)], at=noon + timedelta(days=1)
        )
    assert found[harbor_service.pk].counts == {"yes": 1}


def test_only_a_no_has_a_reason_of_the_list(ask, dr_osei):
    handoff = ask()
    with pytest.raises(IntegrityError, match="only_a_no_has_a_reason"), acting(dr_osei), transaction.atomic():
        Handoff.objects.filter(pk=handoff.pk).update(declined_for="payer")
