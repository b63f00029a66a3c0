"""What messaging announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class WroteBack:
    """Somebody answered a message with words that a person has to read."""

    client_id: UUID
    org_id: UUID
    key: UUID  # of this text: the gateway may tell of it twice
    words: str
    at: datetime
    step: str = "any"


@dataclass(frozen=True, kw_only=True)
class NotReached:
    """Messages do not get there: somebody has to find another way."""

    client_id: UUID
    org_id: UUID
    message_id: UUID
    at: datetime
    step: str = "any"


@dataclass(frozen=True, kw_only=True)
class LetterCameBack:
    """A letter with a link did not arrive at the office that is asked."""

    link_id: UUID
    org_id: UUID
    at: datetime
    step: str = "any"
