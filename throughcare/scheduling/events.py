"""What scheduling announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class VisitMoved:
    visit_id: UUID
    handoff_id: UUID
    kind: str
    starts_at: datetime
    step: str
    at: datetime
    reason: str = ""
