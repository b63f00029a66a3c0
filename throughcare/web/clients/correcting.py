"""What is written of somebody is put right: who they are, how they are reached safely, who decides with them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from throughcare.clients import actions, queries
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from .forms import CorrectDecisionMaker, CorrectPerson, CorrectRoute

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Correcting:
    """`row`: what is written. `read`: it again, as it stands after somebody else wrote."""

    title: str
    lead: str
    row: Any
    form: Callable[..., Any]
    change: Callable[..., Any]
    read: Callable[[], Any]


@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: UUID) -> HttpResponse:
    client = found(queries.kept(request.actor, pk))

    def form(*data: Any, **more: Any) -> CorrectPerson:
        return CorrectPerson(*data, today=timezone.localdate(), **more)

    lead = "What is open under the old name goes on under the new one. What was sent stays as it was sent."
    there = Correcting(
        "Put right who they are", lead, client, form, actions.correct, lambda: queries.kept(request.actor, pk)
    )
    return put_right(request, client, there)


@require_http_methods(["GET", "POST"])
def correct_route(request: Request, pk: UUID, route_id: UUID) -> HttpResponse:
    client = found(queries.kept(request.actor, pk))
    route = found(queries.route(client.pk, route_id))
    lead = "It counts at once, also for messages that wait. Another number is another way: add it."
    title = f"{route.get_kind_display()}: {route.value}"
    there = Correcting(
        title, lead, route, CorrectRoute, actions.change_route, lambda: queries.route(client.pk, route_id)
    )
    return put_right(request, client, there)


@require_http_methods(["GET", "POST"])
def correct_decision_maker(request: Request, pk: UUID, maker_id: UUID) -> HttpResponse:
    client = found(queries.kept(request.actor, pk))
    maker = found(queries.decision_maker(client.pk, maker_id))
    lead = f"{maker.get_acts_as_display()}. It counts from now on; what was told cannot be called back."
    there = Correcting(
        maker.name, lead, maker, CorrectDecisionMaker, actions.change_decision_maker,
        lambda: queries.decision_maker(client.pk, maker_id),
    )  # fmt: skip
    return put_right(request, client, there)


def put_right(request: Request, client: Any, there: Correcting) -> HttpResponse:
    form = there.form(request.POST) if request.method == "POST" else there.form(initial=as_written(there))
    if form.is_bound and form.is_valid() and kept(request, form, there):
        messages.success(request, "Put right.")
        return redirect("client", client.pk)
    audit.read("client", client.pk, client_id=client.pk, at=timezone.now())
    context = {"form": form, "title": there.title, "lead": there.lead, "client": client}
    return page(request, "clients/correct.html", "form", context, status=UNPROCESSABLE if form.errors else 200)


def kept(request: Request, form: Any, there: Correcting) -> bool:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    try:
        there.change(there.row, actor=request.actor, at=timezone.now(), seen=form.cleaned_data["seen"], **facts)
    except actions.BothWrote as both:
        form.show_both(both, queries.marks_of(there.read(), facts))
        return False
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def as_written(there: Correcting) -> dict[str, Any]:
    names = [name for name in there.form().fields if name != "seen"]
    written = {name: getattr(there.row, name) for name in names}
    return written | {"seen": json.dumps(queries.marks_of(there.row, names))}
