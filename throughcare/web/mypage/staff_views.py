"""The side of the staff: set the word with the person beside them, hand out a link or a card, close it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.documents import queries as documents
from throughcare.doors import actions, queries
from throughcare.foundation import codes
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.web.find import found
from throughcare.web.pdf import as_pdf
from throughcare.web.respond import Request, page

from . import staff_pages
from .staff_forms import IssueForm, WordForm

UNPROCESSABLE = 422


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    client = client_of(request, pk)
    audit.read("client", client.pk, client_id=client.pk, at=timezone.now())
    return answer(request, client)


@require_POST
def set_word(request: Request, pk: UUID) -> HttpResponse:
    client = client_of(request, pk)
    form = WordForm(request.POST, auto_id="word-%s")
    if not form.is_valid():
        return answer(request, client, word=form)
    said = form.cleaned_data

    def keep() -> None:
        """Also for links and cards of a record that was merged into this one: one person has one word."""
        for record in clients.same_person(client.pk).values_list("pk", flat=True):
            actions.set_secret(
                record, kind=said["kind"], said=said["said"], guessable=known_of(client), actor=request.actor,
                at=timezone.now(),
            )  # fmt: skip

    return done(request, client, keep, form, "said", word=form)


@require_POST
def issue(request: Request, pk: UUID) -> HttpResponse:
    client = client_of(request, pk)
    routes = clients.routes(client.pk)
    form = IssueForm(request.POST, routes=routes)
    if not form.is_valid():
        return answer(request, client, issue=form)
    chosen, is_card = form.cleaned_data["went_to"], form.cleaned_data["went_to"] == "card"
    went_to = next((route.value for route in routes if str(route.pk) == chosen), "")

    def hand_out() -> None:
        actions.issue(
            purpose=queries.Purpose.CLIENT, subject_kind="client", subject_id=client.pk, factor=queries.Factor.CHOSEN,
            went_to=went_to, is_card=is_card, key=form.cleaned_data["key"], actor=request.actor, at=timezone.now(),
        )  # fmt: skip

    return done(request, client, hand_out, form, "went_to", issue=form)


@require_POST
def revoke(request: Request, pk: UUID, link_id: UUID) -> HttpResponse:
    client, link = client_of(request, pk), link_of(request, pk, link_id)
    actions.revoke(link.pk, actor=request.actor, at=timezone.now())
    return redirect("own-page", client.pk)


@require_POST
def open_again(request: Request, pk: UUID, link_id: UUID) -> HttpResponse:
    """After a call: whoever guessed before guesses no longer on their account."""
    client, link = client_of(request, pk), link_of(request, pk, link_id)
    try:
        actions.open_again(link.pk, actor=request.actor, at=timezone.now())
    except NotAllowed as refused:
        return answer(request, client, refusal=str(refused))
    return redirect("own-page", client.pk)


@require_GET
def card(request: Request, pk: UUID, link_id: UUID) -> HttpResponse:
    """To be printed: a name, a number, a code, and nothing else."""
    told = on_card(request, pk, link_id)
    return render(request, "mypage/card.html", told | {"back": pk, "link_id": link_id})


@require_GET
def card_pdf(request: Request, pk: UUID, link_id: UUID) -> HttpResponse:
    """The same in the size of a bank card, read out in their language."""
    told, client = on_card(request, pk, link_id), client_of(request, pk)
    facts = told | {"language": client.language if client.language in dict(settings.LANGUAGES) else "en"}
    return as_pdf(documents.pdf("card", facts, code=told["code"], at=timezone.now()), "card")


def on_card(request: Request, pk: UUID, link_id: UUID) -> dict[str, str]:
    link = link_of(request, pk, link_id)
    if not link.is_card or queries.state_of(link, at=timezone.now()) != queries.State.OPEN:
        raise Http404
    audit.wrote("link", link.pk, client_id=pk, at=timezone.now(), step="print")
    phone = accounts.organization(request.actor.org_id).phone
    return {"name": request.actor.name, "phone": phone, "code": codes.in_groups(queries.token_of(link))}


# --- what they share

BIRTHDAYS = ["%Y", "%m%d", "%d%m", "%Y%m%d", "%m%d%Y", "%d%m%Y", "%m%d%y", "%d%m%y", "%y%m%d"]


def client_of(request: Request, pk: UUID) -> Any:
    client = found(clients.kept(request.actor, pk))
    if client.pk != pk:
        raise Http404  # the page is of the record that stays
    return client


def link_of(request: Request, pk: UUID, link_id: UUID) -> Any:
    link = found(queries.link(request.actor, link_id))
    if not clients.is_same_person(link.subject_id, client_of(request, pk)):
        raise Http404
    return link


def known_of(client: Any) -> list[str]:
    """What somebody who lives with them would try first."""
    born = client.born_on
    dates = [born.strftime(written) for written in BIRTHDAYS] if born else []
    numbers = [route.value for route in clients.routes(client.pk)]
    return [client.name, client.goes_by, *client.name.split(), *dates, *numbers, *(one[-4:] for one in numbers)]


def done(request: Request, client: Any, act: Callable[[], None], form: Any, name: str, **refused: Any) -> HttpResponse:
    """One verb, then the page; refused: the same page with the reason beside its field."""
    try:
        act()
    except NotAllowed as refusal:
        form.add_error(name, str(refusal))
        return answer(request, client, **refused)
    return answer(request, client) if request.htmx else redirect("own-page", client.pk)


def answer(request: Request, client: Any, **refused: Any) -> HttpResponse:
    host = f"{request.scheme}://{request.get_host()}"
    shown = staff_pages.own_page(request.actor, client, at=timezone.now(), host=host, **refused)
    return page(request, "mypage/staff.html", "own", {"shown": shown}, status=UNPROCESSABLE if refused else 200)
