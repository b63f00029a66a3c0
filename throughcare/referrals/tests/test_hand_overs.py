"""Handing over is an offer: at every moment exactly one answers for Maya, and nobody finds her on their desk unasked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Desk, Notice
from throughcare.foundation.actor import acting, system
from throughcare.foundation.clocks.models import Clock
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.referrals.models import HandOver, Referral


def membership_of(actor):
    return accounts.membership(actor.membership_id)


@pytest.fixture
def offer(noon):
    def offer(*referrals, by, to, note="Call after school."):
        with acting(by):
            return actions.offer([row.pk for row in referrals], to=membership_of(to), note=note, actor=by, at=noon)

    return offer


def holder(referral, actor):
    with acting(actor):
        return Referral.objects.get(pk=referral.pk).holder_id


def test_until_it_is_taken_over_the_old_holder_answers_for_her(refer, offer, dr_osei, sam, noon):
    handoff = refer("sent")
    with acting(dr_osei):
        referral = queries.referral(dr_osei, handoff.referral_id)
    (made,) = offer(referral, by=dr_osei, to=sam)
    assert holder(referral, sam) == dr_osei.membership_id

    with acting(sam):
        (waiting,) = queries.offered_to(sam)
        assert (waiting.pk, waiting.note, waiting.of_name) == (made.pk, "Call after school.", dr_osei.name)
        actions.take_hand_over(made.pk, actor=sam, at=noon)
        assert queries.handoff(sam, handoff.pk).holder_id == sam.membership_id, "what was asked goes with it"
        assert WorkItem.objects.get(subject_id=referral.pk).holder_id == sam.membership_id
        assert queries.offered_to(sam) == []
    assert holder(referral, sam) == sam.membership_id


def test_given_back_it_stays_with_its_holder_who_reads_why(refer, offer, dr_osei, sam, noon):
    referral = refer("open")
    (made,) = offer(referral, by=dr_osei, to=sam)
    with acting(sam):
        with pytest.raises(NotAllowed, match="Say why"):
            actions.give_back(made.pk, reason=" ", actor=sam, at=noon)
        actions.give_back(made.pk, reason="I am away from Monday", actor=sam, at=noon)

    with acting(dr_osei):
        (back,) = queries.offered_by(dr_osei)
    assert (back.status, back.reason) == ("given_back", "I am away from Monday")
    assert holder(referral, sam) == dr_osei.membership_id


def test_drafts_and_promises_are_handed_over_together_or_not_at_all(refer, offer, dr_osei, sam, rosa, noon):
    opened, draft = refer("open"), refer_draft(dr_osei, refer, noon)
    with pytest.raises(NotAllowed, match="Choose what"), acting(dr_osei):
        actions.offer([opened.pk, uuid7()], to=membership_of(sam), note="", actor=dr_osei, at=noon)
    with acting(dr_osei):
        assert queries.open_offers([opened.pk]) == {}

    made = offer(opened, draft, by=dr_osei, to=sam)
    with acting(sam):
        for row in made:
            actions.take_hand_over(row.pk, actor=sam, at=noon)
        assert [row.pk for row in queries.drafts(sam)] == [draft.pk]
        assert queries.caseload(sam, dr_osei.membership_id) == []


def refer_draft(actor, refer, noon):
    with acting(actor):
        client_id = Referral.objects.first().client_id
        return actions.begin(client_id=client_id, need="Food", kind="support", actor=actor, at=noon)


def test_nobody_hands_over_what_another_holds_unless_they_coordinate_or_lead(refer, offer, dr_osei, sam, noon):
    with acting(sam):
        Desk.objects.filter(org_id=sam.org_id).update(lead_id=sam.membership_id)
    referral = refer("open", actor=sam)
    with pytest.raises(NotAllowed, match="what you hold"):
        offer(referral, by=dr_osei, to=dr_osei)


def test_an_offer_goes_to_no_other_organization(refer, offer, dr_osei, rosa):
    referral = refer("open")
    with pytest.raises(NotAllowed, match="works here"):
        offer(referral, by=dr_osei, to=rosa)


def test_only_whom_it_was_offered_to_takes_it_over(refer, offer, dr_osei, sam, noon):
    (made,) = offer(refer("open"), by=dr_osei, to=sam)
    with acting(dr_osei), pytest.raises(NotAllowed, match="somebody else"):
        actions.take_hand_over(made.pk, actor=dr_osei, at=noon)


def test_taken_back_while_it_is_taken_over_only_the_first_counts(refer, offer, dr_osei, sam, noon):
    referral = refer("open")
    (made,) = offer(referral, by=dr_osei, to=sam)
    with acting(dr_osei):
        actions.take_back(made.pk, actor=dr_osei, at=noon)
    with acting(sam), pytest.raises(Overtaken):
        actions.take_hand_over(made.pk, actor=sam, at=noon)
    assert holder(referral, sam) == dr_osei.membership_id


def test_the_database_keeps_one_open_offer_for_a_promise(refer, offer, dr_osei, sam, noon):
    referral = refer("open")
    (made,) = offer(referral, by=dr_osei, to=sam)
    made.pk = uuid7()
    with acting(dr_osei), pytest.raises(IntegrityError, match="one_open_offer_per_referral"), transaction.atomic():
        made.save(force_insert=True)


def test_offered_again_the_earlier_offer_is_replaced_and_its_clock_stops(refer, offer, dr_osei, sam, noon):
    referral = refer("open")
    (first,) = offer(referral, by=dr_osei, to=sam)
    (second,) = offer(referral, by=dr_osei, to=sam, note="The number changed.")
    with acting(sam):
        assert [row.pk for row in queries.offered_to(sam)] == [second.pk]
        clocks = dict(Clock.objects.filter(subject_id__in=[first.pk, second.pk]).values_list("subject_id", "state"))
    assert clocks == {first.pk: "stopped", second.pk: "running"}


def test_on_friday_the_caseload_is_the_leads_with_a_list_to_go_through(refer, dr_osei, sam, noon):
    opened = refer("open")
    draft = refer_draft(dr_osei, refer, noon)
    with acting(sam):
        Desk.objects.filter(org_id=sam.org_id).update(lead_id=sam.membership_id)
        staff.end_access(dr_osei.membership_id, actor=sam, at=noon)

        listed = queries.offered_to(sam)
        assert {row.referral_id for row in listed} == {opened.pk, draft.pk}
        assert {row.referral.holder_id for row in listed} == {sam.membership_id}
        assert {row.of_name for row in listed} == {dr_osei.name}
        with pytest.raises(NotAllowed, match="Nobody is left"):
            actions.give_back(listed[0].pk, reason="Too many", actor=sam, at=noon)
        actions.take_hand_over(listed[0].pk, actor=sam, at=noon)
        assert len(queries.offered_to(sam)) == 1


def test_what_was_offered_to_somebody_who_left_is_the_leads_to_decide(refer, offer, dr_osei, sam, noon):
    referral = refer("open", actor=sam)
    offer(referral, by=sam, to=dr_osei)
    with acting(sam):
        Desk.objects.filter(org_id=sam.org_id).update(lead_id=sam.membership_id)
        staff.end_access(dr_osei.membership_id, actor=sam, at=noon)
        assert [row.referral_id for row in queries.offered_to(sam)] == [referral.pk]


def test_an_offer_that_nobody_answers_goes_to_the_lead(refer, offer, dr_osei, sam, noon):
    referral = refer("open", actor=sam)
    (made,) = offer(referral, by=sam, to=dr_osei)
    with acting(sam):
        Desk.objects.filter(org_id=sam.org_id).update(lead_id=sam.membership_id)
    with acting(system(sam.org_id)):
        for _ in range(2):
            actions.pass_offer_to_lead(made.pk, clock_id=uuid7(), rung=2, at=noon + timedelta(days=3))
    with acting(sam):
        assert [row.pk for row in queries.offered_to(sam)] == [made.pk]
        assert Notice.objects.filter(membership_id=sam.membership_id, clock="hand_over").exists()
    assert holder(referral, sam) == sam.membership_id


def test_a_discarded_draft_takes_its_offer_with_it(refer, offer, dr_osei, sam, noon):
    draft = refer("draft")
    (made,) = offer(draft, by=dr_osei, to=sam)
    with acting(dr_osei):
        actions.discard(draft, actor=dr_osei, at=noon)
        assert not HandOver.objects.exists()
        actions.pass_offer_to_lead(made.pk, clock_id=uuid7(), rung=2, at=noon)
    assert connection.in_atomic_block
