"""What inquiries announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class InquiryMoving:
    """Before anything of it is locked or judged: what it is asked for is held still first."""

    referral_id: UUID
    org_id: UUID  # who asks
    step: str = "any"


@dataclass(frozen=True, kw_only=True)
class InquiryMoved:
    inquiry_id: UUID
    referral_id: UUID
    org_id: UUID  # who asks
    service_id: UUID
    step: str
    reason: str
    said: str  # for the asking side's list: which service, and what it said
    asked: int  # still without an answer
    offers: int
    at: datetime
