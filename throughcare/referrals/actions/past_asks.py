"""What becomes of an ask that ended before anybody said yes: its receiver keeps a record of its own, and sees no more of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.foundation.actor import Actor, current, on_behalf_of
from throughcare.foundation.lifecycle import Overtaken
from throughcare.referrals.lifecycle import ENDED, ENDINGS
from throughcare.referrals.models import Handoff, PastAsk

THANKED = "Nothing more is needed from you. Thank you."
MEANWHILE = "It ended in the meantime. Nothing was done."


def was_sent_in_vain(handoff: Handoff) -> bool:
    """To another organization, and never accepted: whoever accepted cared for the person, and keeps that record."""
    is_elsewhere = handoff.to_org_id not in {None, handoff.org_id}
    return bool(handoff.status == ENDED and is_elsewhere and handoff.sent_at and not handoff.accepted_at)


def let_go(handoff: Handoff, *, words: dict[str, Any], facts: dict[str, Any], actor: Actor, at: datetime) -> None:
    """Of what was said, only what the receiving side or the program said: the sender's words may name the person."""
    assert handoff.to_org_id is not None and handoff.sent_at is not None
    is_theirs = actor.org_id == handoff.to_org_id
    with on_behalf_of(handoff.to_org_id):
        PastAsk.objects.create(
            handoff=handoff, org_id=handoff.to_org_id, number=handoff.number, from_org_id=handoff.org_id,
            service_name=handoff.service_name, urgency=handoff.urgency, came_at=handoff.sent_at, ended_at=at,
            ending=handoff.ending, decline_reason=facts.get("decline_reason", ""),
            reason=words.get("reason", "") if is_theirs or actor.membership_id is None else "",
            by_name=actor.name if is_theirs else "",
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("select law.end_receivers_sight(%s)", [handoff.pk])


def gone(handoff_id: UUID) -> Exception:
    """Out of sight: over, where this organization keeps a record of it; else it was never there for it."""
    past = PastAsk.objects.filter(pk=handoff_id, org_id=current().org_id).first()
    if past is None:
        return Handoff.DoesNotExist()
    if past.ending == ENDINGS["release"]:
        return Overtaken(THANKED)
    is_of_a_colleague = past.by_name and past.by_name != current().name
    return Overtaken(f"{past.by_name} was faster. Here is how it stands now." if is_of_a_colleague else MEANWHILE)
