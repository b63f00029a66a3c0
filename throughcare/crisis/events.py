"""What crisis announces: ids and facts of a risk signal that moved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SignalMoved:
    signal_id: UUID
    client_id: UUID
    org_id: UUID
    level: str  # "" until it is answered
    step: str
    at: datetime
