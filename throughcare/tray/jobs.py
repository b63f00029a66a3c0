"""Thin timers: load, call one action. Each may run twice and does its work once."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.foundation.jobs import later

from . import queries


@later("tray.tell")
def tell(event: dict[str, Any]) -> None:
    """A paper waits to be read: the lead of its desk is told."""
    arrival = queries.open_arrival(UUID(event["subject_id"])) if event["subject_kind"] == queries.KIND else None
    if arrival is not None:
        accounts.tell_inside(arrival, event, at=now())
