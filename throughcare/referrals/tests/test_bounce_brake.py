"""Nobody sends Maya round and round: the third no reaches the network's lead, and a coordinator says how it goes on."""

from datetime import date, timedelta

import pytest

from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Network
from throughcare.consent import actions as consent
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import actions, queries


def ask(referral_id, service, actor, at):
    """One ask by name, as far as sent."""
    with acting(actor):
        handoff = actions.prepare(referral_id, service_id=service.pk, choice="Maya", actor=actor, at=at)
        basis = consent.record_basis(
            client_id=handoff.client_id, kind="written_consent", recipients=[service.pk], given_by="Maya",
            feedback="progress", actor=actor, at=at,
        )  # fmt: skip
        actions.share_on(handoff.pk, basis_id=basis.pk, actor=actor, at=at)
        return actions.send(handoff.pk, actor=actor, at=at)


@pytest.fixture
def refused(refer, harbor_service, sam, rosa, noon):
    """A promise that heard so many noes."""

    def refused(times, **more):
        referral = refer("open", actor=sam, **more)
        for n in range(times):
            no(ask(referral.pk, harbor_service, sam, noon + timedelta(hours=n)), rosa, noon + timedelta(hours=n))
        return referral

    return refused


def no(handoff, rosa, at):
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "decline", decline_reason="payer", actor=rosa, at=at)


@pytest.fixture
def lead(sam):
    """Sam's network has a lead."""
    with acting(sam):
        Network.objects.update(lead_id=sam.membership_id)


def told(actor):
    with acting(actor):
        return [notice for notice in accounts.notices(actor) if notice.kind == "noes"]


def test_two_noes_are_the_coordinators_and_nobody_elses(refused, lead, sam):
    refused(2)
    assert told(sam) == []


def test_the_third_no_is_told_to_the_networks_lead_once(refused, lead, sam):
    referral = refused(3)
    assert [notice.subject_id for notice in told(sam)] == [referral.pk]


def test_a_lead_who_works_elsewhere_is_told_as_well(refused, sam, eve):
    with acting(sam):
        Network.objects.update(lead_id=eve.membership_id)

    referral = refused(3)

    assert [notice.subject_id for notice in told(eve)] == [referral.pk]
    with acting(eve):
        assert queries.referral(eve, referral.pk) is None, "told that it is, not who it is"


def test_after_it_nothing_is_sent_before_a_coordinator_says_how_it_goes_on(
    refused, harbor_service, sam, dr_osei, rosa, noon
):
    referral = refused(3)
    with pytest.raises(NotAllowed, match="3 services said no"):
        ask(referral.pk, harbor_service, sam, noon)
    with pytest.raises(NotAllowed, match="for the coordinator"), acting(dr_osei):
        actions.take_referral_step(referral.pk, "go_on", said={"reason": "x"}, actor=dr_osei, at=noon)
    with acting(sam):
        with pytest.raises(NotAllowed, match="different this time"):
            actions.take_referral_step(referral.pk, "go_on", actor=sam, at=noon)
        said = {"reason": "Harbor has a new evening group from Monday"}
        actions.take_referral_step(referral.pk, "go_on", said=said, actor=sam, at=noon)

    again = ask(referral.pk, harbor_service, sam, noon)

    no(again, rosa, noon)
    with acting(sam):
        assert queries.referral(sam, referral.pk).noes == 4
    with pytest.raises(NotAllowed, match="4 services said no"):
        ask(referral.pk, harbor_service, sam, noon)


def test_urgent_work_is_told_and_not_held_back(refused, harbor_service, lead, sam, noon):
    referral = refused(3, urgency="urgent")
    assert len(told(sam)) == 1
    assert ask(referral.pk, harbor_service, sam, noon).status == "sent"


def test_nothing_goes_on_that_was_not_stopped(refused, sam, noon):
    referral = refused(1)
    with pytest.raises(NotAllowed, match="Nothing is stopped"), acting(sam):
        actions.take_referral_step(referral.pk, "go_on", said={"reason": "x"}, actor=sam, at=noon)


def decline(handoff, rosa, at, **said):
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "decline", actor=rosa, at=at, **said)


@pytest.mark.parametrize("said, day", [({"full_until": date(2026, 5, 1)}, "1 May"), ({}, "16 March")])
def test_a_service_without_room_is_not_asked_again_before_its_day(refer, harbor_service, sam, rosa, noon, said, day):
    """The day they named; else two weeks."""
    handoff = refer("sent")
    decline(handoff, rosa, noon, decline_reason="no_room", **said)
    with pytest.raises(NotAllowed, match=f"not asked again before {day}"):
        ask(handoff.referral_id, harbor_service, sam, noon)
    assert ask(handoff.referral_id, harbor_service, sam, noon + timedelta(days=61)).status == "sent"


def test_another_no_cools_off_nobody(refer, harbor_service, sam, rosa, noon):
    handoff = refer("sent")
    decline(handoff, rosa, noon, decline_reason="payer")
    assert ask(handoff.referral_id, harbor_service, sam, noon).status == "sent"


def test_want_of_room_counts_against_nobody():
    assert not any(reason["counts_against_receiver"] for reason in queries.decline_reasons().values())
