"""What referrals announce. Others react in throughcare/reactions.py; nothing here knows them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ReferralMoved:
    referral_id: UUID
    org_id: UUID
    client_id: UUID
    step: str
    at: datetime
    is_uncovered: bool = False  # as the client's record says
    medicine_until: date | None = None  # as the client's record says


@dataclass(frozen=True, kw_only=True)
class DraftFading:
    """Nobody went on with a draft. What makes it worth keeping is said now, or it is removed."""

    referral_id: UUID
    org_id: UUID
    client_id: UUID
    at: datetime
    step: str = "fade"


@dataclass(frozen=True, kw_only=True)
class HandoffMoved:
    handoff_id: UUID
    referral_id: UUID
    org_id: UUID
    to_org_id: UUID | None
    client_id: UUID
    step: str
    at: datetime
    is_told: bool = True  # False: the client lets the asking side hear nothing of this
