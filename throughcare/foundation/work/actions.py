"""Keep the work list equal to the records. Called inside the transaction of the change, by the capability that owns it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.foundation.ids import uuid7
from throughcare.foundation.names import name_key

from .models import WorkItem


def item(*, org_id: UUID, subject_kind: str, subject_id: UUID, who: str, at: datetime, **fields: Any) -> dict[str, Any]:
    """The values of one row; the rest of the columns by keyword (see WorkItem)."""
    return {
        "id": uuid7(),
        "org_id": org_id,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "who": who,
        "who_key": name_key(who),
        "last_at": at,
        "rank": 1,
        "is_open": True,
        "marks": [],
        **fields,
    }


def place(items: Iterable[dict[str, Any]]) -> None:
    """Insert or refresh rows of the actor's own organization. Another organization's rows go through a *law* function."""
    rows = [WorkItem(**values) for values in items]
    keep = {"id", "org_id", "subject_id", "started_at"}
    fields = [f.name for f in WorkItem._meta.fields if f.name not in keep]
    WorkItem.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["subject_id", "org_id"], update_fields=fields
    )


def finish(subject_id: UUID, *, org_id: UUID, at: datetime, **fields: Any) -> None:
    WorkItem.objects.filter(org_id=org_id, subject_id=subject_id).update(is_open=False, last_at=at, **fields)


def rename(client_id: UUID, *, org_id: UUID, who: str) -> None:
    WorkItem.objects.filter(client_id=client_id, org_id=org_id).update(who=who, who_key=name_key(who))


def forget(subject_id: UUID, *, org_id: UUID) -> None:
    """What ended stays counted, without a name and without words."""
    WorkItem.objects.filter(org_id=org_id, subject_id=subject_id, is_open=False).update(
        who="", who_key="", last_event=""
    )


def pass_on(leaver_id: UUID, *, org_id: UUID, **heir: Any) -> None:
    """Everything open of one holder passes to another, or to a desk."""
    WorkItem.objects.filter(org_id=org_id, holder_id=leaver_id).update(**heir)


def hand_over(subject_id: UUID, *, org_id: UUID, **heir: Any) -> None:
    WorkItem.objects.filter(org_id=org_id, subject_id=subject_id).update(**heir)


def give_time(subject_id: UUID, *, org_id: UUID, due_at: datetime | None) -> None:
    """It is due then, and nothing else is told of it."""
    WorkItem.objects.filter(org_id=org_id, subject_id=subject_id).update(due_at=due_at)


def say(subject_id: UUID, *, org_id: UUID, said: str, at: datetime, **fields: Any) -> None:
    """What happened last; of the rest of the line only `fields` change."""
    WorkItem.objects.filter(org_id=org_id, subject_id=subject_id).update(last_event=said, last_at=at, **fields)
