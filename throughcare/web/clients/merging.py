"""Two records side by side, made one, and two again. A view finds, calls the domain once, and answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.clients import actions, queries
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import merging_pages as pages
from .forms import MergeForm
from .views import UNPROCESSABLE, refusable


@require_http_methods(["GET", "POST"])
def merge(request: Request, pk: UUID, other_id: UUID) -> HttpResponse:
    """Both records as they stand; `pk` is the one that stays."""
    kept, other = two(request, pk, other_id)
    if other.merged_into_id == kept.pk:
        return redirect("client", kept.pk)
    form = MergeForm(request.POST or None, dates_differ=pages.dates_differ(kept, other))
    if form.is_valid() and refusable(
        form, actions.merge, kept, other, actor=request.actor, at=timezone.now(), **form.facts()
    ):
        messages.success(request, "They are one person now. It can be undone on this page.")
        return redirect("client", kept.pk)
    audit.read_many("client", {one.pk: one.pk for one in (kept, other)}, at=timezone.now(), via="duplicates")
    context = {"shown": pages.side_by_side(request.actor, kept, other), "form": form}
    return page(request, "clients/merge.html", "merge", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def undo(request: Request, pk: UUID, other_id: UUID) -> HttpResponse:
    kept, other = two(request, pk, other_id)
    try:
        actions.undo_merge(kept, other, actor=request.actor, at=timezone.now())
    except (NotAllowed, Overtaken) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "They are two people again. Nothing of either was changed.")
    return redirect("client", kept.pk)


def two(request: Request, pk: UUID, other_id: UUID) -> tuple[Any, Any]:
    if pk == other_id:
        raise Http404
    return found(queries.client(request.actor, pk)), found(queries.client(request.actor, other_id))
