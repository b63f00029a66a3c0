"""What voices announce: ids and codes of a word that moved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class VoiceMoved:
    voice_id: UUID
    org_id: UUID
    client_id: UUID
    kind: str
    subject_id: UUID
    said_by: str
    step: str
    at: datetime
