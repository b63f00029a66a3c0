"""Thin timers: load, call one action. Each may run twice and does its work once."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.foundation.jobs import later

from . import queries


@later("intake.tell")
def tell(event: dict[str, Any]) -> None:
    """Somebody who asked for help waits for a call: whoever holds it is told, then the lead."""
    request = queries.open_request(UUID(event["subject_id"])) if event["subject_kind"] == queries.KIND else None
    if request is not None:
        accounts.tell_inside(request, event, at=now())
