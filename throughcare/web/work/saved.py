"""Saved views: a narrowing kept under a name. A refusal is said above the list, which stays as it was."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from throughcare.accounts import actions, queries
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.web.find import found
from throughcare.web.respond import Request

from . import pages
from .forms import NameForm, Narrowed


@require_POST
def save(request: Request) -> HttpResponse:
    narrowed, form = Narrowed(request.POST), NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give it a name of at most 40 characters.")
        return redirect(pages.address(narrowed))
    try:
        said = form.cleaned_data
        actions.save_view(name=said["name"], shared=said["shared"], actor=request.actor, narrowing=narrowed.narrowing)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect(pages.address(narrowed))


@require_POST
def change(request: Request, pk: UUID, name: str) -> HttpResponse:
    if name not in CHANGES:
        raise Http404
    view = found(queries.saved_view(request.actor, pk))
    try:
        CHANGES[name](view, actor=request.actor)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("worklist")


CHANGES = {"up": actions.move_view_up, "remove": actions.remove_view}
