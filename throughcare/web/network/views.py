"""Find a service, read a service. The directory is public, so what is shown does not depend on who asks."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.web.find import found
from throughcare.web.network import pages
from throughcare.web.network.forms import DirectoryForm
from throughcare.web.respond import Request, page

UNPROCESSABLE = 422


@require_GET
def directory(request: Request) -> HttpResponse:
    form = DirectoryForm(request.GET)
    if not form.is_valid():
        return page(request, "network/directory.html", "results", {"form": form}, status=UNPROCESSABLE)
    keep = {name: value for name in form.fields if (value := request.GET.get(name, ""))}
    try:
        results = pages.results(form.asked(), keep=keep, after=request.GET.get("after", ""))
    except queries.NotAPage:
        raise Http404 from None
    return page(request, "network/directory.html", "results", {"form": form, "results": results})


@require_GET
def service(request: Request, pk: UUID) -> HttpResponse:
    return show(request, pk)


@require_POST
def verify(request: Request, pk: UUID) -> HttpResponse:
    """Somebody asked them: the listing is right."""
    found(queries.service(pk))
    try:
        actions.record_verification(pk, actor=request.actor, at=timezone.now())
    except NotAllowed as refusal:
        return show(request, pk, refusal=refusal, status=UNPROCESSABLE)
    return show(request, pk) if request.htmx else redirect("service", pk)


def show(request: Request, pk: UUID, refusal: NotAllowed | None = None, status: int = 200) -> HttpResponse:
    shown = pages.service_page(found(queries.service(pk)))
    context = {"page": shown, "refusal": refusal, "may_verify": actions.may_verify(request.actor)}
    return page(request, "network/service.html", "checked", context, status=status)
