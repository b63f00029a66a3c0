"""Thin timers: load, call one action. Each may run twice and does its work once."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import actions as accounts
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
    accounts.tell_inside(signal, event, at=now())
