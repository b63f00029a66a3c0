"""A new page is looked at by axe, by keyboard and at 320 pixels: whoever adds one adds it to everywhere.py."""

import re
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, get_resolver, resolve

from throughcare.accounts.models import Person

BAD, NOT_ALLOWED = 400, 405
NO_PAGES = {  # a word for load balancers; files to save; the page of hand-over for picked rows; a door out
    "health", "paper", "door-paper", "hand-over-picked", "my-leave",
    "copy-pdf", "reply-pdf", "own-page-card-pdf", "arrival-page", "arrival-original",
}  # fmt: skip
NOT_THERE = {"/help/", "/nothing-here/"}  # that say so, and what to do instead
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OF_ALLAUTH = re.compile(r"^(account|mfa|usersessions)_")
REACHED = {  # of allauth's, without a key, a code or a mail that we do not send
    "account_login", "account_signup", "account_reset_password", "account_email", "account_change_password", "mfa_index",
    "mfa_activate_totp", "mfa_list_webauthn", "account_reauthenticate", "usersessions_list",
}  # fmt: skip


def patterns(found, prefix=""):
    for one in found:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield one.name, route
        else:
            yield from patterns(one.url_patterns, route)


def is_a_page(route: str, browser: Browser) -> bool:
    """What may only be posted answers 405 to whoever looks."""
    address = re.sub(r"<uuid:\w+>", lambda _: str(uuid4()), route)
    return browser.get("/" + re.sub(r"<\w+:\w+>", "word", address)).status_code != NOT_ALLOWED


def is_missing(seen) -> bool:
    """For whoever of the staff looks at it."""
    browser, person = Browser(), Person.objects.filter(name=seen.who).first()
    if person:
        browser.force_login(person, backend=BACKEND)
    return browser.get(seen.path).status_code >= BAD


@pytest.mark.usefixtures("house")
def test_every_page_is_known(pages):
    browser = Browser()
    browser.force_login(Person.objects.get(email="sam@northside.example"), backend=BACKEND)
    known = {resolve(seen.path.partition("?")[0]).url_name for seen in pages if seen.name != "nothing-here"}
    ours = {
        name
        for name, route in patterns(get_resolver().url_patterns)
        if not OF_ALLAUTH.match(name) and name not in NO_PAGES and is_a_page(route, browser)
    }

    assert {seen.path for seen in pages if is_missing(seen)} == NOT_THERE
    assert ours | REACHED <= known, f"Not looked at by anybody: {sorted((ours | REACHED) - known)}"
