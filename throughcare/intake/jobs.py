"""Thin timers: load, call one action. Each may run twice and does its work once."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.foundation.actor import acting, system
from throughcare.foundation.jobs import later

from . import actions, queries


@later("intake.tell")
def tell(event: dict[str, Any]) -> None:
    """Somebody who asked for help waits for a call: whoever holds it is told, then the lead."""
    request = queries.open_request(UUID(event["subject_id"])) if event["subject_kind"] == queries.KIND else None
    if request is not None:
        accounts.tell_inside(request, event, at=now())


def forget_who_was_set_aside() -> int:
    """Now and then. Each in a transaction of its own; returns how many were looked at."""
    at = now()
    found = queries.to_forget(at=at)
    for org_id, request_id in found:
        with acting(system(org_id)) as program:
            actions.forget(request_id, actor=program, at=at)
    return len(found)
