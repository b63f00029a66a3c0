"""Find, register and read clients. A view finds, calls the domain once, and answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.clients import actions, queries
from throughcare.consent import actions as consent_actions
from throughcare.consent import queries as consent
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import pages
from .forms import (
    ClientForm,
    CoveredForm,
    DecisionMakerForm,
    KeyedForm,
    LostCoverageForm,
    MedicineForm,
    RouteForm,
    SituationForm,
)

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def find_clients(request: Request) -> HttpResponse:
    """A search is posted, so that no name stands in an address, a history or a log. It changes nothing."""
    listed = pages.listed(request.actor, text=request.POST.get("q", ""), after=request.POST.get("after", ""))
    audit.read_many("client", {row.pk: row.pk for row in listed.rows}, at=timezone.now())
    return page(request, "clients/list.html", "list", {"listed": listed})


@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """The first sending looks for the same person; what was found and is none of them comes back as `not_these`."""
    form = ClientForm(request.POST or None, today=timezone.localdate(), initial={"key": uuid7()})
    if not form.is_valid():
        return ask(request, form)
    if alike := pages.alike(request.actor, form, none_of=request.POST.get("not_these", "")):
        audit.read_many("client", {one.pk: one.pk for one in alike}, at=timezone.now(), via="duplicates")
        return ask(request, form, alike=alike)
    client = refusable(
        form, actions.register_once, form.cleaned_data["key"], route=form.route(), actor=request.actor,
        at=timezone.now(), **form.facts(),
    )  # fmt: skip
    return redirect("client", client.pk) if client else ask(request, form)


def ask(request: Request, form: ClientForm, alike: Any = ()) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return page(request, "clients/new.html", "form", {"form": form, "alike": alike}, status=status)


def refusable(form: Any, action: Callable[..., Any], *said: Any, **facts: Any) -> Any:
    """What the action gives, or None where it refuses; its words then stand above the form."""
    try:
        return action(*said, **facts)
    except (NotAllowed, Overtaken) as refusal:
        form.add_error(None, str(refusal))
        return None


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    client = found(queries.kept(request.actor, pk))
    if client.pk != pk:
        return redirect("client", client.pk)  # the same person, on the record that stays
    audit.read("client", client.pk, client_id=client.pk, at=timezone.now())
    return record(request, client)


@require_POST
def add_route(request: Request, pk: UUID) -> HttpResponse:
    return write(request, pk, "route", RouteForm(request.POST), actions.add_route)


@require_POST
def add_decision_maker(request: Request, pk: UUID) -> HttpResponse:
    return write(request, pk, "decision_maker", DecisionMakerForm(request.POST), actions.add_decision_maker)


@require_POST
def change_situation(request: Request, pk: UUID) -> HttpResponse:
    return write(request, pk, "situation", SituationForm(request.POST), actions.change_situation)


@require_POST
def lose_coverage(request: Request, pk: UUID) -> HttpResponse:
    return write(request, pk, "lost_coverage", LostCoverageForm(request.POST), actions.lose_coverage)


@require_POST
def settle_coverage(request: Request, pk: UUID) -> HttpResponse:
    return write(request, pk, "covered", CoveredForm(request.POST), actions.settle_coverage)


@require_POST
def withdraw(request: Request, pk: UUID, basis_id: UUID) -> HttpResponse:
    """Nothing more is told on it from now on. The same press twice is one withdrawal."""
    client = found(queries.kept(request.actor, pk))
    basis = found(consent.basis(request.actor, basis_id))
    if queries.is_same_person(basis.client_id, client) and basis.revoked_at is None:
        consent_actions.withdraw(basis, actor=request.actor, at=timezone.now())
        messages.success(request, "Withdrawn. Nothing more goes out on it; what has left cannot be called back.")
    return record(request, client) if request.htmx else redirect("client", client.pk)


@require_POST
def change_medicine(request: Request, pk: UUID) -> HttpResponse:
    return write(request, pk, "medicine", MedicineForm(request.POST), actions.correct)


def write(request: Request, pk: UUID, name: str, form: Any, action: Callable[..., Any]) -> HttpResponse:
    """One of the forms on the record: kept and shown, or shown again with what is wrong."""
    client = found(queries.kept(request.actor, pk))
    if form.is_valid():
        facts = form.facts() | ({"key": form.cleaned_data["key"]} if isinstance(form, KeyedForm) else {})
        if refusable(form, action, client, actor=request.actor, at=timezone.now(), **facts):
            return record(request, client) if request.htmx else redirect("client", client.pk)
    return record(request, client, status=UNPROCESSABLE, **{name: form})


def record(request: Request, client: Any, status: int = 200, **refused: Any) -> HttpResponse:
    shown = pages.record(request.actor, client, at=timezone.now(), **refused)
    seen = [*shown.alike, *(one.client for one in shown.merged)]
    audit.read_many("client", {one.pk: one.pk for one in seen}, at=timezone.now(), via="duplicates")
    context = {"shown": shown}
    return page(request, "clients/show.html", "record", context, status=status)
