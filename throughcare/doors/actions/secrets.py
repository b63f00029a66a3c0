"""What is shown besides a link: chosen in person, agreed with a place, or told by phone. One of a subject at a time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.doors import rules
from throughcare.doors.models import Secret
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action


@action
def set_secret(
    subject_id: UUID, *, kind: str, said: str, guessable: Iterable[str] = (), actor: Actor, at: datetime
) -> None:
    """The word, PIN or date that a client chose in person, or the passphrase of a service. One at a time; the last holds.

    `guessable`: what others know of them (name, birthday). Raises NotAllowed with what is wrong, in words to be shown.
    """
    if reason := rules.too_easy(kind, said, guessable=guessable):
        raise NotAllowed(reason)
    keep_secret(subject_id, kind=kind, said=said, actor=actor, at=at)
    audit.wrote("secret", subject_id, at=at)


def keep_secret(subject_id: UUID, *, kind: str, said: str, actor: Actor, at: datetime) -> None:
    fields: dict[str, Any] = {
        "kind": kind, "hash": rules.hashed(said), "set_at": at, "set_by_id": actor.membership_id
    }  # fmt: skip
    Secret.objects.update_or_create(org_id=actor.org_id, subject_id=subject_id, defaults=fields)
