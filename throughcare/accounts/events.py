"""What accounts announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class AccessEnding:
    """Announced before the access ends, in the same transaction: what this member holds must pass on now."""

    membership_id: UUID
    org_id: UUID
    to_membership_id: UUID | None
    to_desk_id: UUID | None
    at: datetime
    step: str = "end_access"
