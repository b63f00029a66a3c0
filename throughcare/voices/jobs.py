"""Thin timers: load, call one action. Each may run twice and does its work once."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.foundation.jobs import later

from . import queries


@later("voices.tell")
def tell(event: dict[str, Any]) -> None:
    """A client said something and waits for an answer: whoever holds it is told, then the lead of their desk."""
    voice = queries.open_voice(UUID(event["subject_id"])) if event["subject_kind"] == queries.KIND else None
    if voice is not None:
        accounts.tell_inside(voice, event, at=now())
