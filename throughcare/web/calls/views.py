"""The call sheets of whoever looks. A result is one press, and the next person stands first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.referrals import actions, queries
from throughcare.scheduling import queries as scheduling
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import pages
from .booked import BookedForm, reach_and_book
from .forms import ResultForm
from .hands import without_hands

UNPROCESSABLE = 422


@require_GET
def calls(request: Request) -> HttpResponse:
    return show(request)


@require_POST
def record(request: Request, pk: UUID) -> HttpResponse:
    found(queries.referral(request.actor, pk))
    form = ResultForm(request.POST)
    if not form.is_valid():
        return show(request, refusal="Choose what came of it.")
    try:
        actions.record_attempt(pk, actor=request.actor, at=timezone.now(), **form.facts)
    except (NotAllowed, Overtaken) as refused:
        return show(request, refusal=str(refused))
    messages.success(request, f"Written down: {form.words}.")
    return redirect("referral", pk) if form.leads_to_the_person else redirect("calls")


@require_POST
def record_booked(request: Request, pk: UUID) -> HttpResponse:
    """Reached, and a visit agreed on the phone. `pk` is the ask that it is a visit of."""
    handoff = found(queries.handoff(request.actor, pk))
    referral = found(queries.referral(request.actor, handoff.referral_id))
    form = BookedForm(request.POST, of=pk, kinds=list(scheduling.VisitKind.values))
    if not form.is_valid():
        return show(request, refused={pk: form})
    try:
        reach_and_book(handoff, form, client=referral.client.name, actor=request.actor, at=timezone.now())
    except (NotAllowed, Overtaken) as refused:
        form.add_error(None, str(refused))
        return show(request, refused={pk: form})
    messages.success(request, "Written down, and the visit is booked.")
    return redirect("calls")


def show(request: Request, refusal: str = "", refused: dict[UUID, BookedForm] | None = None) -> HttpResponse:
    now = timezone.now()
    shown = pages.calls(request.actor, now=now, refused=refused)
    hands = without_hands(request.actor)
    audit.read_many("referral", shown.people | hands.people, at=now, via="calls")
    context = {"shown": shown, "hands": hands, "refusal": refusal, "now": now}
    return page(request, "calls/list.html", "list", context, status=UNPROCESSABLE if refusal or refused else 200)
