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
