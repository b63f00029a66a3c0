"""Places that are not chased, and the call to each of them once a month."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from throughcare.foundation.audit import actions as audit
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import external_pages as pages
from .external_forms import HeardForm

UNPROCESSABLE = 422
SAID_BY = "said_by_of_places"  # in the session: who answered there last, so that it is typed once a call


@require_GET
def places(request: Request) -> HttpResponse:
    found(queries.may_refer(request.actor) or None)
    context = {"places": pages.places(request.actor), "now": timezone.now()}
    return page(request, "calls/places.html", "places", context)


@require_http_methods(["GET", "POST"])
def call(request: Request, pk: UUID) -> HttpResponse:
    found(queries.may_refer(request.actor) or None)
    service = found(network.service(pk) if pk in network.managed_externally(request.actor.org_id, [pk]) else None)
    known = request.session.get(SAID_BY, {}).get(str(pk), "")
    if request.method == "GET":
        return show(request, service, HeardForm(said_by=known))
    form = HeardForm(request.POST)
    if not form.is_valid():
        return show(request, service, form, status=UNPROCESSABLE)
    ask = found(queries.handoff(request.actor, form.cleaned_data["handoff_id"]))
    found(ask if ask.service_id == pk else None)
    if refusal := pages.write_down(request.actor, form, at=timezone.now()):
        form.add_error(None, refusal)
        return show(request, service, form, status=UNPROCESSABLE)
    request.session[SAID_BY] = request.session.get(SAID_BY, {}) | {str(pk): form.cleaned_data["said_by"]}
    messages.success(request, f"Written down for TC-{ask.number}: {form.words.lower()}.")
    return redirect("external-call", pk)


def show(request: Request, service, form: HeardForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    shown = pages.call(request.actor, service, now=now, form=form)
    people = [*shown.lines, *shown.asked, *shown.only_client]
    audit.read_many("handoff", {one.id: one.client_id for one in people}, at=now, via="external-call")
    return page(request, "calls/external.html", "call", {"call": shown, "now": now}, status=status)
