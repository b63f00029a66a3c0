"""What is announced of doors. Ids and facts; never what opens them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class LinkChanged:
    """`step`: issue, renew, revoke, spend, keep_open, want_call, call, come_back (its letter), guessed (many wrong words),
    open_again."""

    link_id: UUID
    org_id: UUID
    purpose: str
    subject_kind: str
    subject_id: UUID
    step: str
    at: datetime
