"""Find a service, read a service. The directory is public, so what is shown does not depend on who asks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.accounts import queries as people
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.web.find import found
from throughcare.web.network import pages
from throughcare.web.network.forms import (
    ClaimForm,
    ClosingForm,
    DirectoryForm,
    ManagedForm,
    OutsideClosingForm,
    RoomForm,
)
from throughcare.web.network.management import management_of
from throughcare.web.replies import replies_of
from throughcare.web.respond import Request, page

UNPROCESSABLE = 422
EVERYBODY, OURS = "Everybody who waited for it", "Whoever you sent there"


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


@require_POST
def see_to_word(request: Request, pk: UUID) -> HttpResponse:
    """What they said is different was told to the source of the listing, or they were called."""
    word = found(queries.word(request.actor, pk))
    try:
        actions.take_up(pk, actor=request.actor, at=timezone.now())
    except NotAllowed as refusal:
        return show(request, word.service_id, refusal=refusal, status=UNPROCESSABLE)
    return show(request, word.service_id) if request.htmx else redirect("service", word.service_id)


@require_POST
def claim(request: Request, pk: UUID) -> HttpResponse:
    """Our organization says that it runs this service; whoever leads the network asks the place."""
    form = ClaimForm(request.POST, desks=people.desks(request.actor))
    if not form.is_valid():
        return show(
            request, pk, refusal=NotAllowed("Choose the desk where its referrals arrive."), status=UNPROCESSABLE
        )
    try:
        actions.claim(pk, desk_id=UUID(form.cleaned_data["desk"]), actor=request.actor, at=timezone.now())
    except NotAllowed as refusal:
        return show(request, pk, refusal=refusal, status=UNPROCESSABLE)
    messages.success(
        request, "Said. Whoever leads your network asks the place, and then its referrals arrive at your desk."
    )
    return redirect("service", pk)


@require_GET
def our_services(request: Request) -> HttpResponse:
    return show_rooms(request)


@require_POST
def say_room(request: Request, pk: UUID) -> HttpResponse:
    """Two taps: full, and until when."""
    service = found(queries.service(pk))
    if not actions.may_say_room(request.actor, service):
        raise Http404
    form = RoomForm(request.POST, service=service)
    if form.is_valid():
        try:
            actions.say_room(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error("again_on", str(refusal))
    if form.errors:
        return show_rooms(request, refused={pk: form})
    messages.success(request, f"Said. Everybody who looks for care sees it now: {service.name}.")
    return redirect("our-services")


@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Nobody new is sent there; whoever waited for it is given back, and whoever is in its hands is on a list."""
    service = may_close(request, pk)
    is_ours = service.run_by_id is not None
    form = (ClosingForm if is_ours else OutsideClosingForm)(request.POST, auto_id=f"{pk}-%s")
    if not form.is_valid():
        return show_rooms(request, refused={pk: form}) if is_ours else show_closing(request, pk, form)
    actions.close(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, f"{service.name} takes nobody new. {EVERYBODY if is_ours else OURS} is given back.")
    return redirect("our-services") if is_ours else redirect("service", pk)


@require_POST
def open_again(request: Request, pk: UUID) -> HttpResponse:
    service = may_close(request, pk)
    actions.open_again(pk, actor=request.actor, at=timezone.now())
    messages.success(request, f"{service.name} is open again, and is found again.")
    return redirect("our-services") if service.run_by_id else redirect("service", pk)


def may_close(request: Request, pk: UUID) -> Any:
    service = found(queries.service(pk))
    if not actions.may_close(request.actor, service):
        raise Http404
    return service


@require_POST
def manage_externally(request: Request, pk: UUID) -> HttpResponse:
    """They have a system of their own: from now on nobody waits for their answer here."""
    must_manage(request, pk)
    form = ManagedForm(request.POST)
    if not form.is_valid():
        return show(request, pk, status=UNPROCESSABLE, managed_form=form)
    actions.manage_externally(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, "They are not chased any more. Everybody who was sent there is yours to ask about.")
    return redirect("service", pk)


@require_POST
def answer_again(request: Request, pk: UUID) -> HttpResponse:
    must_manage(request, pk)
    actions.answer_again(pk, actor=request.actor, at=timezone.now())
    messages.success(request, "They answer here again. What was sent there waits for their answer, from now on.")
    return redirect("service", pk)


def must_manage(request: Request, pk: UUID) -> None:
    if not actions.may_manage(request.actor, found(queries.service(pk))):
        raise Http404


def show_rooms(request: Request, refused: dict[UUID, Form] | None = None) -> HttpResponse:
    context = {
        "rooms": pages.rooms(request.actor, now=timezone.now(), refused=refused or {}),
        "may_list": actions.may_list(request.actor),
    }
    return page(request, "network/rooms.html", "rooms", context, status=UNPROCESSABLE if refused else 200)


def show(
    request: Request, pk: UUID, refusal: NotAllowed | None = None, status: int = 200, managed_form: Any = None
) -> HttpResponse:
    service = found(queries.service(pk))
    told = queries.words_about(request.actor, pk) if request.actor.org_id else []
    context: dict[str, Any] = {"page": pages.service_page(service), "told": told, "runs": runs(request.actor, service)}
    context |= {"refusal": refusal, "may_verify": actions.may_verify(request.actor)}
    context["closing"] = pages.closing_outside(service, request.actor)
    context |= {"answered": replies_of(request.actor, [pk], at=timezone.now()).get(pk)}
    context |= {"managed": management_of(request.actor, service, managed_form)}
    return page(request, "network/service.html", "checked", context, status=status)


def show_closing(request: Request, pk: UUID, form: Form) -> HttpResponse:
    context = {"page": pages.service_page(found(queries.service(pk))), "closing": form}
    return page(request, "network/service.html", "closing", context, status=UNPROCESSABLE)


def runs(actor: Actor, service: Any) -> dict[str, Any] | None:
    """Whether our organization may say that it runs this, and what became of it when it said so."""
    if not actions.may_claim(actor, service):
        return None
    said = queries.claim_of(actor, service.pk)
    return {"said": said, "form": None if said and not said.answered_at else ClaimForm(desks=people.desks(actor))}
