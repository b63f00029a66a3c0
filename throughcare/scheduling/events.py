"""What scheduling announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class VisitComing:
    """Before it is written: the ask that it is for is held still first, and has to be there still."""

    handoff_id: UUID
    step: str = "book"


@dataclass(frozen=True, kw_only=True)
class VisitMoved:
    visit_id: UUID
    handoff_id: UUID
    kind: str
    starts_at: datetime
    step: str
    at: datetime
    reason: str = ""
