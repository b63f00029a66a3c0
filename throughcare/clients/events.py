"""What clients announce."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SituationChanged:
    """Announced before the record says so: the database lets nobody be marked deceased who has a visit ahead."""

    client_id: UUID
    org_id: UUID
    before: str
    situation: str
    words: str  # the situation as people say it
    source: str
    review_on: date | None
    at: datetime
    step: str = "change"  # change, release or deceased


@dataclass(frozen=True, kw_only=True)
class MedicineChanged:
    client_id: UUID
    org_id: UUID
    until: date | None  # the day on which it runs out
    at: datetime
    step: str = "change"


@dataclass(frozen=True, kw_only=True)
class CoverageChanged:
    client_id: UUID
    org_id: UUID
    words: str
    source: str
    at: datetime
    step: str  # lose or settle


@dataclass(frozen=True, kw_only=True)
class BirthDateChanged:
    client_id: UUID
    org_id: UUID
    at: datetime
    step: str = "change"


@dataclass(frozen=True, kw_only=True)
class ClientMerged:
    """Announced when the two records are one person already."""

    client_id: UUID  # the record that was merged
    kept_id: UUID
    org_id: UUID
    at: datetime
    step: str = "merge"


@dataclass(frozen=True, kw_only=True)
class ClientRenamed:
    client_id: UUID
    org_id: UUID
    name: str
    at: datetime
    step: str = "rename"
