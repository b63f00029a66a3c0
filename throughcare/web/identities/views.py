"""Is it the same person? For data stewards only. A view finds, calls the domain once, and answers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.accounts.roles import STEWARD
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.identities import actions, queries
from throughcare.identities.lifecycle import MATCH
from throughcare.web.find import found
from throughcare.web.referrals.forms import StepForm
from throughcare.web.referrals.offers import Here, Refused, take
from throughcare.web.respond import Request, page

from . import pages
from .forms import StewardForm

UNPROCESSABLE = 422


@require_GET
def matches(request: Request) -> HttpResponse:
    if not request.actor.has(STEWARD):
        raise Http404
    return page(request, "identities/list.html", "list", pages.matches(request.actor))


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    return show_match(request, pk)


def show_match(request: Request, pk: UUID, refused: Refused | None = None) -> HttpResponse:
    match = found(queries.match(request.actor, pk))
    now = timezone.now()
    sides = actions.look(match, actor=request.actor, at=now)
    shown = pages.show(match, sides, Here(actor=request.actor, now=now, refused=refused))
    return page(request, "identities/show.html", "match", {"shown": shown}, status=UNPROCESSABLE if refused else 200)


@require_POST
def take_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    match = found(queries.match(request.actor, pk))
    if name not in MATCH.steps:
        raise Http404
    form = StepForm(request.GET.dict() | request.POST.dict(), step=MATCH[name], at=timezone.now(), can_be_told=False)

    def act() -> None:
        reason = form.said.get("reason", "")
        actions.take_match_step(pk, name, seen=form.seen_status, reason=reason, actor=request.actor, at=form.at)

    refused = take(match, form, request.actor, act)
    if refused is None and not request.htmx:
        return redirect("match", pk)
    return show_match(request, pk, refused)


@require_http_methods(["GET", "POST"])
def stewards(request: Request) -> HttpResponse:
    if not people.leads_network(request.actor):
        raise Http404
    form = StewardForm(request.POST or None)
    if form.is_valid() and named(request, form):
        messages.success(request, "Named. They find the questions under “Same person?”.")
        return redirect("stewards")
    shown = pages.stewards(request.actor, is_counting="count" in request.GET, now=timezone.now())
    context = shown | {"form": form}
    return page(request, "identities/stewards.html", "stewards", context, status=UNPROCESSABLE if form.errors else 200)


def named(request: Request, form: StewardForm) -> bool:
    try:
        accounts.name_steward(form.cleaned_data["email"], actor=request.actor, at=timezone.now())
    except NotAllowed as refusal:
        form.add_error("email", str(refusal))
        return False
    return True


@require_POST
def end_stewardship(request: Request, pk: UUID) -> HttpResponse:
    if not people.leads_network(request.actor):
        raise Http404
    accounts.end_stewardship(pk, actor=request.actor, at=timezone.now())
    messages.success(request, "From now on they see no question any more.")
    return redirect("stewards")
