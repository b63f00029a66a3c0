"""The page of a risk signal and its steps. A refused step answers 422 with the same region and the reason in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.clients import queries as clients
from throughcare.crisis import actions, queries
from throughcare.crisis.queries import RiskSignal
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from .forms import FORMS
from .pages import signal_page

UNPROCESSABLE = 422
VERBS: dict[str, Callable[..., RiskSignal]] = {
    "answer": actions.answer,
    "ask": actions.ask,
    "keep": actions.keep,
    "take": actions.take,
    "void": actions.void,
}


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    signal = find(request, pk)
    audit.read("risk_signal", signal.pk, client_id=signal.client_id, at=timezone.now())
    return show_card(request, signal)


@require_POST
def take_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    signal = find(request, pk)
    if name not in VERBS:
        raise Http404
    form = FORMS[name](request.POST, signal=signal, actor=request.actor, at=timezone.now())
    if not form.is_valid():
        return show_card(request, signal, refused=form, status=UNPROCESSABLE)
    try:
        VERBS[name](pk, actor=request.actor, at=form.at, **form.words())
    except (NotAllowed, Overtaken) as refusal:
        return show_card(request, find(request, pk), refused=form, refusal=str(refusal), status=UNPROCESSABLE)
    return moved(show_card(request, find(request, pk))) if request.htmx else redirect("signal", pk)


def moved(response: HttpResponse) -> HttpResponse:
    response["HX-Trigger"] = "signal-moved"
    return response


def show_card(request: Request, signal: RiskSignal, status: int = 200, **refused: Any) -> HttpResponse:
    client = clients.client(request.actor, signal.client_id)
    context = signal_page(request.actor, signal, client, **refused)
    return page(request, "crisis/signal.html", "card", context, status=status)


def find(request: Request, pk: UUID) -> RiskSignal:
    return found(queries.signal(request.actor, pk))
