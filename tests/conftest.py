"""A browser in somebody's hands: `visit(rosa, "get", address, data, htmx=True)`, and what a page asks of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from throughcare.accounts.models import Person
from throughcare.foundation.actor import acting

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
