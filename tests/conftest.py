"""A browser in somebody's hands: `visit(rosa, "get", address, data, htmx=True)`, and what a page asks of the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from throughcare.accounts.models import Person
from throughcare.consent import actions as consent
from throughcare.doors import actions as doors
from throughcare.foundation.actor import acting
from throughcare.network import queries as network
from throughcare.network.models import Service
from throughcare.referrals import actions as referrals

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
