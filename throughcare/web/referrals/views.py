"""The promise, its asks and their visits. A view finds (in the actor's sight), calls the domain once, and answers."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.accounts import queries as accounts
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import Lifecycle
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import HANDOFF, REFERRAL
from throughcare.scheduling import actions as visits
from throughcare.scheduling import queries as scheduling
from throughcare.scheduling.lifecycle import VISIT
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import booking, handoffs, pages
from .asking import AttemptForm, HelpedForm
from .forms import BookForm, HolderForm, StepForm, WitnessForm
from .messages import WordsForm, facts, message_form
from .offers import Here, Refused, attempt, take
from .past import or_as_it_is_kept, show_past
from .renewing import RenewForm

UNPROCESSABLE = 422
ALL_KINDS = list(scheduling.VisitKind.values)


@require_GET
def referral(request: Request, pk: UUID) -> HttpResponse:
    shown = found(queries.referral(request.actor, pk))
    if shown.status == "draft":
        return redirect("draft", pk)
    audit.read("referral", pk, client_id=shown.client_id, at=timezone.now())
    return show_referral(request, shown)


@require_POST
def take_referral_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    record, form = found(queries.referral(request.actor, pk)), step_form(request, REFERRAL, name)

    def act() -> None:
        words = {"seen": form.seen_status, "said": form.said, **form.facts}
        actions.take_referral_step(pk, name, actor=request.actor, at=form.at, **words)

    return answer_referral(request, pk, take(record, form, request.actor, act))


@require_POST
def bear_witness(request: Request, pk: UUID) -> HttpResponse:
    record, form = found(queries.referral(request.actor, pk)), WitnessForm(request.POST)

    def act() -> None:
        if not pages.has_witness(record, form.facts, request.actor.membership_id):
            actions.bear_witness(pk, actor=request.actor, at=timezone.now(), **form.facts)

    return answer_referral(request, pk, attempt("witness", form, act))


@require_POST
def record_attempt(request: Request, pk: UUID) -> HttpResponse:
    record = found(queries.referral(request.actor, pk))
    form = AttemptForm(request.POST, client_id=record.client_id)

    def act() -> None:
        actions.record_attempt(pk, actor=request.actor, at=timezone.now(), **form.facts)

    return answer_referral(request, pk, attempt("attempt", form, act))


@require_POST
def record_helped(request: Request, pk: UUID) -> HttpResponse:
    found(queries.referral(request.actor, pk))
    form = HelpedForm(request.POST)

    def act() -> None:
        actions.record_helped(pk, actor=request.actor, at=timezone.now(), **form.facts)

    return answer_referral(request, pk, attempt("helped", form, act))


@require_POST
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    found(queries.referral(request.actor, pk))
    form = HolderForm(request.POST, people=pages.colleagues(request.actor))

    def act() -> None:
        heir = accounts.member(request.actor, UUID(form.cleaned_data["to"]))
        actions.offer([pk], to=heir, note="", actor=request.actor, at=timezone.now())

    return answer_referral(request, pk, attempt("holder", form, act))


@require_GET
@or_as_it_is_kept
def handoff(request: Request, pk: UUID) -> HttpResponse:
    shown = found(queries.handoff(request.actor, pk))
    audit.read("handoff", pk, client_id=shown.client_id, at=timezone.now())
    return show_handoff(request, shown)


@require_POST
@or_as_it_is_kept
def take_handoff_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    record, form = found(queries.handoff(request.actor, pk)), step_form(request, HANDOFF, name)

    def act() -> None:
        words = {"seen": form.seen_status, "said": form.said, **form.facts}
        actions.take_handoff_step(pk, name, actor=request.actor, at=form.at, **words)

    return answer_handoff(request, pk, take(record, form, request.actor, act))


@require_POST
@or_as_it_is_kept
def assign(request: Request, pk: UUID) -> HttpResponse:
    record = found(queries.handoff(request.actor, pk))
    form = handoffs.assign_form(request.actor, record, request.POST)

    def act() -> None:
        said = form.cleaned_data
        colleague = accounts.member(request.actor, UUID(said["to"]))
        actions.assign(
            pk, to=colleague, reason=said["reason"], seen_holder=said["held_by"], actor=request.actor, at=timezone.now()
        )

    return answer_handoff(request, pk, attempt("assign", form, act))


@require_POST
@or_as_it_is_kept
def write_message(request: Request, pk: UUID) -> HttpResponse:
    record = found(queries.handoff(request.actor, pk))
    may_send_back = queries.may_send_back(record, receives=record.to_org_id == request.actor.org_id)
    form = message_form(may_send_back, request.POST, request.FILES)

    def act() -> None:
        actions.write_message(pk, actor=request.actor, at=timezone.now(), **facts(form))

    return answer_handoff(request, pk, attempt("message", form, act))


@require_POST
@or_as_it_is_kept
def write_note(request: Request, pk: UUID) -> HttpResponse:
    found(queries.handoff(request.actor, pk))
    form = WordsForm("note", request.POST)

    def act() -> None:
        actions.write_note(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)

    return answer_handoff(request, pk, attempt("note", form, act))


@require_POST
@or_as_it_is_kept
def renew(request: Request, pk: UUID) -> HttpResponse:
    found(queries.handoff(request.actor, pk))
    form = RenewForm(request.POST)

    def act() -> None:
        actions.renew(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)

    return answer_handoff(request, pk, attempt("renew", form, act))


@require_POST
@or_as_it_is_kept
def book_visit(request: Request, pk: UUID) -> HttpResponse:
    record, form = found(queries.handoff(request.actor, pk)), BookForm(request.POST, kinds=ALL_KINDS)

    def act() -> None:
        if not booking.is_booked(record, form):
            visits.book(
                handoff_id=pk, client_id=record.client_id, org_id=record.to_org_id or record.org_id,
                sender_org_id=record.org_id, actor=request.actor, at=timezone.now(), said=form.said, **form.facts,
            )  # fmt: skip

    return answer_handoff(request, pk, attempt("book", form, act))


@require_POST
def take_visit_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    record, form = found(scheduling.visit(pk)), step_form(request, VISIT, name)

    def act() -> None:
        page = {"seen": form.seen_status, "after": form.cleaned_data["after"]}
        words: dict[str, Any] = {"said": form.said, "starts_at": form.facts.get("visit_at")}
        visits.take_visit_step(pk, name, actor=request.actor, at=form.at, **page, **words)

    return answer_handoff(request, record.handoff_id, take(record, form, request.actor, act))


def step_form(request: Request, table: Lifecycle, name: str) -> StepForm:
    """A one-press step says in its address from which page it was pressed."""
    if name not in table.steps:
        raise Http404
    said = request.GET.dict() | request.POST.dict()
    return StepForm(said, step=table[name], at=timezone.now())


def answer_referral(request: Request, pk: UUID, refused: Refused | None) -> HttpResponse:
    if refused is None and not request.htmx:
        return redirect("referral", pk)
    return moved(show_referral(request, found(queries.referral(request.actor, pk)), refused), "referral-moved")


def answer_handoff(request: Request, pk: UUID, refused: Refused | None) -> HttpResponse:
    if refused is None and request.POST.get("from") == "left-alone":
        return redirect("left-alone")  # there is a next one on that list
    if refused is None and not request.htmx:
        return redirect("handoff", pk)
    record = queries.handoff(request.actor, pk)
    if record is None and refused is None:
        return moved(show_past(request, found(queries.past_ask(request.actor, pk))), "handoff-moved")
    return moved(show_handoff(request, found(record), refused), "handoff-moved")


def moved(response: HttpResponse, news: str) -> HttpResponse:
    if response.status_code < UNPROCESSABLE:
        response["HX-Trigger"] = news
    return response


def show_referral(request: Request, record: Any, refused: Refused | None = None) -> HttpResponse:
    context = pages.referral_page(record, here(request, refused))
    return page(request, "referrals/referral.html", "card", context, status=UNPROCESSABLE if refused else 200)


def show_handoff(request: Request, record: Any, refused: Refused | None = None) -> HttpResponse:
    context = handoffs.handoff_page(record, here(request, refused))
    return page(request, "referrals/handoff.html", "card", context, status=UNPROCESSABLE if refused else 200)


def here(request: Request, refused: Refused | None) -> Here:
    return Here(actor=request.actor, now=timezone.now(), refused=refused)
