"""Call them: the script of one call. The answers are steps of the ask itself, at its own address."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from throughcare.foundation.audit import actions as audit
from throughcare.inquiries import queries as inquiries
from throughcare.network import actions as listings
from throughcare.referrals import queries
from throughcare.web.doors.staff_pages import asked
from throughcare.web.find import found
from throughcare.web.referrals.handoffs import may_call_client
from throughcare.web.referrals.offers import Here
from throughcare.web.respond import Request, page

from . import script_pages as pages
from .script_forms import WordsForm

UNPROCESSABLE = 422


@require_GET
def call_service(request: Request, pk: UUID) -> HttpResponse:
    """Only a place that will never sign in, and that has an open ask of ours."""
    ask = asked(request.actor, "handoff", pk)
    record = found(queries.handoff(request.actor, pk) if ask.is_open else None)
    audit.read("handoff", pk, client_id=record.client_id, at=timezone.now(), part="call")
    return show(request, pages.to_service(record, here(request)), handoff=record)


@require_GET
def call_client(request: Request, pk: UUID) -> HttpResponse:
    record = found(queries.handoff(request.actor, pk))
    found(record if may_call_client(record, request.actor) else None)
    audit.read("handoff", pk, client_id=record.client_id, at=timezone.now(), part="call")
    call = pages.to_client(record, here(request))
    if call is None:
        messages.error(request, "They are not to be contacted any more. Look at their record before you do anything.")
        return redirect("handoff", pk)
    return show(request, call, handoff=record)


@require_GET
def call_about_inquiry(request: Request, pk: UUID) -> HttpResponse:
    ask = asked(request.actor, "inquiry", pk)
    record = found(inquiries.inquiry(request.actor, pk) if ask.is_open else None)
    return show(request, pages.about_inquiry(record, here(request)))


@require_http_methods(["GET", "POST"])
def call_about_listing(request: Request, pk: UUID) -> HttpResponse:
    """Posted: what they say is different. That it is right has an address of its own."""
    service = asked(request.actor, "service", pk).service
    form = WordsForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return show(request, pages.about_listing(service, here(request), form), status=UNPROCESSABLE if form else 200)
    listings.say_changed(pk, actor=request.actor, at=timezone.now(), **form.facts)
    messages.success(request, "Written down. Whoever keeps the listing sees it on its page.")
    return redirect("service", pk)


def here(request: Request) -> Here:
    return Here(actor=request.actor, now=timezone.now())


def show(request: Request, call: pages.Call, status: int = 200, **more: Any) -> HttpResponse:
    context = {"call": call, "shown": call.shown, "now": timezone.now()} | more
    return page(request, "calls/script.html", "call", context, status=status)
