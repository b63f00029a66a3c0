"""Handing over: offered by one, taken over one by one by the other. Every press works without a script."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.accounts import queries as accounts
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.referrals import actions, queries
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import pages
from .forms import GiveBackForm

UNPROCESSABLE = 422


@require_GET
def handed(request: Request) -> HttpResponse:
    return show_handed(request)


def show_handed(
    request: Request, *, refusal: str = "", refused: tuple[UUID, GiveBackForm] | None = None
) -> HttpResponse:
    now = timezone.now()
    offers, given = pages.handed(request.actor, refused=refused), pages.given(request.actor)
    seen = {row.referral_id: row.client_id for row in offers} | {row.referral_id: row.client_id for row in given}
    audit.read_many("referral", seen, at=now, via="handed")
    context = {"offers": offers, "given": given, "refusal": refusal, "now": now}
    return page(request, "handover/handed.html", "list", context, status=UNPROCESSABLE if refusal or refused else 200)


@require_POST
def answer(request: Request, pk: UUID, name: str) -> HttpResponse:
    """take, give-back or take-back."""
    if name not in ANSWERS:
        raise Http404
    found(queries.offer_of(request.actor, pk))
    form = GiveBackForm(request.POST, auto_id=f"back-{pk}-%s")
    if name == "give-back" and not form.is_valid():
        return show_handed(request, refused=(pk, form))
    try:
        ANSWERS[name](request, pk, form)
    except (NotAllowed, Overtaken) as refused:
        return show_handed(request, refusal=str(refused))
    return redirect("handed")


def take(request: Request, pk: UUID, form: GiveBackForm) -> None:
    referral = actions.take_hand_over(pk, actor=request.actor, at=timezone.now())
    messages.success(request, f"TC-{referral.number} is yours now.")


def give_back(request: Request, pk: UUID, form: GiveBackForm) -> None:
    actions.give_back(pk, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now())
    messages.success(request, "Given back, with your reason.")


def take_back(request: Request, pk: UUID, form: GiveBackForm) -> None:
    actions.take_back(pk, actor=request.actor, at=timezone.now())
    messages.success(request, "Taken back.")


ANSWERS = {"take": take, "give-back": give_back, "take-back": take_back}


@require_http_methods(["GET", "POST"])
def hand_over(request: Request) -> HttpResponse:
    if not queries.may_refer(request.actor) and not queries.may_hand_over_for_others(request.actor):
        raise Http404
    now, refusal = timezone.now(), ""
    said = request.POST if request.method == "POST" else None
    whose = pages.whose(request.actor, said or request.GET)
    whose_id = whose.chosen or request.actor.membership_id
    form, rows = pages.form_for(request.actor, whose_id, said, on=timezone.localdate(now))
    if said and form.is_valid():
        try:
            return offered(request, form)
        except (NotAllowed, Overtaken) as refused:
            refusal = str(refused)
    audit.read_many("referral", {row.pk: row.client_id for row in rows}, at=now, via="hand_over")
    context = {"rows": pages.held(rows, form), "form": form, "whose": whose, "whose_id": whose_id, "refusal": refusal}
    return page(request, "handover/choose.html", "list", context | {"now": now}, status=UNPROCESSABLE if said else 200)


@require_http_methods(["GET", "POST"])
def hand_over_picked(request: Request) -> HttpResponse:
    """What was ticked on the work list. `to` is in the form once the page itself was sent."""
    picked, now, refusal = request.POST.getlist("pick"), timezone.now(), ""
    said = request.POST if "to" in request.POST else None
    form, rows = pages.form_for_picked(request.actor, picked, said, on=timezone.localdate(now))
    if not rows:
        messages.info(request, "Pick the promises to hand over first.")
        return redirect("worklist")
    if said and form.is_valid():
        try:
            return offered(request, form)
        except (NotAllowed, Overtaken) as refused:
            refusal = str(refused)
    audit.read_many("referral", {row.pk: row.client_id for row in rows}, at=now, via="hand_over")
    context = {"rows": pages.held(rows, form), "form": form, "refusal": refusal, "now": now}
    return page(request, "handover/picked.html", "list", context, status=UNPROCESSABLE if said else 200)


def offered(request: Request, form: pages.HandOverForm) -> HttpResponse:
    heir = accounts.member(request.actor, UUID(form.cleaned_data["to"]))
    note, at = form.cleaned_data["note"], timezone.now()
    made = actions.offer(form.chosen, to=heir, note=note, actor=request.actor, at=at)
    messages.success(request, f"Offered: {len(made)}. They stay where they are until they are taken over.")
    return redirect("handed")
