"""Thin timers: load, call one action. Each may run twice and does its work once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.foundation.actor import current
from throughcare.foundation.events import announce
from throughcare.foundation.jobs import later
from throughcare.foundation.lifecycle import NotAllowed

from . import actions, queries
from .events import InquiryLate

LAST_TOLD = "network_lead"


@later("inquiries.tell")
def tell(event: dict[str, Any]) -> None:
    """Nobody answered yet, or an offer waits to be chosen: this is announced for the promise. At the end it lapses."""
    inquiry = queries.open_inquiry(UUID(event["subject_id"])) if event["subject_kind"] == "inquiry" else None
    if inquiry is None:
        return
    announce(
        InquiryLate(
            inquiry_id=inquiry.pk,
            referral_id=inquiry.referral_id,
            tell="holder" if event["tell"] == "holder" else "desk_lead",
            clock_id=UUID(event["clock_id"]),
            rung=int(event["rung"]),
            kind=event["step"],
            clock=event["clock"],
            due_at=datetime.fromisoformat(event["due_at"]),
            at=now(),
        )
    )
    if event["tell"] == LAST_TOLD and inquiry.status != queries.OFFERED:
        lapse(inquiry.pk)


def lapse(inquiry_id: UUID) -> None:
    try:
        actions.take_inquiry_step(inquiry_id, "lapse", actor=current(), at=now())
    except NotAllowed:
        return  # somebody answered while the job waited
