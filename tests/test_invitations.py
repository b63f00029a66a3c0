"""Nobody becomes a member of an organization without their own yes."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from throughcare.accounts import actions, queries
from throughcare.accounts.models import Invitation, Membership, Person
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SAMS = {"name": "Sam from across", "email": "Sam@Northside.example", "roles": ["receiver"]}


@pytest.fixture
def browser_of():
    def browser_of(actor) -> Browser:
        browser = Browser()
        browser.force_login(Person.objects.get(pk=actor.person_id), backend=BACKEND)
        return browser

    return browser_of


@pytest.fixture
def invited(rosa, sam, noon):
    with acting(rosa):
        return actions.invite(**SAMS, password="not-to-be-used-ever", actor=rosa, at=noon)


def works_at(person, actor) -> bool:
    return Membership.objects.filter(person_id=person.person_id, org_id=actor.org_id, active=True).exists()


def test_whoever_has_an_account_elsewhere_is_asked_and_not_taken_in(invited, rosa, sam):
    assert isinstance(invited, Invitation)
    assert not works_at(sam, rosa)
    assert not Person.objects.get(pk=sam.person_id).check_password("not-to-be-used-ever")
    with acting(rosa), pytest.raises(NotAllowed, match="invite them"):
        actions.join(org=queries.organization(rosa.org_id), actor=rosa, at=invited.asked_at, **SAMS)


def test_sam_reads_it_when_signed_in_and_says_yes(invited, rosa, sam, browser_of):
    browser = browser_of(sam)
    asked = browser.get("/organizations/").content.decode()
    assert f"{rosa.name} asks you to work for {rosa.org_name} too" in asked

    answer = browser.post(f"/invitations/{invited.pk}/", {"answer": "yes"}, follow=True)

    assert "You work for them too" in answer.content.decode()
    assert works_at(sam, rosa)
    assert queries.actor_for(Person.objects.get(pk=sam.person_id), rosa.org_id).roles == {"receiver"}
    assert browser.post(f"/invitations/{invited.pk}/", {"answer": "yes"}).status_code == 404, "answered once"


def test_sam_is_told_of_it(invited, sam):
    with acting(sam):
        (notice,) = queries.notices(sam)
    assert (notice.subject_kind, notice.subject_id) == ("invitation", invited.pk)


def test_a_no_stays_a_no_and_they_may_be_asked_again(invited, rosa, sam, browser_of, noon):
    browser_of(sam).post(f"/invitations/{invited.pk}/", {"answer": "no"})

    assert not works_at(sam, rosa)
    assert Invitation.objects.get(pk=invited.pk).answer == "declined"
    with acting(rosa):
        assert actions.invite(**SAMS, actor=rosa, at=noon).pk != invited.pk


def test_nobody_else_answers_for_them(invited, eve, rosa, sam, noon, browser_of):
    assert browser_of(eve).post(f"/invitations/{invited.pk}/", {"answer": "yes"}).status_code == 404
    assert browser_of(rosa).post(f"/invitations/{invited.pk}/", {"answer": "yes"}).status_code == 404
    assert Browser().post(f"/invitations/{invited.pk}/", {"answer": "yes"}).status_code == 302
    with acting(eve), pytest.raises(NotAllowed):
        actions.accept_invitation(invited.pk, person_id=eve.person_id, at=noon)
    assert not works_at(sam, rosa) and not works_at(eve, rosa)


def test_invited_twice_is_asked_once(invited, rosa, noon):
    with acting(rosa):
        assert actions.invite(**SAMS, actor=rosa, at=noon).pk == invited.pk
    with pytest.raises(IntegrityError, match="one_open_invitation_of_an_organization"), transaction.atomic():
        Invitation.objects.create(org_id=rosa.org_id, person=invited.person, by=invited.by, asked_at=noon)


def test_an_administrator_takes_it_back(invited, rosa, sam, browser_of):
    page = browser_of(rosa).get("/administration/").content.decode()
    assert "Asked, and not answered yet" in page and "Sam from across" in page

    browser_of(rosa).post(f"/administration/invitations/{invited.pk}/withdraw/")

    assert Invitation.objects.get(pk=invited.pk).answer == "withdrawn"
    assert browser_of(sam).post(f"/invitations/{invited.pk}/", {"answer": "yes"}).status_code == 404


def test_whoever_works_nowhere_finds_the_invitation_all_the_same(invited, rosa, sam, browser_of, noon):
    Membership.objects.filter(pk=sam.membership_id).update(active=False, ended_at=noon)
    browser = browser_of(sam)
    assert f"/invitations/{invited.pk}/" in browser.get("/").content.decode()

    browser.post(f"/invitations/{invited.pk}/", {"answer": "yes"})

    assert works_at(sam, rosa) and browser.get("/").status_code == 200


def test_only_an_administrator_invites(dr_osei, rosa, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="administrators"):
        actions.invite(name="Rosa", email="rosa@harbor.example", roles=["referrer"], actor=dr_osei, at=noon)
