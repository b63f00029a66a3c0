"""Who belongs to the network, on which agreement, and who says that they run a listed service. Its lead keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.accounts.roles import LegalKind
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.web.find import found
from throughcare.web.network.pages import Phone, phones
from throughcare.web.respond import Request, page

from .forms import AgreementForm, AnswerForm, EndForm, KindForm

UNPROCESSABLE = 422
VERBS: dict[str, tuple[Any, Any]] = {
    "sign": (AgreementForm, accounts.sign),
    "end": (EndForm, accounts.end_agreement),
    "kind": (KindForm, accounts.say_legal_kind),
}
SAID = {
    "sign": "Written down. From its day on they are sent referrals electronically.",
    "end": "Written down. After its last day: questions without a name, and paper only.",
    "kind": "Written down. It counts for what is sent from now on.",
}


@dataclass(frozen=True)
class Line:
    org: Any
    kind: str
    agreement: Any
    forms: dict[str, forms.Form]


@dataclass(frozen=True)
class Claimed:
    claim: Any
    call: list[Phone]  # as the listing says, not as the claimant does
    form: AnswerForm


@require_GET
def our_network(request: Request) -> HttpResponse:
    return show(request)


@require_POST
def keep(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """An agreement was signed or ends, or the law calls them something else."""
    if verb not in VERBS or not people.leads_network(request.actor):
        raise Http404
    shape, act = VERBS[verb]
    form: Any = shape(request.POST, auto_id=f"{verb}-{pk}-%s")
    if form.is_valid():
        try:
            act(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return show(request, refused={(pk, verb): form})
    messages.success(request, SAID[verb])
    return redirect("our-network")


@require_POST
def answer_claim(request: Request, pk: UUID) -> HttpResponse:
    claim = found(queries.claim(pk))
    if not people.leads_network(request.actor):
        raise Http404
    form = AnswerForm(request.POST, auto_id=f"claim-{pk}-%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer_claim(
                pk, is_theirs=said["answer"] == "yes", because=said["because"], actor=request.actor, at=timezone.now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return show(request, refused={(pk, "claim"): form})
    messages.success(request, f"Answered: {claim.service.name}.")
    return redirect("our-network")


def show(request: Request, refused: dict[tuple[UUID, str], Any] | None = None) -> HttpResponse:
    context = shown(request.actor, refused or {}, now=timezone.now())
    return page(request, "network/our_network.html", "network", context, status=UNPROCESSABLE if refused else 200)


def shown(actor: Actor, refused: dict[tuple[UUID, str], Any], *, now: datetime) -> dict[str, Any]:
    network, leads = people.network_of(actor), people.leads_network(actor)
    orgs = people.organizations_of_network(network.pk)
    agreements = people.agreements_of([org.pk for org in orgs], on=timezone.localdate(now))
    kinds = dict(LegalKind.choices)
    return {
        "network": network,
        "leads": leads,
        "count": len(orgs),
        "lines": [
            Line(org, str(kinds[org.legal_kind]), agreements.get(org.pk), forms_of(org, refused) if leads else {})
            for org in orgs
        ],
        "claims": [claimed(one, refused) for one in queries.claims_to_answer(network.pk)] if leads else [],
    }


def forms_of(org: Any, refused: dict[tuple[UUID, str], Any]) -> dict[str, forms.Form]:
    first = {"kind": {"legal_kind": org.legal_kind}}
    return {
        verb: refused.get((org.pk, verb)) or shape(auto_id=f"{verb}-{org.pk}-%s", initial=first.get(verb))
        for verb, (shape, _) in VERBS.items()
    }


def claimed(claim: Any, refused: dict[tuple[UUID, str], Any]) -> Claimed:
    listed = queries.service(claim.service_id)
    form = refused.get((claim.pk, "claim")) or AnswerForm(auto_id=f"claim-{claim.pk}-%s")
    return Claimed(claim, phones(listed) if listed else [], form)
