"""Make a copy for somebody, print it, write down what became of it. Whoever asks by link asks on paper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.documents import actions
from throughcare.documents import queries as documents
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.web.doors.chasing import may_be_sent
from throughcare.web.doors.staff_pages import Asked
from throughcare.web.find import found
from throughcare.web.pdf import as_pdf
from throughcare.web.respond import Request

from . import pages
from .forms import DeliveryForm, FaxForm

UNPROCESSABLE = 422
TEMPLATES = {"reply": "documents/replies.html"}


@require_http_methods(["GET", "POST"])
def copies(request: Request, pk: UUID, kind: str) -> HttpResponse:
    ask, now = pages.subject(request.actor, kind, pk), timezone.now()
    if request.method == "GET":
        return show(request, ask)
    form = pages.blank(request.actor, ask, request.POST)
    if not form.is_valid() or not pages.may_leave(request.actor, ask, at=now):
        return show(request, ask, refused=form)
    if not may_be_sent(request.actor, ask, key=form.cleaned_data["key"]):
        return show(request, ask, refused=form)
    actions.make_copy(
        form.cleaned_data["key"], subject_kind=kind, subject_id=pk, client_id=ask.client_id, actor=request.actor, at=now,
        **form.facts(),
    )  # fmt: skip
    messages.success(request, "The copy is ready. Open it, print or fax it, and write down what became of it.")
    return redirect(f"{kind}-copies", pk)


def show(request: Request, ask: Asked, *, refused: Any = None) -> HttpResponse:
    now = timezone.now()
    audit.read(ask.kind, ask.pk, client_id=ask.client_id, at=now, part="copies")
    context = pages.page(request.actor, ask, at=now, refused=refused)
    return render(
        request, TEMPLATES.get(ask.kind, "documents/copies.html"), context, status=UNPROCESSABLE if refused else 200
    )


@require_GET
def copy_pdf(request: Request, pk: UUID, name: str) -> HttpResponse:
    """While it may still be told; the copy itself was written down when it was made."""
    copy, now = found(documents.copy(request.actor, pk)), timezone.now()
    found(copy if (name == "reply") == (copy.subject_kind == "reply") else None)
    ask, pages_of_it = may_leave(request, copy, now)
    audit.read(ask.kind, ask.pk, client_id=ask.client_id, at=now, part="paper")
    return as_pdf(pages_of_it, name)


def may_leave(request: Request, copy: Any, now: datetime) -> tuple[Asked, bytes]:
    """What it is about and its pages; not there where it may not be told any more."""
    ask = pages.subject(request.actor, copy.subject_kind, copy.subject_id)
    found(ask if pages.may_leave(request.actor, ask, at=now) else None)
    name = "reply" if ask.kind == "reply" else "ask"
    facts = pages.facts(request.actor, ask, copy, at=now)
    return ask, documents.pdf(name, facts, code=copy.code, at=copy.made_at)


@require_POST
def send_by_fax(request: Request, pk: UUID) -> HttpResponse:
    """Its pages as they may leave now; the worker sends them."""
    copy, form, now = found(documents.copy(request.actor, pk)), FaxForm(request.POST), timezone.now()
    ask, set_now = may_leave(request, copy, now)
    found(ask if pages.may_be_faxed(copy, is_chased=may_be_sent(request.actor, ask)) else None)
    if form.is_valid():
        try:
            actions.send_by_fax(form.cleaned_data["key"], copy_id=pk, pages=set_now, actor=request.actor, at=now)
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "It goes to the fax gateway now. What became of it will stand here.")
    return redirect(f"{ask.kind}-copies", ask.pk)


@require_POST
def say_delivered(request: Request, pk: UUID) -> HttpResponse:
    copy = found(documents.copy(request.actor, pk))
    ask, form = (
        pages.subject(request.actor, copy.subject_kind, copy.subject_id),
        DeliveryForm(request.POST, copy_id=copy.pk),
    )
    if not form.is_valid():
        return show(request, ask, refused=form)
    try:
        actions.say_delivered(
            form.cleaned_data["key"], copy_id=pk, actor=request.actor, at=timezone.now(), **form.facts()
        )
    except NotAllowed as refusal:
        form.one("happened_at", str(refusal))
        return show(request, ask, refused=form)
    return redirect(f"{ask.kind}-copies", ask.pk)
