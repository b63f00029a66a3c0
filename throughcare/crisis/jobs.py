"""Thin timers: load, call one action. Each may run twice and does its work once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.accounts.queries import whom_to_tell
from throughcare.foundation.actor import current
from throughcare.foundation.jobs import later

from . import actions, queries


@later("crisis.tell")
def tell(event: dict[str, Any]) -> None:
    """A signal comes due or is late: its holder is told, then the lead of the desk, who is also asked to take it."""
    if event["subject_kind"] != "signal":
        return
    signal = queries.open_signals(current()).filter(pk=UUID(event["subject_id"])).first()
    if signal is None:
        return  # somebody answered while the job waited
    if event["tell"] != "holder":
        actions.escalate(signal.pk, actor=current(), at=now())
    told = whom_to_tell(event["tell"], holder_id=signal.holder_id, desk_id=signal.holder_desk_id)
    if told and told.org_id == signal.org_id:  # that there is a signal is itself not for others
        accounts.tell(
            to=told,
            clock_id=UUID(event["clock_id"]),
            rung=int(event["rung"]),
            subject_kind="signal",
            subject_id=signal.pk,
            kind=event["step"],
            clock=event["clock"],
            due_at=datetime.fromisoformat(event["due_at"]),
            at=now(),
        )
