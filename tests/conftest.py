"""A browser in somebody's hands: `visit(rosa, "get", address, data, htmx=True)`, and what a page asks of the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from throughcare.accounts.models import Person
from throughcare.consent import actions as consent
from throughcare.doors import actions as doors
from throughcare.foundation.actor import acting
from throughcare.inquiries import actions as inquiries
from throughcare.messaging.tests.conftest import mail_server, route, wants_texts
from throughcare.network import queries as network
from throughcare.network.models import Service
from throughcare.referrals import actions as referrals

__all__ = ["mail_server", "route", "wants_texts"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SIGNING_IN = (
    'FROM "django_session"',
    'FROM "usersessions_usersession"',
    'FROM "accounts_person"',
    'FROM "accounts_membership" INNER JOIN "accounts_organization"',
)


@pytest.fixture
def visit(client):
    def visit(actor, verb, address, data=None, *, htmx=False, follow=False, **headers):
        client.force_login(Person.objects.get(pk=actor.person_id), backend=BACKEND)
        headers |= {"HX-Request": "true"} if htmx else {}
        with acting(actor):
            return getattr(client, verb)(address, data or {}, headers=headers, follow=follow)

    return visit


@pytest.fixture
def asked(visit):
    """The questions that a page itself asks of the database, without those of signing in."""

    def asked(actor, address, verb="get", **more) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            assert visit(actor, verb, address, **more).status_code == 200
        questions = [query["sql"] for query in caught if query["sql"].lower().startswith("select")]
        return [sql for sql in questions if "set_config" not in sql and not any(words in sql for words in SIGNING_IN)]

    return asked


# --- a place outside that answers by link


@pytest.fixture
def bridge(dr_osei):
    """A place of three people, none of whom signs in anywhere."""
    service = network.service_by_source("throughcare-demonstration", "harbor-adults")
    Service.objects.filter(pk=service.pk).update(run_by=None, desk=None, name="Bridge House")
    return network.service(service.pk)


@pytest.fixture
def asked_of_bridge(refer, dr_osei, maya, bridge):
    """Sent to Bridge House an hour ago."""

    def asked_of_bridge(feedback="progress"):
        sent_at = timezone.now() - timedelta(hours=1)
        opened = refer("open", at=sent_at)
        with acting(dr_osei):
            handoff = referrals.prepare(
                opened.pk, service_id=bridge.pk, choice="The only one near", actor=dr_osei, at=sent_at
            )
            basis = consent.record_basis(
                client_id=maya.pk, kind="written_consent", recipients=[bridge.pk], given_by="Maya and her aunt",
                feedback=feedback, actor=dr_osei, at=sent_at,
            )  # fmt: skip
            referrals.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=sent_at)
            return referrals.send(handoff.pk, actor=dr_osei, at=sent_at)

    return asked_of_bridge


@pytest.fixture
def link_to(dr_osei, bridge):
    def link_to(subject, kind="handoff", factor="code", at=None):
        said = {"purpose": "answer", "subject_kind": kind, "subject_id": subject.pk, "partner_id": bridge.pk}
        with acting(dr_osei):
            return doors.issue(
                **said, factor=factor, went_to="desk@bridge.example", actor=dr_osei, at=at or timezone.now()
            )

    return link_to


# --- Maya's own page

WORD = "green kite"


@pytest.fixture
def now(db_or_house):
    return timezone.now()


@pytest.fixture
def hand_out(maya, sam, now):
    """A link, or a card, to Maya's page, behind her word."""

    def hand_out(*, is_card: bool = False):
        with acting(sam):
            doors.set_secret(maya.pk, kind="word", said=WORD, actor=sam, at=now)
            return doors.issue(
                purpose="client", subject_kind="client", subject_id=maya.pk, factor="chosen", is_card=is_card,
                went_to="" if is_card else "305-555-0161", actor=sam, at=now,
            )  # fmt: skip

    return hand_out


@pytest.fixture
def inside(hand_out):
    """Maya's browser, after she typed her word."""
    browser = Browser(enforce_csrf_checks=True)
    assert browser.post(f"/my/{hand_out().token}/", {"said": WORD}).status_code == 302
    return browser


@pytest.fixture
def offers(dr_osei, rosa, refer, maya, now):
    """A referral for which both of Harbor's services said that they have room."""
    referral = refer("open", at=now - timedelta(days=1))
    with acting(dr_osei):
        about = inquiries.About(need="Trauma therapy", urgency="routine")
        ids = [service.pk for service in network.services_run_by(rosa.org_id)[:2]]
        found = inquiries.inquire(
            referral.pk, about=about, service_ids=ids, names=[maya.name], actor=dr_osei, at=now - timedelta(hours=2)
        )
    with acting(rosa):
        for one in found:
            inquiries.take_inquiry_step(
                one.pk, "say_yes", from_on=(now + timedelta(days=9)).date(), actor=rosa, at=now - timedelta(hours=1)
            )
    return referral, found
