"""Messages of one client: what went, on which ways they want any, and a quiet one written by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.clients import queries as clients
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.messaging import actions
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import pages
from .forms import OptInForm, WriteForm

UNPROCESSABLE = 422
LASTS = timedelta(days=2)  # written by hand: later it would surprise them
NOT_WANTED = "They did not say that they want messages, or the way is not safe. Ask them first and keep it here."


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    client = client_of(request, pk)
    audit.read("client", client.pk, client_id=client.pk, at=timezone.now())
    return answer(request, client)


@require_POST
def opt_in(request: Request, pk: UUID) -> HttpResponse:
    client = client_of(request, pk)
    form = OptInForm(request.POST, routes=pages.choices(client))

    def keep() -> None:
        said = form.cleaned_data
        actions.opt_in(client.pk, UUID(said["route"]), how=said["how"], actor=request.actor, at=timezone.now())

    return done(request, client, form, keep, opt_in=form)


@require_POST
def opt_out(request: Request, pk: UUID, route_id: UUID) -> HttpResponse:
    client = client_of(request, pk)
    route = found(clients.route(client.pk, route_id))
    why = f"{request.actor.name} wrote that they want no more."[:200]
    actions.opt_out(client.pk, route.pk, why=why, actor=request.actor, at=timezone.now())
    return redirect("client-messages", client.pk)


@require_POST
def write(request: Request, pk: UUID) -> HttpResponse:
    """The same form sent twice is one message."""
    client = client_of(request, pk)
    form = WriteForm(request.POST, templates=pages.quiet_words(request.actor, client))

    def send() -> None:
        said, at = form.cleaned_data, timezone.now()
        message = actions.write_to_client(
            client.pk, said["template"], subject_id=said["key"], cause="written by hand", not_before=at,
            not_after=at + LASTS, actor=request.actor, at=at,
        )  # fmt: skip
        if message is None:
            raise NotAllowed(NOT_WANTED)

    return done(request, client, form, send, write=form)


def client_of(request: Request, pk: UUID) -> Any:
    client = found(clients.kept(request.actor, pk))
    if client.pk != pk:
        raise Http404  # the page is of the record that stays
    return client


def done(request: Request, client: Any, form: Any, act: Callable[[], None], **refused: Any) -> HttpResponse:
    """One verb, then the page; refused: the same page with the reason above its form."""
    if form.is_valid():
        try:
            act()
            return redirect("client-messages", client.pk)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    return answer(request, client, **refused)


def answer(request: Request, client: Any, **refused: Any) -> HttpResponse:
    shown = pages.messages(request.actor, client, **refused)
    return page(
        request, "messaging/client.html", "messages", {"shown": shown}, status=UNPROCESSABLE if refused else 200
    )
