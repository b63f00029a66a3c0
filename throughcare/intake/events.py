"""What intake announces: ids and facts of a help request that moved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class HelpMoved:
    request_id: UUID
    org_id: UUID
    client_id: UUID | None  # whom of our records the referral is for; None: a new one
    name: str  # of a new record; with the need, "" unless a referral begins
    need: str
    step: str
    at: datetime
