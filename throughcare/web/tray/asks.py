"""The ask that a paper answers, and the boxes of it as steps: whoever types presses the one that was ticked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from throughcare.foundation.lifecycle import Choice, Lifecycle
from throughcare.foundation.steps import Route
from throughcare.inquiries import actions as inquiry_actions
from throughcare.inquiries import queries as inquiries
from throughcare.inquiries.lifecycle import INQUIRY, parts_in_inquiry
from throughcare.referrals import actions as referral_actions
from throughcare.referrals import queries as referrals
from throughcare.referrals.lifecycle import HANDOFF, parts_in_handoff
from throughcare.web.doors import handoffs as by_link
from throughcare.web.doors import inquiries as unnamed
from throughcare.web.doors.offers import in_order
from throughcare.web.referrals.forms import StepForm, in_words
from throughcare.web.referrals.offers import Here, Offer, Telling, last_step, offer


@dataclass(frozen=True)
class Ask:
    record: Any
    table: Lifecycle
    parts: set[Any]
    steps: Iterable[str]
    take: Callable[..., Any]
    url: str

    def choices(self) -> list[Choice]:
        return [
            one
            for one in self.table.choices(self.record, self.parts)
            if one.step.name in self.steps and not one.waits_for
        ]


def ask_of(arrival: Any, actor: Any) -> Ask | None:
    """None where it is not known yet, or where whoever reads may not see the ask."""
    find = {"handoff": of_handoff, "inquiry": of_inquiry}.get(arrival.subject_kind)
    return find(arrival.subject_id, actor) if find else None


def of_handoff(pk: Any, actor: Any) -> Ask | None:
    handoff = referrals.handoff(actor, pk)
    if handoff is None or handoff.org_id != actor.org_id:
        return None
    parts = set(parts_in_handoff(handoff, actor))
    return Ask(
        handoff, HANDOFF, parts, by_link.STEPS, referral_actions.take_handoff_step, reverse("handoff", args=[pk])
    )


def of_inquiry(pk: Any, actor: Any) -> Ask | None:
    inquiry = inquiries.inquiry(actor, pk)
    if inquiry is None or inquiry.org_id != actor.org_id:
        return None
    parts = set(parts_in_inquiry(inquiry, actor)) - {"program"}
    back = reverse("inquiries", args=[inquiry.referral_id])
    return Ask(inquiry, INQUIRY, parts, unnamed.STEPS, inquiry_actions.take_inquiry_step, back)


def facts_of(ask: Ask, form: StepForm) -> dict[str, Any]:
    return in_words(form.facts) if ask.table is INQUIRY else form.facts


def offers(arrival: Any, ask: Ask, here: Here) -> list[Offer]:
    last = last_step(ask.record)
    page = {
        "seen": str(ask.record.status), "after": str(last.pk) if last else "", "route": Route.FAX.value,
        "said_by": arrival.from_whom,
    }  # fmt: skip
    made = []
    for choice in ask.choices():
        url = reverse("arrival-step", args=[arrival.pk, choice.step.name])
        made.append(offer(choice, here, page, url=url, telling=Telling.THEIRS, is_main=False, note=""))
    return in_order(made)
