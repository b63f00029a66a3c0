"""What the pages of an inquiry show: to the side that asks everything; to the side that is asked no hint of who it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from throughcare.foundation.actor import Actor
from throughcare.inquiries import queries
from throughcare.inquiries.actions import About
from throughcare.inquiries.lifecycle import INQUIRY, parts_in_inquiry
from throughcare.web.clients import codes
from throughcare.web.referrals.offers import Here, Offer, Telling, offers

STANDS = {
    "inquired": "Not answered yet.",
    "call_wanted": "Wants a call first.",
    "offered": "Said yes.",
}
ENDED = {
    "no": "Said no.",
    "chosen": "Chosen. The package is the next step.",
    "thanked": "Released, with thanks.",
    "no_answer": "Did not answer in time.",
}
SHOWN_AS = {"no": "declined", "chosen": "prepared", "thanked": "released", "no_answer": "expired"}
THANKS = {
    "no": "You said no. Thank you for answering.",
    "chosen": "They chose you. The package comes as an ordinary referral.",
    "thanked": "They found another place. Thank you for offering.",
    "no_answer": "It was not answered in time. Nothing more is needed.",
}


@dataclass(frozen=True)
class Fact:
    label: str
    words: str


@dataclass(frozen=True)
class Answer:
    """One service that was asked, as the asking side sees it."""

    inquiry: Any
    url: str
    status: str
    says: str
    offers: list[Offer]


@dataclass(frozen=True)
class Answers:
    title: str
    rows: list[Answer]
    may_ask_more: bool


def about(referral: Any, *, need: str, on: date) -> About:
    """All that is told of the person."""
    client = referral.client
    return About(
        need=need,
        urgency=referral.urgency,
        age_band=queries.band_of(client.born_on, on=on),
        language=client.language,
        payer=client.payer,
        area=queries.area_of(client.postal_code),
    )


def names_of(client: Any) -> list[str]:
    return [client.name, client.goes_by]


def facts(told: Any) -> list[Fact]:
    """`told`: an inquiry, or what is about to be asked."""
    area = f"postal codes that begin with {told.area}" if told.area else ""
    said = [
        ("About", queries.in_words(told.age_band)),
        ("Language", codes.label_of("languages", told.language)),
        ("Who pays", codes.label_of("payers", told.payer)),
        ("Area", area),
    ]
    return [Fact(label, words or "not known") for label, words in said]


def answers(actor: Actor, referral: Any, here: Here, *, refused_for: Any = None) -> Answers:
    asked = queries.inquiries_of(actor, referral.pk)
    rows = [answer(one, actor, here if one.pk == refused_for else Here(actor=actor, now=here.now)) for one in asked]
    is_looking = referral.status in {"draft", "open"} and not referral.live_status
    return Answers(sentence(asked), rows, is_looking)


def answer(inquiry: Any, actor: Actor, here: Here) -> Answer:
    return Answer(
        inquiry=inquiry,
        url=reverse("inquiry", args=[inquiry.pk]),
        status=SHOWN_AS.get(inquiry.ending, inquiry.status),
        says=STANDS.get(inquiry.status) or ENDED[inquiry.ending],
        offers=steps(inquiry, actor, here),
    )


def steps(inquiry: Any, actor: Actor, here: Here) -> list[Offer]:
    """A service outside the network answers by phone, fax or paper: we write it down for it."""
    choices = INQUIRY.choices(inquiry, parts_in_inquiry(inquiry, actor) - {"program"})
    is_outside = inquiry.to_org_id is None
    return offers(choices, inquiry, here, at="inquiry-step", telling=Telling.PERHAPS if is_outside else Telling.OWN)


def told_by_phone(inquiry: Any, here: Here) -> list[Offer]:
    """The same while somebody of theirs is on the line."""
    choices = INQUIRY.choices(inquiry, parts_in_inquiry(inquiry, here.actor) - {"program"})
    return offers(choices, inquiry, here, at="inquiry-step", telling=Telling.THEIRS)


def sentence(asked: Iterable[Any]) -> str:
    statuses = [one.status for one in asked]
    said_yes, waiting = statuses.count("offered"), sum(status in {"inquired", "call_wanted"} for status in statuses)
    if not statuses:
        return "Nobody was asked yet."
    if said_yes:
        return f"{said_yes} said yes. Let them choose." if said_yes > 1 else "One said yes."
    return f"{waiting} asked, no answer yet." if waiting else "Nobody has room now. Ask others."
