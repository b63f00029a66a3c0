"""A desk's tray: the scan beside the boxes of its ask. Looking changes nothing; a paper is typed once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.accounts import queries as accounts
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action
from throughcare.referrals import queries as referrals
from throughcare.tray import actions
from throughcare.tray import queries as arrivals
from throughcare.tray.lifecycle import ARRIVAL
from throughcare.web.find import found
from throughcare.web.referrals.forms import StepForm
from throughcare.web.referrals.offers import Here, Refused, take
from throughcare.web.respond import Request

from . import asks
from .forms import AsideForm, MatchForm, PassOnForm, PutInForm

UNPROCESSABLE = 422
ALONE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


@require_http_methods(["GET", "POST"])
def tray(request: Request) -> HttpResponse:
    reads_here(request)
    if request.method == "GET":
        return on_tray(request, PutInForm())
    form = PutInForm(request.POST, request.FILES)
    desk_id = accounts.first_desk_of(found(request.actor.org_id))
    if not form.is_valid() or desk_id is None:
        return on_tray(request, form)
    file = form.cleaned_data["file"]
    arrival = actions.put_in(
        file.read(), way=arrivals.Way.HAND, name=file.name, desk_id=desk_id, actor=request.actor, at=timezone.now()
    )
    return redirect("arrival", arrival.pk)


def on_tray(request: Request, form: PutInForm) -> HttpResponse:
    waiting = arrivals.on_tray(request.actor)
    audit.read_many(arrivals.KIND, {one.pk: one.client_id for one in waiting}, at=timezone.now())
    context = {"waiting": waiting, "form": form}
    return render(request, "tray/list.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    return beside(request, arrival_of(request, pk))


def beside(request: Request, arrival: Any, *, refused: Refused | None = None, **forms: Any) -> HttpResponse:
    now = timezone.now()
    audit.read(arrivals.KIND, arrival.pk, client_id=arrival.client_id, at=now)
    ask, is_open = asks.ask_of(arrival, request.actor), arrival.status == arrivals.ArrivalStatus.ON_TRAY
    here = Here(actor=request.actor, now=now, refused=refused)
    context = {
        "arrival": arrival, "ask": ask, "is_open": is_open, "numbers": range(arrival.pages), "refused": refused,
        "offers": asks.offers(arrival, ask, here) if ask and is_open else [], "match_form": MatchForm(),
        "aside_form": AsideForm(), "desk_form": desk_form(request, arrival), "now": now,
        "history": [(ARRIVAL[step.name].label, step) for step in arrivals.history(arrival)],
    }  # fmt: skip
    return render(request, "tray/show.html", context | forms, status=UNPROCESSABLE if refused or forms else 200)


@require_GET
def scan(request: Request, pk: UUID, number: int) -> HttpResponse:
    arrival = arrival_of(request, pk)
    found(arrival if number < arrival.pages else None)
    audit.read(arrivals.KIND, arrival.pk, client_id=arrival.client_id, at=timezone.now(), part="page")
    try:
        return HttpResponse(arrivals.page_as_png(arrival, number), content_type="image/png", headers=ALONE)
    except arrivals.Unreadable as damaged:
        raise Http404 from damaged


@require_GET
def original(request: Request, pk: UUID) -> HttpResponse:
    """Saved, byte for byte as it came, never opened within our pages."""
    arrival = arrival_of(request, pk)
    audit.exported(arrivals.KIND, arrival.pk, client_id=arrival.client_id, at=timezone.now(), format="original")
    ending = arrival.media_type.rpartition("/")[2].replace("octet-stream", "bin")
    kept = {"Content-Disposition": f'attachment; filename="original.{ending}"'}
    return HttpResponse(bytes(arrival.content), content_type=arrival.media_type, headers=ALONE | kept)


@require_POST
def match(request: Request, pk: UUID) -> HttpResponse:
    arrival, form = arrival_of(request, pk), MatchForm(request.POST)
    if form.is_valid():
        try:
            actions.match(pk, code=form.cleaned_data["code"], actor=request.actor, at=timezone.now())
        except (NotAllowed, Overtaken) as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("arrival", pk)
    return beside(request, arrival, match_form=form)


@require_POST
def leave_out(request: Request, pk: UUID) -> HttpResponse:
    arrival, form = arrival_of(request, pk), AsideForm(request.POST)
    if form.is_valid():
        try:
            actions.leave_out(pk, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now())
        except (NotAllowed, Overtaken) as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "Set aside. It is kept, with your reason.")
            return redirect("tray")
    return beside(request, arrival, aside_form=form)


@require_POST
def pass_on(request: Request, pk: UUID) -> HttpResponse:
    arrival = arrival_of(request, pk)
    form = desk_form(request, arrival, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.pass_on(
                pk, desk_id=said["desk"], seen_desk_id=said["seen"], reason=said["reason"], actor=request.actor, at=timezone.now()
            )  # fmt: skip
        except (NotAllowed, Overtaken) as refusal:
            form.add_error("desk", str(refusal))
        else:
            messages.success(request, "They have it now, with your reason.")
            return redirect("tray")
    return beside(request, arrival, desk_form=form)


def desk_form(request: Request, arrival: Any, data: Any = None) -> PassOnForm:
    return PassOnForm(data, desks=accounts.desks(request.actor), held_by=arrival.holder_desk_id)


@require_POST
def typed(request: Request, pk: UUID) -> HttpResponse:
    """What it says was written down on another page."""
    arrival_of(request, pk)
    try:
        actions.type_in(pk, actor=request.actor, at=timezone.now())
    except Overtaken as refusal:
        messages.warning(request, str(refusal))
        return redirect("arrival", pk)
    return redirect("tray")


@require_POST
def take_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    """The box that was ticked, and that the paper is typed: both or neither."""
    arrival, now = arrival_of(request, pk), timezone.now()
    ask = found(asks.ask_of(arrival, request.actor))
    form = StepForm(request.POST, step=found(ask.table.steps.get(name) if name in ask.steps else None), at=now)

    @action
    def act() -> None:
        actions.type_in(pk, actor=request.actor, at=now)
        facts = asks.facts_of(ask, form)
        ask.take(ask.record.pk, name, actor=request.actor, at=now, seen=form.seen_status, said=form.said, **facts)

    refused = take(ask.record, form, request.actor, act)
    if refused is not None:
        return beside(request, arrival_of(request, pk), refused=refused)
    return redirect(ask.url)


def arrival_of(request: Request, pk: UUID) -> Any:
    reads_here(request)
    return found(arrivals.arrival(request.actor, pk))


def reads_here(request: Request) -> None:
    """Whoever refers clients reads what comes back about them."""
    found(request.actor if referrals.may_refer(request.actor) else None)
