"""A question without a name, as whoever answers it by link sees it. It tells nothing about who it is."""

from typing import Any

from throughcare.foundation.audit import actions as audit
from throughcare.inquiries import actions, queries
from throughcare.inquiries.lifecycle import INQUIRY, RECEIVER
from throughcare.web.find import found
from throughcare.web.inquiries import pages
from throughcare.web.referrals.forms import StepForm, in_words
from throughcare.web.referrals.offers import Refused, take

from . import offers, words
from .at import Door
from .offers import by_link

TEMPLATE = "doors/inquiry.html"
STEPS = ("say_yes", "call_me", "say_no")


def context(door: Door, refused: Refused | None = None) -> dict[str, Any]:
    inquiry = found(queries.inquiry(door.actor, door.opened.subject_id))
    audit.read("inquiry", inquiry.pk, at=door.now, via="link")
    sender = door.asker.name
    if not INQUIRY.is_open(inquiry.status):
        title, after = words.INQUIRY_OVER.get(inquiry.ending, words.NOTHING_MORE)
        return {"over": {"title": title, "next": after.format(sender=sender)}}
    chosen = [choice for choice in INQUIRY.choices(inquiry, [RECEIVER]) if choice.step.name in STEPS]
    return {
        "inquiry": inquiry,
        "title": words.INQUIRY_TITLES[inquiry.status].format(sender=sender),
        "next": words.INQUIRY_NEXT[inquiry.status],
        "facts": pages.facts(inquiry),
        "offers": offers.in_order(offers.of_lifecycle(door, choice, inquiry, refused) for choice in chosen),
    }


def press(door: Door, name: str, data: Any) -> Refused | None:
    inquiry = found(queries.inquiry(door.actor, door.opened.subject_id))
    form = StepForm(data, step=found(INQUIRY.steps.get(name) if name in STEPS else None), at=door.now)

    def act() -> None:
        facts, said = in_words(form.facts), by_link(inquiry.service_name, **form.said)
        actions.take_inquiry_step(
            inquiry.pk, name, actor=door.actor, at=door.now, seen=form.seen_status, said=said, **facts
        )

    return take(inquiry, form, door.actor, act)
