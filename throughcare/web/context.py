"""What every page needs: who is asking, the clock read once, the way around."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.accounts.roles import STEWARD
from throughcare.foundation.actor import NOBODY
from throughcare.referrals import queries as referrals

NAVIGATION = [
    ("worklist", "Worklist", "list"),
    ("calls", "Calls", "phone"),
    ("today", "Got there?", "day"),
    ("tray", "Tray", "paper"),
    ("our-services", "Services", "building"),
    ("clients", "Clients", "people"),
    ("directory", "Find care", "find"),
    ("notices", "Told to you", "bell"),
    ("matches", "Same person?", "people"),
    ("administration", "Administration", "shield"),
]
FOR_WHO_REFERS = {"calls", "today", "tray"}


def everywhere(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", NOBODY)
    cast = accounts.cast() if settings.DEMO and actor.org_id is None else []
    return {
        "actor": actor,
        "cast": cast,
        "now": timezone.now(),
        "nav": navigation(request, actor),
        "demo": settings.DEMO,
    }


def navigation(request: HttpRequest, actor: Any) -> list[dict[str, Any]]:
    if actor.org_id is None:
        return []
    hidden = set() if referrals.may_refer(actor) else set(FOR_WHO_REFERS)
    hidden |= set() if actor.has("receiver", "administrator", "manager") else {"our-services"}
    hidden |= set() if actor.has(STEWARD) else {"matches"}
    hidden |= set() if actor.has("administrator") else {"administration"}
    shown = [row for row in NAVIGATION if row[0] not in hidden]
    links = [{"url": reverse(name), "label": label, "icon": icon} for name, label, icon in shown]
    return [{**link, "current": is_current(request.path, link["url"])} for link in links]


def is_current(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
