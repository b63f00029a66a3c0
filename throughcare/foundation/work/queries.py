"""The work list of one organization, first what breaks first, paged by key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from throughcare.foundation.actor import Actor
from throughcare.foundation.names import name_key

from .models import WorkItem

PAGE = 50
COUNT_LIMIT = 1000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How a person narrows the list. Empty means any."""

    mine: bool = False
    desk: bool = False  # what lies at the actor's own desk, in nobody's hands yet
    text: str = ""
    turn: str = ""  # "ours" or "theirs"
    urgency: str = ""
    status: str = ""
    after: tuple[int, datetime, UUID] | None = None  # rank, due_at, id of the last row of the page before


def worklist(actor: Actor, wanted: Wanted) -> QuerySet[WorkItem]:
    """At most PAGE + 1 open rows: the one too many says that there is a next page."""
    rows = open_work(actor, mine=wanted.mine)
    if wanted.desk:
        rows = rows.filter(holder_desk_id=actor.desk_id) if actor.desk_id else rows.none()
    if wanted.turn:
        rows = rows.filter(is_ours=wanted.turn == "ours")
    if wanted.urgency:
        rows = rows.filter(urgency=wanted.urgency)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.text:
        rows = rows.filter(matches(wanted.text))
    if wanted.after:
        rows = rows.extra(where=["(rank, due_at, id) > (%s, %s, %s)"], params=list(wanted.after))
    return rows.order_by("rank", "due_at", "id")[: PAGE + 1]


def matches(text: str) -> Q:
    """A name by its beginning, or a number (with or without TC-)."""
    digits = text.upper().removeprefix("TC-").strip()
    if digits.isdigit():
        return Q(number=int(digits))
    key = name_key(text)
    return Q(who_key__gte=key, who_key__lt=key + "\U0010ffff")


def open_work(actor: Actor, *, mine: bool) -> QuerySet[WorkItem]:
    rows = WorkItem.objects.filter(org_id=actor.org_id, is_open=True)
    if mine:
        rows = rows.filter(Q(holder_id=actor.membership_id))
    return rows


def lines(actor: Actor, subject_ids: Collection[UUID]) -> dict[UUID, WorkItem]:
    """The lines of these things on this organization's list, open or not. One query."""
    rows = WorkItem.objects.filter(org_id=actor.org_id, subject_id__in=subject_ids)
    return {row.subject_id: row for row in rows}


MOST_HELD = 300


def held(actor: Actor) -> QuerySet[WorkItem]:
    """Everything open that this member holds, as many as one person keeps."""
    return open_work(actor, mine=True).order_by("rank", "due_at", "id")[:MOST_HELD]


@dataclass(frozen=True)
class Counts:
    """Bounded at COUNT_LIMIT each: a person reads “1,000 and more”, and the database stops counting there."""

    mine: int
    desk: int
    all: int
    late: int
    soon: int


def counts(actor: Actor, *, at: datetime, soon: datetime) -> Counts:
    """One query of five bounded counts; late and soon are the actor's own."""
    rows = "select 1 from work_workitem where org_id = %(org)s and is_open"
    mine = f"{rows} and holder_id = %(me)s"
    desk = f"{rows} and holder_desk_id = %(desk)s"
    wanted = [mine, desk, rows, f"{mine} and due_at < %(at)s", f"{mine} and due_at >= %(at)s and due_at < %(soon)s"]
    sql = "select " + ", ".join(f"(select count(*) from ({each} limit %(n)s) bounded)" for each in wanted)
    values = {
        "org": actor.org_id,
        "me": actor.membership_id,
        "desk": actor.desk_id,
        "at": at,
        "soon": soon,
        "n": COUNT_LIMIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return Counts(*cursor.fetchone())
