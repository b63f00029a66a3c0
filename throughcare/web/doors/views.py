"""Pages of a link that a partner holds. Looking changes nothing: mail filters look. Only a pressed button does anything."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from throughcare.doors import actions
from throughcare.doors import queries as doors
from throughcare.doors.queries import State
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.papers import queries as papers
from throughcare.web import passes
from throughcare.web.find import found
from throughcare.web.quiet import quiet
from throughcare.web.referrals.offers import Refused
from throughcare.web.referrals.papers import saved
from throughcare.web.senders import seal_of_sender

from . import handoff_steps, handoffs, inquiries, listings
from .at import Door, at_door
from .forms import KeyForm

UNPROCESSABLE = 422
GONE = {State.UNKNOWN: 404, State.EXPIRED: 410, State.REVOKED: 410, State.SPENT: 200}
SHOWS: dict[str, Any] = {"handoff": handoffs, "inquiry": inquiries, "service": listings}
TAKES: dict[str, Callable[[Door, str, Any], Refused | None]] = {
    "handoff": handoff_steps.press,
    "inquiry": inquiries.press,
    "service": listings.press,
}


@quiet
@require_safe
def door(request: HttpRequest, token: str) -> HttpResponse:
    here = at_door(request, token, now=timezone.now())
    if here.is_in:
        return ask(request, here)
    if not here.opened.is_open:
        return closed(request, here)
    return neutral(request, here)


@quiet
@require_POST
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The second factor. What counts is the address, which nobody can guess, and the word: no cookie stands for anybody."""
    here = at_door(request, token, now=timezone.now())
    form = key_form(here, request.POST)
    if not form.is_valid():
        return neutral(request, here, form)
    sender = seal_of_sender(request, on=here.now.date())
    opened = actions.try_secret(
        token, form.typed, address=sender, at=here.now
    )  # also where it leads nowhere: in the same time
    if not here.opened.is_open:
        return closed(request, here)
    if not opened.is_in:
        form.refuse(opened.factor, must_wait=opened.must_wait)
        return neutral(request, at_door(request, token, now=here.now), form)
    return passes.give(redirect(here.path), opened, path=here.path)


@quiet
@require_POST
def take_step(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """One address for all steps, in front of the same tables as everybody's. Sent twice it is one step."""
    here = at_door(request, token, now=timezone.now())
    if not (here.is_in and here.given and here.given.shown_by(request)):
        return redirect(here.path)
    if not here.opened.is_open:
        return redirect(here.path)
    said = request.GET.dict() | request.POST.dict()
    with acting(here.actor), timezone.override(here.asker.time_zone):
        refused = TAKES[here.opened.subject_kind](here, name, said)
    return ask(request, here, refused) if refused else redirect(here.path)


@quiet
@require_POST
def want_call(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link may ask for a call: it goes to the number that we have, not to one that is typed here."""
    here = at_door(request, token, now=timezone.now())
    if not here.opened.is_open:
        return closed(request, here)
    with acting(here.actor) as program:
        actions.want_call(here.opened.link_id, actor=program, at=here.now)
    return render(request, "doors/told.html", words_for(here) | {"told": "call"})


@quiet
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A new link for the address that we have: whoever holds an old one learns nothing and gets nothing by it."""
    here = at_door(request, token, now=timezone.now())
    if may_renew(here):
        try:
            with acting(here.actor) as program:
                actions.renew(here.opened.link_id, actor=program, at=here.now)
        except NotAllowed:  # pressed twice, and the first press has sent one
            return redirect(here.path)
        return render(request, "doors/told.html", words_for(here) | {"told": "new"})
    return redirect(here.path)


@quiet
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """On a shared computer: the next one has to show the second factor again."""
    here = at_door(request, token, now=timezone.now())
    return passes.take_back(redirect(here.path), path=here.path)


@quiet
@require_safe
def paper(request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    here = at_door(request, token, now=timezone.now())
    if not here.is_in or here.opened.subject_kind != "handoff":
        raise Http404
    with acting(here.actor) as program:
        if not handoffs.may_read(here, pk):
            raise Http404
        return saved(found(papers.paper(program, pk)), at=here.now)


# --- what is answered


def ask(request: HttpRequest, here: Door, refused: Refused | None = None) -> HttpResponse:
    subject = SHOWS[here.opened.subject_kind]
    with acting(here.actor), timezone.override(here.asker.time_zone):
        shown = words_for(here) | subject.context(here, refused)
        template = "doors/over.html" if "over" in shown else subject.TEMPLATE
        return render(request, template, shown, status=UNPROCESSABLE if refused else 200)


def neutral(request: HttpRequest, here: Door, form: KeyForm | None = None) -> HttpResponse:
    """Who asks, and a number that is answered. Nothing about anybody, and not a word about care."""
    shown = words_for(here) | {"form": form or key_form(here)}
    return render(request, "doors/neutral.html", shown, status=UNPROCESSABLE if form else 200)


def closed(request: HttpRequest, here: Door) -> HttpResponse:
    shown = words_for(here) | {"may_renew": may_renew(here)}
    return render(request, "doors/closed.html", shown, status=GONE[here.opened.state])


def may_renew(here: Door) -> bool:
    """It ended, and we have an address to send a new one to."""
    if here.opened.state != State.EXPIRED:
        return False
    with acting(here.actor) as program:
        link = doors.link(program, here.opened.link_id)
    return link is not None and bool(link.went_to)


def key_form(here: Door, data: Any = None) -> KeyForm:
    return KeyForm(data, factor=here.opened.factor, asker=here.asker.name if here.asker else "")


def words_for(here: Door) -> dict[str, Any]:
    return {
        "door": here,
        "asker": here.asker,
        "state": str(here.opened.state),
        "factor": here.opened.factor,
        "now": here.now,
        "csrf_token": here.given.proof if here.given else "",
    }
