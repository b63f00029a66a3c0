"""The page of one call: whom to call, what is said and what must not be, and beside each question the steps it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from throughcare.foundation.scripts import Question
from throughcare.inquiries import queries as inquiries
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import HANDOFF
from throughcare.scheduling import queries as scheduling
from throughcare.web import words as moments
from throughcare.web.find import found
from throughcare.web.inquiries import pages as unnamed
from throughcare.web.referrals.handoffs import HandoffPage, handoff_page
from throughcare.web.referrals.offers import Here, Offer
from throughcare.web.referrals.told import package_told

from .callees import Callee, of_client, of_service
from .script_forms import WordsForm
from .scripts import Spoken, spoken, telling


@dataclass(frozen=True, kw_only=True)
class Call:
    id: str  # of the region that a step changes
    title: str
    back: str
    back_label: str
    whom: Callee
    spoken: Spoken
    may_say: list[str]
    never: list[str]
    due: datetime | None = None
    shown: HandoffPage | None = None  # where a visit can be booked
    listing: WordsForm | None = None  # where a listing is checked


def to_service(handoff: Any, here: Here) -> Call:
    """A place outside the network that was asked."""
    script = found(queries.call_script(handoff, whom="service"))
    shown = handoff_page(handoff, here)["shown"]
    told = telling(here.actor, service=handoff.service_name, number=number_of(handoff), sent=sent_on(handoff, here))
    return Call(
        title=f"Call {handoff.service_name}",
        whom=of_service(found(network.service(handoff.service_id))),
        spoken=said_about(handoff, here, shown, told=told, script=script, whom="service"),
        may_say=may_say(handoff, here),
        never=list(script.never),
        **of_handoff(handoff, shown),
    )


def to_client(handoff: Any, here: Here) -> Call | None:
    """The person themselves, by whoever has them in hand or answers for the ask. None where nobody calls them any more."""
    script = found(queries.call_script(handoff, whom="client"))
    callee = of_client(here.actor, handoff)
    if callee is None:
        return None
    shown = handoff_page(handoff, here)["shown"]
    told = telling(here.actor, language=callee.code, name=callee.name)
    return Call(
        title=f"Call {callee.name}",
        whom=callee,
        spoken=said_about(handoff, here, shown, told=told, script=script, whom="client"),
        may_say=list(callee.say),
        never=[*script.never, *callee.never],
        **of_handoff(handoff, shown),
    )


def of_handoff(handoff: Any, shown: HandoffPage) -> dict[str, Any]:
    return {
        "id": f"handoff-{handoff.pk}", "back": reverse("handoff", args=[handoff.pk]), "back_label": number_of(handoff),
        "due": handoff.due_at, "shown": shown,
    }  # fmt: skip


def said_about(handoff: Any, here: Here, shown: HandoffPage, *, told: Any, script: Any, whom: str) -> Spoken:
    of_visits = [offer for visit in shown.visits.rows for offer in visit.offers]
    return spoken(
        script,
        told,
        answers=by_name([*shown.offers, *of_visits]),
        due=lambda name: queries.due_after(handoff, name, at=here.now) if name in HANDOFF.steps else None,
        besides=["book"] if shown.visits.form else [],
        more=about_visits(shown, whom),
    )


def about_visits(shown: HandoffPage, whom: str) -> tuple[Question, ...]:
    return scheduling.call_scripts()[whom]["booked"].questions if shown.visits.is_ahead else ()


def may_say(handoff: Any, here: Here) -> list[str]:
    """What the basis on which it was sent allows, once it is sure who answers."""
    package = package_told(here.actor, handoff, at=here.now)
    if package is None:
        return ["Nothing about the person: what it was sent on does not allow it any more. Only ask."]
    titles = ", ".join(section["title"].lower() for section in package.sections)
    say = [
        f"What went with it: their name, how to reach them safely, {titles}." if titles else "Their name, and no more."
    ]
    say += [f"{package.withheld} parts were held back. Say nothing of them."] if package.withheld else []
    return [*say, *[f"Say this with it: {package.notice}"] * bool(package.notice)]


def about_inquiry(inquiry: Any, here: Here) -> Call:
    script = found(inquiries.call_scripts()["service"].get(inquiry.status))
    facts = "; ".join([inquiry.need, *[f"{one.label.lower()}: {one.words}" for one in unnamed.facts(inquiry)]])
    told = telling(here.actor, service=inquiry.service_name, told=facts)
    answers = by_name(unnamed.told_by_phone(inquiry, here))
    return Call(
        id=f"inquiry-{inquiry.pk}",
        title=f"Call {inquiry.service_name}",
        back=reverse("inquiries", args=[inquiry.referral_id]),
        back_label="Who has room",
        whom=of_service(found(network.service(inquiry.service_id))),
        spoken=spoken(script, told, answers=answers, due=lambda name: inquiry.due_at),
        may_say=["The need, the band of ages, the language, who pays and the area. Nothing else."],
        never=list(script.never),
        due=inquiry.due_at,
    )


def about_listing(service: Any, here: Here, form: WordsForm | None) -> Call:
    script = network.call_scripts()["service"]["listed"]
    told = telling(here.actor, service=service.name)
    return Call(
        id="call-listing",
        title=f"Call {service.name}",
        back=reverse("service", args=[service.pk]),
        back_label=service.name,
        whom=of_service(service),
        spoken=spoken(script, told, answers={}, due=lambda name: None, besides=["verify", "say_changed"]),
        may_say=[],
        never=list(script.never),
        listing=form or WordsForm(),
    )


def by_name(offers: Iterable[Offer]) -> Mapping[str, Offer]:
    return {offer.name: offer for offer in offers}


def number_of(handoff: Any) -> str:
    return f"TC-{handoff.number}"


def sent_on(handoff: Any, here: Here) -> str:
    return moments.exact(handoff.sent_at, now=here.now)
