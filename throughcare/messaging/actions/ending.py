"""What nobody needs any more."""

from typing import Any
from uuid import UUID

from throughcare.foundation.transactions import action
from throughcare.messaging.models import Message, State


def end(messages: Any, *, why: str) -> int:
    """What waits is moot. What the gateway has already is beyond calling back; if it has not, nothing is sent again."""
    messages.filter(state=State.SENDING).update(why=why)
    return messages.filter(state=State.WAITING).update(state=State.MOOT, why=why, next_at=None)


@action
def end_about(subject_id: UUID, *, org_id: UUID, why: str) -> None:
    end(Message.objects.filter(org_id=org_id, subject_id=subject_id), why=why)


@action
def end_for_client(client_id: UUID, *, org_id: UUID, why: str) -> None:
    end(Message.objects.filter(org_id=org_id, client_id=client_id), why=why)
