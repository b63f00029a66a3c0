"""What people read when there is nothing to show, or when we are broken."""

import re

from django.test import Client, RequestFactory
from django.views.defaults import server_error

from throughcare.accounts.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_an_address_that_is_not_there_is_told_kindly(visit, dr_osei):
    answer = visit(dr_osei, "get", "/nothing-here/")

    assert answer.status_code == 404
    assert "There is nothing here for you." in answer.content.decode() and "988" in answer.content.decode()


def without_token(answer) -> str:
    return re.sub(r'"x-csrftoken": "\w+"', "", answer.content.decode())


def test_a_stranger_reads_the_same_as_for_an_address_that_is_not_there(visit, eve, refer):
    handoff = refer("sent")

    theirs, nothing = visit(eve, "get", f"/handoffs/{handoff.pk}/"), visit(eve, "get", "/nothing-here/")

    assert theirs.status_code == nothing.status_code == 404
    assert without_token(theirs) == without_token(nothing)


def test_a_form_that_is_too_old_says_what_to_do(dr_osei):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Person.objects.get(pk=dr_osei.person_id), backend=BACKEND)

    answer = browser.post("/clients/", {"q": "Maya"})

    assert answer.status_code == 403 and "open for too long" in answer.content.decode()


def test_a_broken_page_needs_no_database_to_say_whom_to_call(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500 and 'href="tel:988"' in answer.content.decode()
