"""The place in the list after which the next page begins: opaque and signed. Nonsense is no place: the first page."""

from datetime import datetime
from uuid import UUID

from django.core import signing

SALT = "throughcare.worklist"
Place = tuple[int, datetime, UUID]


def after(rank: int, due_at: datetime, row_id: UUID) -> str:
    return signing.dumps([rank, due_at.isoformat(), str(row_id)], salt=SALT)


def place(cursor: str) -> Place | None:
    if not cursor:
        return None
    try:
        rank, due_at, row_id = signing.loads(cursor, salt=SALT)
        return rank, datetime.fromisoformat(due_at), UUID(row_id)
    except (signing.BadSignature, ValueError, TypeError):
        return None
