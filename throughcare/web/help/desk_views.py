"""The desk's page of a help request. A view finds, calls the domain once, answers."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.intake import actions, queries
from throughcare.intake.lifecycle import HELP
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import desk_pages
from .desk_forms import HelpStepForm

UNPROCESSABLE = 422


@require_GET
def everybody(request: Request) -> HttpResponse:
    """Who asked for help, also those whom somebody heard long ago."""
    listed = desk_pages.listed(request.actor, after=request.GET.get("after", ""))
    audit.read_many("help_request", {row.pk: None for row in listed.rows}, at=timezone.now())
    return page(request, "help/list.html", "list", {"listed": listed})


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    asked = found(queries.request(request.actor, pk))
    audit.read("help_request", asked.pk, at=timezone.now())
    return card(request, desk_pages.shown(request.actor, asked))


@require_POST
def take_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    asked = found(queries.request(request.actor, pk))
    if name not in HELP.steps:
        raise Http404
    form = desk_pages.blank(request.actor, asked, HELP[name], request.POST)
    refusal = ""
    if form.is_valid():
        try:
            take(request, pk, name, form)
        except (NotAllowed, Overtaken) as reason:
            refusal = str(reason)
    if not form.errors and not refusal:
        return redirect("help_request", pk) if not request.htmx else card(request, again(request, pk))
    shown = desk_pages.shown(
        request.actor, found(queries.request(request.actor, pk)), refused=(name, form), refusal=refusal
    )
    return card(request, shown, status=UNPROCESSABLE)


def take(request: Request, pk: UUID, name: str, form: HelpStepForm) -> None:
    now = timezone.now()
    if form.cleaned_data.get("with_crowd"):
        actions.set_crowd_aside(pk, reason=form.cleaned_data["reason"], actor=request.actor, at=now)
    else:
        actions.take_help_step(pk, name, actor=request.actor, at=now, **form.words())


def again(request: Request, pk: UUID) -> desk_pages.Shown:
    return desk_pages.shown(request.actor, found(queries.request(request.actor, pk)))


def card(request: Request, shown: desk_pages.Shown, *, status: int = 200) -> HttpResponse:
    return page(request, "help/show.html", "card", {"shown": shown}, status=status)
