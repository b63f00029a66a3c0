"""From a need to a sent package. A view finds, calls the domain once, and answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughcare.clients import queries as clients
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import OPEN, PREPARED
from throughcare.web.burden import burden_of
from throughcare.web.clients.views import refusable
from throughcare.web.find import found
from throughcare.web.replies import replies_of
from throughcare.web.respond import Request, page

from . import beside, papers
from . import draft_pages as pages
from .draft_forms import ChoiceForm, FirstNeedForm, NeedForm, PackageForm, SearchForm, SharingForm
from .together import together

UNPROCESSABLE = 422


# --- what they need


@require_http_methods(["GET", "POST"])
def begin(request: Request, client_id: UUID) -> HttpResponse:
    client = found(clients.kept(request.actor, client_id))
    form = FirstNeedForm(request.POST or None, at=timezone.now(), initial={"key": uuid7(), "kind": "service"})
    if form.is_valid():
        try:
            draft = actions.begin_once(
                form.cleaned_data["key"], client_id=client.pk, actor=request.actor, at=timezone.now(), **form.facts()
            )
            return redirect("draft", draft.pk)
        except NotAllowed as refusal:
            form.refuse(refusal)
    return ask_need(request, client, form)


@require_http_methods(["GET", "POST"])
def need(request: Request, pk: UUID) -> HttpResponse:
    """Change what they need, as long as it is a draft."""
    draft = writable(request, pk)
    form = NeedForm(request.POST or None, at=timezone.now(), initial=pages.need_so_far(draft))
    if form.is_valid():
        try:
            if keep(request, draft, form, form.facts()):
                return redirect("draft", draft.pk)
        except (NotAllowed, Overtaken) as refusal:
            form.refuse(refusal)
    return ask_need(request, draft.client, form, draft=draft)


def keep(request: Request, draft: Any, form: NeedForm | PackageForm, facts: dict[str, Any]) -> bool:
    """Whether it was kept. Where somebody else wrote the same field meanwhile, the form shows both."""
    try:
        actions.write(draft, actor=request.actor, at=timezone.now(), seen=form.cleaned_data["seen"], **facts)
    except actions.BothWrote as both:
        form.show_both(both, queries.marks_of(found(queries.referral(request.actor, draft.pk)), facts))
        return False
    return True


def ask_need(request: Request, client: Any, form: NeedForm, *, draft: Any = None) -> HttpResponse:
    context = {"asked": pages.need_page(request.actor, client, form, draft=draft, now=timezone.now())}
    return page(request, "drafts/need.html", "form", context, status=status_of(form))


def status_of(form: Any) -> int:
    return UNPROCESSABLE if form.errors else 200


def writable(request: Request, pk: UUID) -> Any:
    """A draft, or an open referral that nobody has been asked for yet. Otherwise its page is another one."""
    referral = found(queries.referral(request.actor, pk))
    if not pages.is_writable(referral):
        raise Http404
    return referral


# --- what goes with it


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    referral = found(queries.referral(request.actor, pk))
    if not pages.is_writable(referral):
        return redirect("referral", referral.pk)
    audit.read("referral", referral.pk, client_id=referral.client_id, at=timezone.now())
    return show_draft(request, referral, PackageForm(initial=pages.package_so_far(referral)))


def show_draft(request: Request, referral: Any, form: PackageForm, *others: Any) -> HttpResponse:
    """`others`: the forms of documents and of what else would help, where they came back."""
    paper_form, beside_form = others or (papers.PaperForm(), beside.form_of(referral))
    context = {
        "shown": pages.draft_page(request.actor, referral, form, paper_form, beside_form, at=timezone.now()),
        "together": together(request.actor, referral),
    }
    wrong = any(one.errors for one in (form, paper_form, beside_form))
    return page(request, "drafts/show.html", "draft", context, status=UNPROCESSABLE if wrong else 200)


@require_POST
def write(request: Request, pk: UUID) -> HttpResponse:
    """Keep what was written, with a file and what else would help; `take` puts a screen's result in, `go` leads on."""
    draft = found(queries.referral(request.actor, pk))
    form = PackageForm(request.POST)
    if form.is_valid() and not pages.is_writable(draft):
        form.add_error(None, "It was sent meanwhile, and stays as it was sent. What you wrote stands here, not kept.")
    if not form.is_valid():
        return show_draft(request, draft, form)
    facts = form.facts()
    facts["package"] = pages.with_screen(request.actor, draft.client_id, facts["package"], request.POST.get("take", ""))
    if not refusable(form, keep, request, draft, form, facts):
        return show_draft(request, draft, form)
    attached, helps = papers.change(request, draft, form), beside.change(request, draft)
    if attached.errors or helps.errors or form.errors:
        return show_draft(request, draft, form, attached, helps)
    if "go" in request.POST:
        return redirect(pages.next_page(request.actor, draft))
    messages.success(request, "Kept.")
    return redirect("draft", draft.pk)


@require_POST
def discard(request: Request, pk: UUID) -> HttpResponse:
    draft = writable(request, pk)
    try:
        actions.discard(draft, actor=request.actor, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("draft", draft.pk)
    messages.success(request, "The draft is gone. Nobody was asked.")
    return redirect("client", draft.client_id)


# --- which service


@require_http_methods(["GET", "POST"])
def services(request: Request, pk: UUID) -> HttpResponse:
    """The filters say where somebody lives and how old they are: they are posted, so that no address has them."""
    draft = found(queries.referral(request.actor, pk))
    if not pages.is_writable(draft) and not (draft.status == OPEN and queries.may_ask_another(draft)):
        raise Http404
    return show_services(request, draft, ChoiceForm(is_urgent=queries.is_never_held_back(draft.urgency)))


def show_services(request: Request, draft: Any, form: ChoiceForm) -> HttpResponse:
    search = SearchForm(
        request.POST if "text" in request.POST else None, initial=pages.as_they_need(draft, today=timezone.localdate())
    )
    shown = pages.services_page(draft, search, form, after=request.POST.get("after", ""))
    burden = burden_of([offer.pk for offer in shown.offers])
    replies = replies_of(request.actor, [offer.pk for offer in shown.offers], at=timezone.now())
    context = {"shown": shown, "burden": burden, "replies": replies}
    return page(request, "drafts/services.html", "services", context, status=status_of(form))


@require_POST
def choose(request: Request, pk: UUID) -> HttpResponse:
    draft = found(queries.referral(request.actor, pk))
    form = ChoiceForm(request.POST, is_urgent=queries.is_never_held_back(draft.urgency))
    if form.is_valid():
        said = form.cleaned_data
        handoff = refusable(
            form, actions.choose, draft.pk, service_id=said["service"], choice=said["choice"], actor=request.actor,
            at=timezone.now(),
        )  # fmt: skip
        if handoff:
            return redirect("sharing", handoff.pk)
    return show_services(request, draft, form)


# --- sharing and sending


@require_http_methods(["GET", "POST"])
def sharing(request: Request, pk: UUID) -> HttpResponse:
    """What goes to whom, on which basis. POST records the basis; `preview` only shows what would go."""
    handoff, referral = prepared(request, pk)
    if handoff.status != PREPARED:
        return redirect("referral", referral.pk)
    form = sharing_form(request.POST or None, referral)
    if form.is_valid() and "preview" not in request.POST:
        facts = form.facts()
        if refusable(
            form, actions.agree, form.cleaned_data["key"], handoff, actor=request.actor, at=timezone.now(), **facts
        ):
            return redirect("sharing", handoff.pk)
    return show_sharing(request, handoff, referral, form)


def sharing_form(data: Any, referral: Any) -> SharingForm:
    return SharingForm(data, today=timezone.localdate(), of=referral.kind, initial=pages.as_usual(referral))


def show_sharing(request: Request, handoff: Any, referral: Any, form: SharingForm, refusal: str = "") -> HttpResponse:
    shown = pages.sharing_page(request.actor, handoff, referral, form, at=timezone.now(), refusal=refusal)
    context = {"shown": shown, "together": together(request.actor, referral)}
    wrong = refusal or (form.errors and "preview" not in request.POST)
    return page(request, "drafts/sharing.html", "sharing", context, status=UNPROCESSABLE if wrong else 200)


def prepared(request: Request, pk: UUID) -> tuple[Any, Any]:
    """The handoff and its referral, of the sending side."""
    handoff = found(queries.handoff(request.actor, pk))
    return handoff, found(queries.referral(request.actor, handoff.referral_id))


@require_POST
def send(request: Request, pk: UUID) -> HttpResponse:
    handoff, referral = prepared(request, pk)
    if handoff.status != PREPARED:
        return redirect("referral", referral.pk)  # the same form sent twice
    try:
        only_what_was_seen(request, handoff, referral)
        actions.send(handoff.pk, actor=request.actor, at=timezone.now())
    except (NotAllowed, Overtaken) as refusal:
        form = sharing_form(None, referral)
        return show_sharing(request, handoff, referral, form, refusal=str(refusal))
    messages.success(request, f"On its way to {handoff.service_name}.")
    return redirect("referral", referral.pk)


def only_what_was_seen(request: Request, handoff: Any, referral: Any) -> None:
    """Somebody may have written or agreed to something else since the page was shown."""
    if handoff.basis_id and request.POST.get("seen") != pages.seen_now(request.actor, handoff, referral):
        raise Overtaken("It changed since you looked. Read once more what goes, then send.")
