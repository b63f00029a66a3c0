"""The client's own page. Whoever has not shown the word sees one page, always the same, whatever stands behind the link."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.doors import actions as doors
from throughcare.doors import queries as links
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.voices import actions as voices
from throughcare.web.languages import in_their_language
from throughcare.web.quiet import quiet
from throughcare.web.respond import Request
from throughcare.web.senders import seal_of_sender

from . import pages, telling, words
from .forms import DoorForm, SayForm
from .staying import Inside, go, stay
from .visitors import Visitor, entered

UNPROCESSABLE, GONE = 422, 404
KEPT = "1"  # in the address after something was said
AWAY = "https://www.weather.gov/"


@in_their_language
def door(request: Request, *, token: str = "", did_not_open: bool = False, told_away: bool = False) -> HttpResponse:
    """One neutral page: for a link that lives, and for one that expired, was closed, was mistyped or never was."""
    context = {
        "form": DoorForm(has_link=bool(token)),
        "token": token,
        "phone": settings.PHONE_FOR_ANYBODY,
        "did_not_open": did_not_open,
        "told_away": told_away,
        "language": translation.get_language(),
    }
    return render(request, "mypage/door.html", context)


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def knock(request: Request, token: str = "") -> HttpResponse:
    """Looking opens nothing. A press with the right word opens; everything else is answered alike."""
    if request.method != "POST":
        return door(request, token=token)
    now = timezone.now()
    opened = doors.try_secret(
        token or request.POST.get("code", ""), request.POST.get("said", ""),
        address=seal_of_sender(request, on=now.date()), at=now,
    )  # fmt: skip
    if not opened.is_in or opened.purpose != links.Purpose.CLIENT:
        return door(request, token=token, did_not_open=True)
    return stay(redirect("my-page"), Inside(opened.link_id, opened.org_id, now))


@quiet
@require_POST
def not_mine(request: Request, token: str) -> HttpResponse:
    """One tap for anyone: nothing more comes to this number. It is answered alike, whether the link ever was."""
    telling.not_mine(links.open(token, at=timezone.now()), at=timezone.now())
    return door(request, told_away=True)


@quiet
@require_safe
@entered(otherwise=door)
def show(request: Request, visitor: Visitor) -> HttpResponse:
    return show_page(request, visitor)


def show_page(request: Request, visitor: Visitor, *, changed: bool = False) -> HttpResponse:
    """`changed`: what they wanted to say something about is no more."""
    now = timezone.now()
    audit.read("client", visitor.client.pk, client_id=visitor.client.pk, at=now, via="link")
    context = {"my": pages.my_page(visitor, at=now), "thanks": KEPT in request.GET, "changed": changed}
    return render(request, "mypage/page.html", context, status=GONE if changed else 200)


@quiet
@require_safe
@entered(otherwise=door)
def shared(request: Request, visitor: Visitor) -> HttpResponse:
    audit.read("client", visitor.client.pk, client_id=visitor.client.pk, at=timezone.now(), via="link")
    context = {"got": pages.received(visitor), "language": translation.get_language(), "mark": visitor.inside.mark}
    return render(request, "mypage/shared.html", context)


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
@entered(otherwise=door)
def say(request: Request, visitor: Visitor, kind: str, subject_id: UUID) -> HttpResponse:
    """A question, what follows from it, one press. Looking at the question says nothing."""
    subject_kind = pages.subject_of(visitor, kind, subject_id, at=timezone.now())
    if not subject_kind:
        return show_page(request, visitor, changed=True)
    asked = words.ASKED[kind]
    form = SayForm(request.POST or None, label=asked.label, asks_when=asked.asks_when)
    refusal = ""
    if form.is_bound and form.is_valid() and visitor.inside.is_marked(request):
        try:
            telling.say(visitor, kind, subject_kind, subject_id, form, at=timezone.now())
            return redirect(f"{reverse('my-page')}?{KEPT}=&lang={translation.get_language()}")
        except voices.Enough:
            refusal = "enough"
        except (NotAllowed, Overtaken):
            refusal = "changed"
    about = pages.named(visitor, subject_kind, subject_id)
    return ask(request, visitor, asked, form, about=about, refusal=refusal)


def ask(
    request: Request, visitor: Visitor, asked: words.Asked, form: SayForm, *, about: str, refusal: str
) -> HttpResponse:
    context: dict[str, Any] = {
        "about": about,
        "asked": asked, "form": form, "mark": visitor.inside.mark, "refusal": refusal, "phone": visitor.org.phone,
        "language": translation.get_language(),
    }  # fmt: skip
    return render(request, "mypage/say.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@quiet
@require_safe
def leave(request: Request) -> HttpResponse:
    """In a hurry: somewhere harmless, and the page behind is closed. It takes nothing but this browser's way in."""
    return go(redirect(AWAY))


@quiet
@require_POST
def close(request: Request) -> HttpResponse:
    """On a shared computer: whoever comes next finds the door."""
    return go(redirect("my"))
