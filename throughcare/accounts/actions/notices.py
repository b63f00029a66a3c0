"""What the program puts before somebody: each thing once, however often a job runs."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from throughcare.accounts import queries
from throughcare.accounts.models import Membership, Notice
from throughcare.foundation.actor import Actor, current, on_behalf_of


def tell(
    *, to: Membership, clock_id: UUID, rung: int, subject_kind: str, subject_id: UUID, kind: str, clock: str,
    due_at: datetime, at: datetime, number: int | None = None,
) -> None:  # fmt: skip
    """Put a notice before somebody, once for each rung of a clock however often the job runs."""
    told_by = current().org_id
    notice = Notice(
        org_id=to.org_id, of_org_id=None if told_by == to.org_id else told_by, number=number,
        firing_id=uuid5(clock_id, str(rung)), membership=to, subject_kind=subject_kind, subject_id=subject_id, kind=kind,
        clock=clock, due_at=due_at, told_at=at,
    )  # fmt: skip
    with on_behalf_of(to.org_id):  # a network's lead may work elsewhere
        Notice.objects.bulk_create([notice], ignore_conflicts=True)


def tell_inside(record: Any, event: dict[str, Any], *, at: datetime) -> None:
    """A clock fired for this record: whoever holds it, or a lead of its own organization. That there is such a record is
    itself not for others."""
    told = queries.whom_to_tell(event["tell"], holder_id=record.holder_id, desk_id=record.holder_desk_id)
    if told and told.org_id == record.org_id:
        tell(
            to=told, clock_id=UUID(event["clock_id"]), rung=int(event["rung"]), subject_kind=event["subject_kind"],
            subject_id=record.pk, kind=event["step"], clock=event["clock"], due_at=datetime.fromisoformat(event["due_at"]),
            at=at,
        )  # fmt: skip


@transaction.atomic
def see_notices(*, actor: Actor, at: datetime) -> None:
    Notice.objects.filter(membership_id=actor.membership_id, seen_at=None).update(seen_at=at)
