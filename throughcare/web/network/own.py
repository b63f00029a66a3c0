"""A service of our own that no directory names: its own people list it, and change what stands there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from throughcare.accounts import queries as people
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from .forms import ListingForm

UNPROCESSABLE = 422
COPIED = (
    "name",
    "description",
    "types",
    "languages",
    "payers",
    "min_age",
    "max_age",
    "eligibility",
    "how_to_apply",
    "cost",
)


@require_http_methods(["GET", "POST"])
def list_own(request: Request, pk: UUID | None = None) -> HttpResponse:
    """`pk`: of one that is listed already."""
    service = found(queries.service(pk)) if pk else None
    if not (actions.may_change(request.actor, service) if service else actions.may_list(request.actor)):
        raise Http404
    initial = as_listed(service) if service else {"key": uuid7()}
    form = ListingForm(request.POST or None, desks=people.desks(request.actor), initial=initial)
    if form.is_valid():
        try:
            facts = form.facts()
            listed = actions.list_own(facts.pop("key"), actor=request.actor, at=timezone.now(), **facts)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Listed. Everybody who looks for care finds it now: {listed.name}.")
            return redirect("our-services")
    context = {"form": form, "service": service}
    return page(request, "network/listing.html", "listing", context, status=UNPROCESSABLE if form.errors else 200)


def as_listed(service: Any) -> dict[str, Any]:
    place = next((at.location for at in service.at_locations.all()), None)
    lies = {part: getattr(place, part) for part in ("street", "city", "state", "postal_code")} if place else {}
    number = next((phone.get("number", "") for phone in service.phones), "")
    said = {name: getattr(service, name) for name in COPIED}
    return said | lies | {"key": UUID(service.source_id), "phone": number, "desk": str(service.desk_id or "")}
