"""Thin timers: load, call one action. Each may run twice and does its work once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.accounts.queries import whom_to_tell
from throughcare.foundation.actor import current
from throughcare.foundation.jobs import later
from throughcare.foundation.lifecycle import NotAllowed

from . import actions, queries

LAST_TOLD = "network_lead"


@later("inquiries.tell")
def tell(event: dict[str, Any]) -> None:
    """Nobody answered yet, or an offer waits to be chosen: whoever asked is told, then the lead. At the end it lapses."""
    inquiry = queries.open_inquiry(UUID(event["subject_id"])) if event["subject_kind"] == "inquiry" else None
    if inquiry is None:
        return
    told = whom_to_tell(
        "holder" if event["tell"] == "holder" else "desk_lead", holder_id=inquiry.asked_by_id, desk_id=None
    )
    if told is not None:
        accounts.tell(
            to=told,
            clock_id=UUID(event["clock_id"]),
            rung=int(event["rung"]),
            subject_kind="inquiry",
            subject_id=inquiry.pk,
            kind=event["step"],
            clock=event["clock"],
            due_at=datetime.fromisoformat(event["due_at"]),
            at=now(),
        )
    if event["tell"] == LAST_TOLD and inquiry.status != queries.OFFERED:
        lapse(inquiry.pk)


def lapse(inquiry_id: UUID) -> None:
    try:
        actions.take_inquiry_step(inquiry_id, "lapse", actor=current(), at=now())
    except NotAllowed:
        return  # somebody answered while the job waited
