"""What consent announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ConsentChanged:
    basis_id: UUID
    client_id: UUID
    org_id: UUID
    step: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CameOfAge:
    """What was given for them as a minor has ended."""

    client_id: UUID
    org_id: UUID
    at: datetime
    step: str = "any"
