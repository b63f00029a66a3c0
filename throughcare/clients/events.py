"""What clients announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SituationChanged:
    client_id: UUID
    org_id: UUID
    situation: str
    at: datetime
    step: str = "change"


@dataclass(frozen=True, kw_only=True)
class ClientRenamed:
    client_id: UUID
    org_id: UUID
    name: str
    at: datetime
    step: str = "rename"
