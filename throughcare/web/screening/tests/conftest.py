import pytest

from throughcare.accounts.models import Person
from throughcare.foundation.actor import acting

SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def visit(client):
    """A browser in somebody's hands: `visit(dr_osei, "get", address, data, htmx=True)`."""

    def visit(actor, verb, address, data=None, *, htmx=False, follow=False):
        client.force_login(Person.objects.get(pk=actor.person_id), backend=SIGN_IN)
        headers = {"HX-Request": "true"} if htmx else {}
        with acting(actor):
            return getattr(client, verb)(address, data or {}, headers=headers, follow=follow)

    return visit
