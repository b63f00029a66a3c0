"""What the tests of Maya's own page share: her word, and how she presses and reads."""

import re
from datetime import timedelta

from django.test import Client as Browser
from django.urls import reverse

from throughcare.accounts.models import Person
from throughcare.foundation.actor import acting
from throughcare.foundation.work import queries as work
from throughcare.voices import queries as voices

WORD = "green kite"  # as `hand_out` sets it
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def text(answer) -> str:
    body = answer.content.decode().split("<body", 1)[1]
    return re.sub(r"\s+", " ", re.sub(r"<svg hidden.*?</svg>|<[^>]+>", " ", body, flags=re.DOTALL))


def press(browser, kind: str, subject_id, **said):
    """As she does it: look at the question, then press."""
    here = reverse("my-say", args=[kind, subject_id])
    shown = browser.get(here).content.decode()
    hidden = dict(re.findall(r'name="(mark|key)" value="([^"]*)"', shown))
    return browser.post(here, hidden | said)


def waiting(actor) -> list[str]:
    with acting(actor):
        return [line.what for line in work.worklist(actor, work.Wanted(mine=True)) if line.subject_kind == "voice"]


def said_by_maya(sam, maya, now) -> list:
    with acting(sam):
        return voices.said_lately(sam, [maya.pk], at=now + timedelta(minutes=5))


def signed_in(email: str) -> Browser:
    browser = Browser()
    browser.force_login(Person.objects.get(email=email), backend=BACKEND)
    return browser
