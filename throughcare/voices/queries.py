"""What others may ask about what clients said, always for an actor."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.loops import Loops, count

from . import rules
from .models import Voice, VoiceStep

__all__ = ["Voice", "VoiceStep", "in_words"]

KIND = "voice"  # of its lines on work lists, clocks and notices
NOT_THEIRS = (
    "not_mine",
    "wrong_words",
    "wrote_back",
    "not_reached",
)  # said or done by whoever held the link or the phone
A_DAY = timedelta(days=1)
in_words = rules.in_words


def voice(actor: Actor, voice_id: UUID) -> Voice | None:
    rows = Voice.objects.filter(org_id=actor.org_id, pk=voice_id)
    return rows.select_related("org", "client", "holder__person", "holder_desk").first()


def open_voice(voice_id: UUID) -> Voice | None:
    return Voice.objects.filter(pk=voice_id, status="said").first()


def history(voice: Voice) -> list[VoiceStep]:
    return list(voice.steps.order_by("at", "id"))


def said_lately(actor: Actor, client_ids: Collection[UUID], *, at: datetime) -> list[Voice]:
    """What they said themselves and nobody has answered yet, and what was settled within a week; the last first."""
    rows = Voice.objects.filter(org_id=actor.org_id, client_id__in=client_ids, said_at__gt=at - 60 * A_DAY)
    lately = rows.exclude(kind__in=NOT_THEIRS).order_by("-said_at")[:20]
    return [row for row in lately if row.ended_at is None or row.ended_at > at - 7 * A_DAY]


def voices_of(actor: Actor, client_ids: Collection[UUID]) -> list[Voice]:
    """Everything they ever said, the last first; as many as one reads."""
    rows = Voice.objects.filter(org_id=actor.org_id, client_id__in=client_ids)
    return list(rows.order_by("-said_at", "-id")[:20])


def said_already(actor: Actor, kind: str, subject_id: UUID, key: UUID) -> Voice | None:
    """The same form sent twice, or the same yes or no from another window, while nobody has done it yet."""
    rows = Voice.objects.filter(org_id=actor.org_id)
    known = rows.filter(pk=key).first()
    if known or not rules.kinds()[kind].get("once"):
        return known
    return rows.filter(kind=kind, subject_id=subject_id, status="said").first()


def are_enough(actor: Actor, client_id: UUID, *, at: datetime) -> bool:
    rows = Voice.objects.filter(org_id=actor.org_id, client_id=client_id, said_at__gt=at - A_DAY)
    return rows.count() >= rules.data()["most_in_a_day"]


def loops(*, at: datetime) -> dict[str, Loops]:
    said = count(table="voices_voice", open_statuses=["said"], listed_as="r.id", holder_org="r.org_id", at=at)
    return {"voices": said}
