"""Signing in, being signed out, and the administration's pages."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from throughcare.accounts.models import Membership, Person
from throughcare.command.cast import PASSWORD

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser():
    return Browser()


def sign_in(browser, email, password=PASSWORD):
    return browser.post("/accounts/login/", {"login": email, "password": password})


def test_one_signs_in_with_ones_work_email(sam, browser):
    answer = sign_in(browser, "Sam@Northside.example")

    assert (answer.status_code, answer.url) == (302, "/")
    assert browser.get("/").status_code == 200


def test_a_wrong_password_says_nothing_about_who_is_known(sam, browser):
    known, unknown = sign_in(browser, "sam@northside.example", "wrong"), sign_in(browser, "who@x.example", "wrong")

    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors


def test_a_sign_in_is_written_down(house, sam, browser, superuser):
    sign_in(browser, "sam@northside.example")

    rows = superuser.execute("select subject_id from audit_auditentry where action = 'signed_in'").fetchall()
    assert rows == [(sam.person_id,)]


def test_nobody_signs_up_alone(db, browser):
    answer = browser.post("/accounts/signup/", {"email": "new@x.example", "password1": PASSWORD, "password2": PASSWORD})

    assert not Person.objects.filter(email="new@x.example").exists()
    assert answer.status_code == 200


def test_whoever_was_idle_too_long_is_signed_out(sam, browser, settings):
    sign_in(browser, "sam@northside.example")
    assert browser.get("/").status_code == 200
    session = browser.session
    session["seen_at"] = (timezone.now() - timedelta(seconds=settings.IDLE_SIGN_OUT_AFTER + 1)).isoformat()
    session.save()

    assert browser.get("/").status_code == 302
    assert "_auth_user_id" not in browser.session


def test_the_longest_session_ends_however_busy_it_was(sam, browser, settings):
    sign_in(browser, "sam@northside.example")
    assert browser.get("/").status_code == 200
    session = browser.session
    session["began_at"] = (timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE + 1)).isoformat()
    session["seen_at"] = timezone.now().isoformat()
    session.save()

    assert browser.get("/").status_code == 302
    assert "_auth_user_id" not in browser.session


def test_ending_access_signs_them_out_at_once(dr_osei, sam, browser):
    sign_in(browser, "osei@northside.example")
    assert browser.get("/").status_code == 200
    admin = Browser()
    sign_in(admin, "sam@northside.example")

    answer = admin.post(f"/administration/people/{dr_osei.membership_id}/end/")

    assert answer.status_code == 302
    assert not Membership.objects.get(pk=dr_osei.membership_id).active
    assert browser.get("/").status_code == 302, "the very next page asks to sign in"


def test_whoever_works_nowhere_is_told_so_kindly(dr_osei, browser):
    sign_in(browser, "osei@northside.example")
    Membership.objects.filter(pk=dr_osei.membership_id).update(active=False, ended_at=timezone.now())

    answer = browser.get("/")

    assert answer.status_code == 403
    assert "work for no organization here" in answer.content.decode()


def test_a_refused_change_says_why_in_place(sam, browser):
    sign_in(browser, "sam@northside.example")

    answer = browser.post(f"/administration/people/{sam.membership_id}/end/", headers=HTMX)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody must remain administrator." in html and "<main" not in html


def test_an_invitation_keeps_what_was_typed(sam, browser):
    sign_in(browser, "sam@northside.example")

    answer = browser.post(
        "/administration/people/", {"name": "Ana Ruiz", "email": "not an address", "roles": ["receiver"]}
    )

    assert answer.status_code == 422
    assert 'value="Ana Ruiz"' in answer.content.decode()


def test_an_invited_person_signs_in(sam, browser):
    sign_in(browser, "sam@northside.example")
    invitation = {
        "name": "Ana Ruiz",
        "email": "ana@northside.example",
        "password": "a-first-word-of-hers",
        "roles": ["coordinator"],
    }
    assert browser.post("/administration/people/", invitation).status_code == 302

    hers = Browser()
    assert sign_in(hers, "ana@northside.example", "a-first-word-of-hers").status_code == 302
    assert hers.get("/").status_code == 200


def test_administration_is_not_there_for_others(dr_osei, browser):
    sign_in(browser, "osei@northside.example")

    assert browser.get("/administration/").status_code == 404
    assert browser.post("/administration/desks/", {"name": "Mine"}).status_code == 404


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b"])
def test_a_desk_without_a_usable_name_is_refused_in_words(name, sam, browser):
    sign_in(browser, "sam@northside.example")

    answer = browser.post("/administration/desks/", {"name": name})

    assert answer.status_code == 422 and "Give the desk a name" in answer.content.decode()


def test_a_desk_is_opened_and_led(sam, dr_osei, browser):
    sign_in(browser, "sam@northside.example")

    browser.post("/administration/desks/", {"name": "Crisis follow-up"})

    page = browser.get("/administration/").content.decode()
    assert "Crisis follow-up" in page


def test_the_administration_costs_a_bounded_number_of_queries(sam, browser, django_assert_max_num_queries):
    sign_in(browser, "sam@northside.example")
    browser.get("/administration/")
    with django_assert_max_num_queries(24):
        browser.get("/administration/")


def test_one_sees_where_one_is_signed_in(sam, browser):
    sign_in(browser, "sam@northside.example")

    page = browser.get("/accounts/sessions/")

    assert page.status_code == 200
    assert "127.0.0.1" in page.content.decode()


@pytest.mark.parametrize(
    "address", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/", "/notices/", "/organizations/"]
)
def test_pages_of_ones_own_account_are_there(sam, browser, address):
    sign_in(browser, "sam@northside.example")

    assert browser.get(address, follow=True).status_code == 200


def test_production_refuses_the_demonstrations_sign_in():
    environment = os.environ | {
        "THROUGHCARE_PRODUCTION": "1",
        "THROUGHCARE_DEMO": "1",
        "THROUGHCARE_SECRET_KEY": "x" * 50,
    }
    answer = subprocess.run(
        [sys.executable, "-c", "import throughcare.settings"], env=environment, capture_output=True, text=True
    )
    assert answer.returncode != 0
    assert "refused by settings for production" in answer.stderr


def test_production_needs_a_secret_of_its_own():
    environment = {k: v for k, v in os.environ.items() if k != "THROUGHCARE_SECRET_KEY"} | {
        "THROUGHCARE_PRODUCTION": "1"
    }
    answer = subprocess.run(
        [sys.executable, "-c", "import throughcare.settings"], env=environment, capture_output=True, text=True
    )
    assert "THROUGHCARE_SECRET_KEY" in answer.stderr


def test_nothing_inline_may_run_and_nothing_is_kept_by_a_cache(sam, browser):
    sign_in(browser, "sam@northside.example")
    headers = browser.get("/").headers

    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
