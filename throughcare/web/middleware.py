"""Who is asking, and what a page may load."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone

from throughcare.accounts.queries import actor_for, organization
from throughcare.foundation.actor import NOBODY, Actor, speaking_as
from throughcare.web.accounts.pages import invitations
from throughcare.web.respond import Request

OPEN_PATHS = (
    "/help/",
    "/my/",
    "/d/",
    "/gateway/",
    "/accounts/",
    "/invitations/",
    "/demo/",
    "/static/",
    "/styleguide/",
    "/health/",
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
SEEN_EVERY = timedelta(seconds=30)
LOOKS_AGAIN = "X-Looks-Again"  # a page that refreshes itself: nobody needs to be there, so it keeps nobody signed in

Answer = Callable[[HttpRequest], HttpResponse]


class ContentSecurity:
    """Nothing inline, nothing from elsewhere; pages about people are kept by no cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class WhoIsAsking:
    """Sets `request.actor` and the time zone, and tells the database. Signs out whoever was idle or works nowhere."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = NOBODY
        if request.user.is_authenticated:
            if was_too_long(request) or was_idle(request):
                logout(request)
            else:
                request.actor = actor_for(request.user, chosen_organization(request)) or NOBODY
        if request.actor.org_id is None and not request.path.startswith(OPEN_PATHS):
            return turn_away(request)
        with speaking_as(request.actor), timezone.override(zone_of(request.actor)):
            return self.answer(request)


def zone_of(actor: Actor) -> str | None:
    """Times are told as the clock on the organization's wall tells them."""
    return organization(actor.org_id).time_zone if actor.org_id else None


def turn_away(request: HttpRequest) -> HttpResponse:
    """A part of a page says that one was signed out and keeps what was typed; a list nobody looks at leaves the screen."""
    if LOOKS_AGAIN in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    if "HX-Request" in request.headers:
        return HttpResponse(status=401)
    if request.user.is_authenticated:
        return render(request, "accounts/no_membership.html", {"invitations": invitations(request.user)}, status=403)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def chosen_organization(request: HttpRequest) -> UUID | None:
    chosen = request.session.get("organization")
    return UUID(chosen) if chosen else None


def was_too_long(request: HttpRequest) -> bool:
    """The session's own end moves on whenever it is written, so the longest session is counted from its first request."""
    now = timezone.now()
    began = datetime.fromisoformat(request.session.setdefault("began_at", now.isoformat()))
    return now - began > timedelta(seconds=settings.SESSION_COOKIE_AGE)


def was_idle(request: HttpRequest) -> bool:
    """The last request is remembered to half a minute, so that reading a page does not write the session each time."""
    now = timezone.now()
    seen = request.session.get("seen_at")
    last = datetime.fromisoformat(seen) if seen else now
    if now - last > timedelta(seconds=settings.IDLE_SIGN_OUT_AFTER):
        return True
    if not seen or (now - last > SEEN_EVERY and LOOKS_AGAIN not in request.headers):
        request.session["seen_at"] = now.isoformat()
    return False
