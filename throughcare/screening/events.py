"""What screening announces: ids and facts of a screen that was recorded."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ScreenScored:
    screen_id: UUID
    client_id: UUID
    org_id: UUID
    membership_id: UUID  # the person with the client
    instrument: str
    total: int | None
    band: str
    positive: bool | None
    critical: bool  # a critical answer was given
    cause: str  # "answer", "not_asked" or "": why a risk signal opens
    finding: str  # in words, for the one who answers the signal
    at: datetime
    step: str  # "critical" where a risk signal must open, else "scored"
