"""Thin timers: load, call one action. Each may run twice and does its work once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.accounts.queries import whom_to_tell
from throughcare.foundation.jobs import later

from . import queries


@later("tray.tell")
def tell(event: dict[str, Any]) -> None:
    """A paper waits to be read: the lead of its desk is told."""
    arrival = queries.open_arrival(UUID(event["subject_id"])) if event["subject_kind"] == queries.KIND else None
    if arrival is None:
        return
    told = whom_to_tell(event["tell"], holder_id=arrival.holder_id, desk_id=arrival.holder_desk_id)
    if told and told.org_id == arrival.org_id:
        accounts.tell(
            to=told, clock_id=UUID(event["clock_id"]), rung=int(event["rung"]), subject_kind=queries.KIND,
            subject_id=arrival.pk, kind=event["step"], clock=event["clock"],
            due_at=datetime.fromisoformat(event["due_at"]), at=now(),
        )  # fmt: skip
