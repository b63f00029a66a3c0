import pytest
from django.db import IntegrityError, transaction

from throughcare.accounts import actions, queries
from throughcare.accounts.models import Desk, Membership
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import queries as referrals


def test_when_access_ends_their_work_is_with_the_lead_in_the_same_moment(refer, dr_osei, sam, noon):
    referral = refer("open")
    with acting(sam):
        Desk.objects.filter(org_id=sam.org_id).update(lead_id=sam.membership_id)
        actions.end_access(dr_osei.membership_id, actor=sam, at=noon)

        held = referrals.referral(sam, referral.pk)
        assert (held.holder_id, held.holder_desk_id) == (sam.membership_id, None)
        assert WorkItem.objects.get(subject_id=referral.pk).holder_id == sam.membership_id
    assert not Membership.objects.get(pk=dr_osei.membership_id).active


def test_without_another_lead_their_work_is_with_the_desk(refer, dr_osei, sam, noon):
    handoff = refer("sent")
    with acting(sam):
        Desk.objects.filter(org_id=sam.org_id).update(lead_id=dr_osei.membership_id)
        actions.end_access(dr_osei.membership_id, actor=sam, at=noon)

        held = referrals.handoff(sam, handoff.pk)
        assert held.holder_id is None and held.holder_desk_id is not None


def test_the_database_keeps_somebody_who_still_holds(refer, dr_osei, sam):
    refer("open")
    with acting(sam), pytest.raises(IntegrityError, match="holder_is_active"), transaction.atomic():
        Membership.objects.filter(pk=dr_osei.membership_id).update(active=False, ended_at="2026-03-02T12:00Z")


def test_only_an_administrator_ends_access(dr_osei, sam, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="administrators"):
        actions.end_access(sam.membership_id, actor=dr_osei, at=noon)


def test_an_administrator_of_another_organization_ends_nobody_here(dr_osei, eve, noon):
    with acting(eve), pytest.raises(NotAllowed, match="ended already"):
        actions.end_access(dr_osei.membership_id, actor=eve, at=noon)


def test_somebody_must_remain_administrator(sam, noon):
    with acting(sam):
        with pytest.raises(NotAllowed, match="remain administrator"):
            actions.end_access(sam.membership_id, actor=sam, at=noon)
        with pytest.raises(NotAllowed, match="remain administrator"):
            actions.change_roles(
                queries.member(sam, sam.membership_id), roles=["coordinator"], desk_id=None, actor=sam, at=noon
            )


def test_whoever_left_acts_for_nobody(dr_osei, sam, noon):
    membership = Membership.objects.select_related("person").get(pk=dr_osei.membership_id)
    with acting(sam):
        actions.end_access(dr_osei.membership_id, actor=sam, at=noon)

    assert queries.actor_for(membership.person) is None


def test_a_person_of_two_organizations_acts_for_one_at_a_time(sam, rosa, noon):
    harbor = queries.organization(rosa.org_id)
    person = Membership.objects.select_related("person").get(pk=sam.membership_id).person
    actions.join(org=harbor, name="", email=person.email, roles=["receiver"], at=noon)

    assert queries.actor_for(person, sam.org_id).roles == sam.roles
    assert queries.actor_for(person, rosa.org_id).roles == {"receiver"}
