"""Ask somebody by link, look how it stands, print it, close it. Whoever signs in here sees what they issued."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.accounts import queries as accounts
from throughcare.doors import actions
from throughcare.doors import queries as doors
from throughcare.doors.queries import Purpose
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.web.burden import everybody
from throughcare.web.find import found
from throughcare.web.respond import Request

from . import staff_pages as pages
from .chasing import may_be_sent
from .staff_forms import LinkForm, PassphraseForm

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def links(request: Request, pk: UUID, kind: str) -> HttpResponse:
    ask = pages.asked(request.actor, kind, pk)
    if request.method == "GET":
        return show(request, ask)
    agreed = doors.has_secret(request.actor, ask.partner_id)
    form = LinkForm(request.POST, is_named=kind == "handoff", has_passphrase=agreed, address=ask.address)
    may_go = ask.is_open and form.is_valid() and may_be_sent(request.actor, ask, key=form.cleaned_data["key"])
    if may_go and issue(request, ask, form):
        messages.success(request, "The link is ready. Where it goes stands below; you can copy or print it too.")
        return redirect(ask.url)
    return show(request, ask, form=form)


def issue(request: Request, ask: pages.Asked, form: LinkForm) -> bool:
    said = form.cleaned_data
    try:
        actions.issue(
            purpose=ask.purpose, subject_kind=ask.kind, subject_id=ask.pk, partner_id=ask.partner_id,
            factor=said["factor"], went_to=said["went_to"], key=said["key"], actor=request.actor, at=timezone.now(),
        )  # fmt: skip
    except NotAllowed as refusal:
        form.one("factor", str(refusal))
        return False
    return True


def show(request: Request, ask: pages.Asked, **forms: Any) -> HttpResponse:
    now = timezone.now()
    audit.read(ask.kind, ask.pk, client_id=ask.client_id, at=now, part="links")
    context = pages.page(request, request.actor, ask, now, **forms)
    return render(request, "doors/links.html", context, status=UNPROCESSABLE if forms else 200)


@require_POST
def passphrase(request: Request, pk: UUID) -> HttpResponse:
    """Of the place that is asked; for every link of theirs from now on."""
    ask, form = pages.asked(request.actor, "handoff", pk), PassphraseForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data["passphrase"]
        try:
            actions.set_secret(
                ask.partner_id, kind="passphrase", said=said, guessable=[ask.service.name], actor=request.actor,
                at=timezone.now(),
            )  # fmt: skip
        except NotAllowed as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            messages.success(request, "The passphrase holds from now on. It is not shown again.")
            return redirect(ask.url)
    return show(request, ask, passphrase_form=form)


@require_POST
def revoke(request: Request, pk: UUID) -> HttpResponse:
    ask = ask_of(request, pk)
    actions.revoke(pk, actor=request.actor, at=timezone.now())
    messages.success(request, "Closed. It opens nothing any more.")
    return redirect(ask.url)


@require_POST
def open_again(request: Request, pk: UUID) -> HttpResponse:
    ask = ask_of(request, pk)
    try:
        actions.open_again(pk, actor=request.actor, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It takes their word again. Wrong words are counted anew.")
    return redirect(ask.url)


@require_POST
def called(request: Request, pk: UUID) -> HttpResponse:
    ask = ask_of(request, pk)
    try:
        actions.called_back(pk, actor=request.actor, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "They can go on now. It works for half an hour, once.")
    return redirect(ask.url)


@require_GET
def sheet(request: Request, pk: UUID) -> HttpResponse:
    """One page to print. What must be shown besides the link never stands on it."""
    ask, now = ask_of(request, pk), timezone.now()
    link = found(doors.link(request.actor, pk))
    found(link if doors.state_of(link, at=now) == doors.State.OPEN else None)
    audit.exported("link", pk, client_id=ask.client_id, at=now, format="page")
    shown = {"ask": ask, "link": link, "address": pages.address(request, link), "now": now}
    return render(request, "doors/sheet.html", shown | {"asker": accounts.organization(request.actor.org_id)})


@require_GET
def burden(request: Request) -> HttpResponse:
    """What each place was asked by us this week."""
    return render(request, "doors/burden.html", {"rows": everybody(), "now": timezone.now()})


def ask_of(request: Request, link_id: UUID) -> pages.Asked:
    """What this link of ours leads to, where whoever asks may ask by link."""
    link = found(doors.link(request.actor, link_id))
    return pages.asked(
        request.actor, found(link.subject_kind if link.purpose != Purpose.CLIENT else None), link.subject_id
    )
