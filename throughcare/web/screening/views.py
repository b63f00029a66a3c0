"""Take a screen for a client, and read one. A view finds, calls the domain once, and answers."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from throughcare.clients import queries as clients
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.screening import actions, queries
from throughcare.screening.queries import Screen
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import pages
from .forms import ScreenForm

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def take(request: Request, client_id: UUID, instrument: str) -> HttpResponse:
    client, used = found(clients.kept(request.actor, client_id)), found(queries.instrument(instrument))
    form = ScreenForm(request.POST or None, instrument=used, at=timezone.now(), initial=as_usual(client))
    if request.method == "POST" and form.is_valid() and (screen := recorded(request, client, form)):
        return redirect("screen", screen.pk)
    return ask(request, client, form)


def recorded(request: Request, client: Any, form: ScreenForm) -> Screen | None:
    """The screen, or None where the domain refuses; its words then stand above the form."""
    try:
        return actions.record(
            client_id=client.pk, instrument=form.instrument, answers=form.answers, asking=form.asking,
            actor=request.actor, at=form.at,
        )  # fmt: skip
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None


def ask(request: Request, client: Any, form: ScreenForm) -> HttpResponse:
    context = {"asked": pages.asking(client, form), "form": form}
    return page(request, "screening/take.html", "form", context, status=UNPROCESSABLE if form.errors else 200)


def as_usual(client: Any) -> dict[str, Any]:
    """Nothing about who answers or who is in the room is guessed: that decides what the answers are worth."""
    return {"sending": uuid7(), "language": client.language, "interpreter": "" if client.needs_interpreter else "none"}


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    screen = found(queries.screen(request.actor, pk))
    audit.read("screen", screen.pk, client_id=screen.client_id, at=timezone.now())
    return page(request, "screening/show.html", "result", pages.result(request.actor, screen))
