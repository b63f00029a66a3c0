"""Food and housing thought of while therapy is written: each a promise of its own, kept together."""

import pytest
from django.db import IntegrityError, transaction

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.referrals import actions, queries
from throughcare.referrals.models import Referral

LINES = {"food": "Two children at home", "housing": "The lease ends in May"}


@pytest.fixture
def beside(refer, noon):
    """What stands beside a draft after somebody said what else would help."""

    def beside(actor, draft, wanted=(), no_longer=()):
        with acting(actor):
            actions.ask_beside(draft.pk, wanted=dict(wanted), no_longer=no_longer, actor=actor, at=noon)
            return queries.asked_together(queries.referral(actor, draft.pk))

    return beside


def test_each_support_becomes_a_draft_of_its_own_with_the_same_holder(refer, beside, dr_osei, sam, noon):
    draft = refer("draft")

    food, housing = beside(sam, draft, LINES)

    assert [(one.kind, one.need, one.service_type, one.reason, one.urgency) for one in (food, housing)] == [
        ("support", "Food", "food", "Two children at home", "routine"),
        ("support", "Housing and shelter", "housing", "The lease ends in May", "routine"),
    ]
    assert {one.status for one in (food, housing)} == {"draft"}
    assert {one.holder_id for one in (food, housing)} == {dr_osei.membership_id}, "Sam only wrote it down"
    with acting(dr_osei):
        assert [one.need for one in queries.asked_together(food)] == ["Trauma therapy", "Housing and shelter"]


def test_said_twice_it_is_one_draft_with_the_latest_line(refer, beside, dr_osei):
    draft = refer("draft")
    beside(dr_osei, draft, LINES)

    again = beside(dr_osei, draft, LINES | {"food": "Three children at home"})

    assert [(one.service_type, one.reason) for one in again] == [
        ("food", "Three children at home"), ("housing", "The lease ends in May"),
    ]  # fmt: skip


def test_what_is_wanted_no_longer_goes_only_where_nobody_wrote_more(refer, beside, dr_osei, noon):
    draft = refer("draft")
    food, _ = beside(dr_osei, draft, LINES)
    with acting(dr_osei):
        actions.write(food, question="Is there a bus?", actor=dr_osei, at=noon)

    left = beside(dr_osei, draft, no_longer=["food", "housing", "transport"])

    assert [one.service_type for one in left] == ["food"]


def test_the_database_keeps_one_support_of_a_kind_in_a_sitting(refer, beside, dr_osei, noon):
    draft = refer("draft")
    food, housing = beside(dr_osei, draft, LINES)

    with (
        acting(dr_osei),
        pytest.raises(IntegrityError, match="one_support_of_a_kind_in_a_sitting"),
        transaction.atomic(),
    ):
        Referral.objects.filter(pk=housing.pk).update(service_type="food")
    with acting(dr_osei), pytest.raises(NotAllowed, match=f"asked for beside it already: TC-{food.number}"):
        said = {"need": "Meals", "service_type": "food", "again_reason": "More of it"}
        actions.write(housing, **said, actor=dr_osei, at=noon)


def test_what_was_promised_before_takes_a_line_that_says_why_once_more(refer, beside, dr_osei, maya, noon):
    with acting(dr_osei):
        before = actions.begin(
            client_id=maya.pk, need="Food", service_type="food", kind="support", actor=dr_osei, at=noon
        )
    draft = refer("draft")

    with pytest.raises(actions.PromisedAlready, match=f"TC-{before.number}") as refused:
        beside(dr_osei, draft, {"food": " "})
    assert refused.value.service_type == "food"

    (food,) = beside(dr_osei, draft, {"food": "The pantry closed"})
    assert food.again_reason == "The pantry closed"


@pytest.mark.parametrize("kind", ["concern", "advice"])
def test_beside_a_question_or_a_concern_nothing_is_asked_for(refer, beside, dr_osei, kind):
    draft = refer("draft", kind=kind, awaits_treatment=False)

    with pytest.raises(NotAllowed, match="they agreed to"):
        beside(dr_osei, draft, LINES)


def test_after_it_was_sent_nothing_is_added(refer, beside, dr_osei):
    sent = refer("sent")
    with acting(dr_osei):
        referral = queries.referral(dr_osei, sent.referral_id)
    with pytest.raises(Overtaken, match="sent meanwhile"):
        beside(dr_osei, referral, LINES)


def test_a_stranger_adds_nothing(refer, eve, noon):
    draft = refer("draft")

    with acting(eve), pytest.raises((NotAllowed, Referral.DoesNotExist)):
        actions.ask_beside(draft.pk, wanted=LINES, actor=eve, at=noon)
    with acting(eve):
        assert queries.asked_together(draft) == []
