"""The copies of one ask that left on paper, and what stands on one. It tells what the page of a link would tell, no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.documents import queries as documents
from throughcare.foundation.actor import Actor
from throughcare.inquiries import queries as inquiries
from throughcare.referrals import queries as referrals
from throughcare.tray import queries as tray
from throughcare.web.doors.chasing import may_be_sent
from throughcare.web.doors.staff_pages import Asked, asked
from throughcare.web.inquiries import pages as inquiry_pages
from throughcare.web.referrals.forms import decline_reasons
from throughcare.web.referrals.people import person_of
from throughcare.web.referrals.told import package_told

from . import replies
from .forms import CopyForm, DeliveryForm, FaxForm, ReplyForm

ANSWERS = [
    ("Yes, we take them.", "First time we can offer:"),
    ("Yes, on a condition:", " "),
    ("We need to know first:", " "),
    ("We are full until:", " "),
    ("No, because:", ""),
]
ANSWERS_UNNAMED = [
    ("Yes, we have room from:", " "),
    ("Yes, on a condition:", " "),
    ("Please call us first:", " "),
    ("We are full until:", " "),
    ("No, because:", ""),
]
TOLD_OF_THE_PERSON = {
    "born": "Born", "pronouns": "Pronouns", "language": "Language", "interpreter": "Interpreter", "access": "Access",
    "payer": "Who pays", "need": "Need", "reason": "Reason", "question": "Question",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    copy: Any
    code: str
    went: str
    facts: list[Any]
    form: DeliveryForm
    fax: FaxForm | None  # where it can go by fax, and is not on its way
    is_on_its_way: bool


def page(actor: Actor, ask: Asked, *, at: datetime, refused: Any = None) -> dict[str, Any]:
    """`refused`: a form that was not taken, as it was typed."""
    form = refused if isinstance(refused, CopyForm) else blank(actor, ask)
    given = refused if isinstance(refused, DeliveryForm) else None
    may_go, is_chased = may_leave(actor, ask, at=at), may_be_sent(actor, ask)
    copies = documents.copies_of(actor, ask.kind, ask.pk)
    going = documents.on_their_way(actor, [copy.pk for copy in copies])
    return {
        "ask": ask,
        "rows": [row(copy, given, copy.pk in going, is_chased=is_chased) for copy in copies],
        "form": form if may_go and is_chased else None,
        "may_go": may_go,
        "is_chased": is_chased,
        "came": tray.arrivals_of(actor, ask.pk),
        "now": at,
    }


def row(copy: Any, given: DeliveryForm | None, is_on_its_way: bool, *, is_chased: bool) -> Row:
    return Row(
        copy=copy,
        code=documents.in_groups(copy.code),
        went=documents.how_it_went(copy),
        facts=sorted(copy.deliveries.all(), key=lambda fact: (fact.happened_at, fact.at)),
        form=given if given and given.copy_id == copy.pk else DeliveryForm(copy_id=copy.pk),
        fax=FaxForm() if may_be_faxed(copy, is_chased=is_chased) and not is_on_its_way else None,
        is_on_its_way=is_on_its_way,
    )


def may_be_faxed(copy: Any, *, is_chased: bool) -> bool:
    """To a place that is not chased no copy goes a second time."""
    has_gone = any(fact.outcome != documents.Outcome.FAILED for fact in copy.deliveries.all())
    return documents.can_be_faxed(copy) and (is_chased or not has_gone)


def subject(actor: Actor, kind: str, pk: UUID) -> Asked:
    """What a copy is about: something asked of a place outside the network, or what came of an ask."""
    return replies.replied(actor, pk) if kind == replies.KIND else asked(actor, kind, pk)


def blank(actor: Actor, ask: Asked, data: Any = None) -> CopyForm:
    if ask.kind == replies.KIND:
        org = accounts.organization(actor.org_id)
        return ReplyForm(data, recipient="The chart", back_to=org.phone or org.name[:40])
    return CopyForm(data, recipient=ask.service.name, number=fax_of(ask.service), back_to=documents.last_back_to(actor))


def fax_of(service: Any) -> str:
    return next((phone["number"] for phone in service.phones if phone.get("kind") == "fax"), "")


def may_leave(actor: Actor, ask: Asked, *, at: datetime) -> bool:
    return ask.is_open and (ask.kind != "handoff" or package_of(actor, ask, at=at) is not None)


def package_of(actor: Actor, ask: Asked, *, at: datetime) -> Any:
    handoff = referrals.handoff(actor, ask.pk)
    return package_told(actor, handoff, at=at) if handoff else None


def facts(actor: Actor, ask: Asked, copy: Any, *, at: datetime) -> dict[str, Any]:
    """What the typesetter is told. The first page names nobody: it is the one that goes back and forth."""
    asker = accounts.organization(actor.org_id)
    shared = {
        "from": asker.name, "phone": asker.phone, "recipient": copy.recipient, "number": copy.number,
        "back_to": copy.back_to, "made_at": in_words(copy.made_at), "reasons": [words for _, words in decline_reasons()],
    }  # fmt: skip
    if ask.kind == replies.KIND:
        return shared | replies.facts(actor, ask.pk, at=at)
    return shared | (of_inquiry(actor, ask) if ask.kind == "inquiry" else of_handoff(actor, ask, at=at))


def of_inquiry(actor: Actor, ask: Asked) -> dict[str, Any]:
    inquiry = inquiries.inquiry(actor, ask.pk)
    assert inquiry is not None
    told = [("Need", inquiry.need), *[(fact.label, fact.words) for fact in inquiry_pages.facts(inquiry)]]
    return {
        "title": "Have you room for somebody?", "about": "Nobody is named. If you say yes and they choose you, the rest follows.",
        "urgency": referrals.Urgency(inquiry.urgency).label, "due": in_words(inquiry.due_at),
        "lines": lines(told), "answers": answers(ANSWERS_UNNAMED), "package": None,
    }  # fmt: skip


def of_handoff(actor: Actor, ask: Asked, *, at: datetime) -> dict[str, Any]:
    handoff, package = referrals.handoff(actor, ask.pk), package_of(actor, ask, at=at)
    assert handoff is not None and package is not None
    person = person_of(package, today=timezone.localdate(at))
    told = [(label, getattr(person, name)) for name, label in TOLD_OF_THE_PERSON.items()]
    told += [("Safe way to reach them", f"{one.kind} {one.value}, {one.hours}; {one.rules}") for one in person.routes]
    return {
        "title": "Can you help somebody?", "about": "Who it is about stands on the pages after this one.",
        "urgency": referrals.Urgency(handoff.urgency).label,
        "due": in_words(handoff.due_at) if handoff.status == "sent" else "", "lines": [], "answers": answers(ANSWERS),
        "package": {
            "name": person.name, "person": lines(told), "notice": package.notice,
            "line": referrals.package_form()["same_line_on_every_package"],
            "sections": [{"title": one["title"], "words": one["words"]} for one in package.sections],
            "documents": [f"{one['title']} ({one['words']}), sent separately" for one in package.documents],
        },
    }  # fmt: skip


def lines(told: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "words": words} for label, words in told if words]


def answers(known: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "ask": ask} for label, ask in known]


def in_words(at: datetime | None) -> str:
    """On paper no day is today."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"
