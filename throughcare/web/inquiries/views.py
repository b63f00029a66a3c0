"""Ask several without a name, see who has room, choose with the client. A view finds, calls the domain once, answers."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.foundation.lifecycle import NotAllowed
from throughcare.inquiries import actions, queries
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.referrals import queries as referrals
from throughcare.web.burden import burden_of
from throughcare.web.find import found
from throughcare.web.referrals import draft_pages
from throughcare.web.referrals.draft_forms import ChoiceForm, SearchForm
from throughcare.web.referrals.forms import StepForm, in_words
from throughcare.web.referrals.offers import Here, Refused, take
from throughcare.web.replies import replies_of
from throughcare.web.respond import Request, page

from . import pages
from .forms import AskForm

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def ask(request: Request, pk: UUID) -> HttpResponse:
    """`ask` in the form asks; otherwise the filters were changed."""
    referral = found(referrals.referral(request.actor, pk))
    if not draft_pages.is_writable(referral):
        raise Http404
    form = AskForm(request.POST if "ask" in request.POST else None, need=referral.need)
    if form.is_valid() and inquire(request, referral, form):
        messages.success(request, "Asked, without a name. Their answers stand here.")
        return redirect("inquiries", pk)
    return ask_page(request, referral, form)


def inquire(request: Request, referral: Any, form: AskForm) -> bool:
    today = timezone.localdate()
    try:
        actions.inquire(
            referral.pk, about=pages.about(referral, need=form.cleaned_data["need"], on=today),
            service_ids=form.services, names=pages.names_of(referral.client), actor=request.actor, at=timezone.now(),
        )  # fmt: skip
    except NotAllowed as refusal:
        form.add_error("need", str(refusal))
        return False
    return True


def ask_page(request: Request, referral: Any, form: AskForm) -> HttpResponse:
    today = timezone.localdate()
    said = request.POST if "text" in request.POST else None
    search = SearchForm(said, initial=draft_pages.as_they_need(referral, today=today))
    shown = draft_pages.services_page(
        referral, search, ChoiceForm(is_urgent=False), after=request.POST.get("after", "")
    )
    told = pages.facts(pages.about(referral, need=referral.need, on=today))
    offers = [replace(offer, is_chosen=str(offer.pk) in form.ticked) for offer in shown.offers]
    burden = burden_of([offer.pk for offer in offers])
    replies = replies_of(request.actor, [offer.pk for offer in offers], at=timezone.now())
    context = {
        "shown": replace(shown, offers=offers), "form": form, "told": told, "burden": burden, "replies": replies,
    }  # fmt: skip
    return page(request, "inquiries/ask.html", "ask", context, status=UNPROCESSABLE if form.errors else 200)


@require_GET
def answers(request: Request, pk: UUID) -> HttpResponse:
    return show_answers(request, found(referrals.referral(request.actor, pk)))


def show_answers(
    request: Request, referral: Any, *, refused: Refused | None = None, of: UUID | None = None
) -> HttpResponse:
    here = Here(actor=request.actor, now=timezone.now(), refused=refused)
    context = {"referral": referral, "shown": pages.answers(request.actor, referral, here, refused_for=of)}
    return page(request, "inquiries/answers.html", "answers", context, status=UNPROCESSABLE if refused else 200)


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    """The side that asks looks at all answers together; the side that is asked sees the question."""
    inquiry = found(queries.inquiry(request.actor, pk))
    if inquiry.org_id == request.actor.org_id:
        return redirect("inquiries", inquiry.referral_id)
    return show_question(request, inquiry)


def show_question(request: Request, inquiry: Any, refused: Refused | None = None) -> HttpResponse:
    here = Here(actor=request.actor, now=timezone.now(), refused=refused)
    context = {
        "inquiry": inquiry,
        "facts": pages.facts(inquiry),
        "offers": pages.steps(inquiry, request.actor, here),
        "over": pages.THANKS.get(inquiry.ending, ""),
    }
    return page(request, "inquiries/show.html", "card", context, status=UNPROCESSABLE if refused else 200)


@require_POST
def take_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    inquiry = found(queries.inquiry(request.actor, pk))
    if name not in INQUIRY.steps:
        raise Http404
    form = StepForm(request.GET.dict() | request.POST.dict(), step=INQUIRY[name], at=timezone.now())

    def act() -> None:
        words = {"seen": form.seen_status, "said": form.said, **in_words(form.facts)}
        actions.take_inquiry_step(pk, name, actor=request.actor, at=form.at, **words)

    refused = take(inquiry, form, request.actor, act)
    if inquiry.org_id != request.actor.org_id:
        return answer(request, found(queries.inquiry(request.actor, pk)), refused)
    return answer_to_sender(request, inquiry, name, refused)


def answer(request: Request, inquiry: Any, refused: Refused | None) -> HttpResponse:
    if refused is None and not request.htmx:
        return redirect("inquiry", inquiry.pk)
    return show_question(request, inquiry, refused)


def answer_to_sender(request: Request, inquiry: Any, name: str, refused: Refused | None) -> HttpResponse:
    referral = found(referrals.referral(request.actor, inquiry.referral_id))
    if refused is not None:
        return show_answers(request, referral, refused=refused, of=inquiry.pk)
    if name == "take_offer":
        response = redirect("sharing", referrals.live_handoffs([referral.pk])[referral.pk].pk)
    else:
        response = redirect("inquiries", referral.pk)
    if request.htmx:
        response.status_code = 200
        response["HX-Redirect"] = response.url
    return response
