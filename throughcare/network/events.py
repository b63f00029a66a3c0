"""What the directory announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class DirectoryImported:
    import_id: UUID
    source: str
    added: int
    changed: int
    gone: int
    at: datetime
    step: str = "import"


@dataclass(frozen=True)
class ServiceVerified:
    service_id: UUID
    by: str
    at: datetime
    step: str = "verify"


@dataclass(frozen=True)
class ServiceJoined:
    """A listed service is from now on run by one of our organizations, and gets referrals electronically."""

    service_id: UUID
    org_id: UUID
    at: datetime
    step: str = "join"
