"""Thin timers: load, call one action. Each may run twice and does its work once."""

from typing import Any
from uuid import UUID

from django.utils.timezone import localdate, now

from throughcare.foundation.jobs import later

from . import actions


@later("consent.outgrow")
def outgrow(event: dict[str, Any]) -> None:
    """The birthday has come: what was agreed for a minor ends, and the person is asked themselves."""
    if (event["subject_kind"], event["clock"]) == ("client", "of_age"):
        actions.outgrow(UUID(event["subject_id"]), org_id=UUID(event["org_id"]), on=localdate(), at=now())
