"""What clocks announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ClockFired:
    """A rung was reached. Announced by the worker, without an actor: what follows acts as the system for `org_id`."""

    clock_id: UUID
    org_id: UUID
    subject_kind: str
    subject_id: UUID
    clock: str  # the step of the response policy that ran
    urgency: str
    step: str  # what the clock did: warning, breach, escalation
    rung: int
    tell: str  # holder, desk_lead, network_lead
    due_for: datetime  # when this rung was due
    due_at: datetime  # when the clock is due
    at: datetime
