"""What inquiries announce."""

from dataclasses import dataclass
from datetime import date, datetime
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
    decline_reason: str  # of a no: a key of the list of reasons, "" where it was said in words alone
    full_until: date | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class InquiryLate:
    """It comes due or is late. It has no holder: whoever holds the promise is told."""

    inquiry_id: UUID
    referral_id: UUID
    tell: str
    clock_id: UUID
    rung: int
    kind: str  # warning, breach, escalation
    clock: str
    due_at: datetime
    at: datetime
    step: str = "any"
