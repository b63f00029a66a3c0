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
class ServiceClosed:
    """Nobody new is sent there from this moment: its own people said until when it is open, or told who asks them."""

    service_id: UUID
    org_id: UUID  # who runs it; of one outside the network, who heard it
    is_outside: bool
    words: str  # why, and until when: for everybody who waited for it
    at: datetime
    step: str = "close"


@dataclass(frozen=True)
class ServiceOpenedAgain:
    service_id: UUID
    org_id: UUID
    at: datetime
    step: str = "open_again"


@dataclass(frozen=True)
class ManagementChanged:
    """For one organization: a place is not chased from now on (`manage_externally`), or answers again (`answer_again`)."""

    service_id: UUID
    org_id: UUID
    why: str
    step: str
    at: datetime


@dataclass(frozen=True)
class ServiceJoined:
    """A listed service is from now on run by one of our organizations, and gets referrals electronically."""

    service_id: UUID
    org_id: UUID
    at: datetime
    step: str = "join"
