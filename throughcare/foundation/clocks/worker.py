"""Claims what is due and fires it once: one statement and its events in one transaction, with any number of workers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from throughcare.foundation.events import announce

from .events import ClockFired

BATCH = 500

# {now} is no coalesce(): that counts as leaky, and a filter beside a policy would then read the whole table.
# Everything is read from the locked row, which is the newest; a second look at the table would see the snapshot's.
FIRE = """
with due as (
    select id, org_id, subject_kind, subject_id, step, urgency, due_at, plan_at, plan_kind, plan_tell, next_rung
    from clocks_clock
    where state = 'running' and next_fire_at <= {now}
    order by next_fire_at limit %(limit)s
    for update skip locked
), rung as (
    select due.id, due.org_id, reached.*
    from due, unnest(due.plan_at, due.plan_kind, due.plan_tell) with ordinality as reached (at, kind, tell, number)
    where reached.number > due.next_rung and reached.at <= {now}
), fired as (
    insert into clocks_firing (id, clock_id, org_id, rung, kind, tell, due_for, fired_at)
    select gen_random_uuid(), id, org_id, number, kind, tell, at, {now}
    from rung
    on conflict (clock_id, rung) do nothing
    returning clock_id, rung, kind, tell, due_for, fired_at
), moved as (
    update clocks_clock as clock
    set next_rung = reached.number, next_fire_at = clock.plan_at[reached.number + 1]
    from (select id, max(number) as number from rung group by id) as reached
    where clock.id = reached.id
)
select due.id, due.org_id, due.subject_kind, due.subject_id, due.step, due.urgency,
       fired.kind, fired.rung, fired.tell, fired.due_for, due.due_at, fired.fired_at
from fired join due on due.id = fired.clock_id
order by fired.due_for, fired.rung
"""

# The plan was written for this wake-up when the pause began.
WAKE = """
with awake as (
    select id from clocks_clock
    where state = 'paused' and paused_until <= {now}
    order by paused_until limit %(limit)s
    for update skip locked
)
update clocks_clock as clock
set state = 'running', paused_total = paused_total + (paused_until - paused_at), paused_at = null, paused_until = null
from awake where clock.id = awake.id
"""


def work_once(now: datetime | None = None) -> int:
    """One round of the worker. Returns how much it did; at a full batch there may be more."""
    return wake_due(now=now) + fire_due(now=now)


@transaction.atomic
def fire_due(limit: int = BATCH, now: datetime | None = None) -> int:
    """Fire every rung that up to `limit` clocks have reached. `now` is the database's time unless one is given."""
    with connection.cursor() as cursor:
        cursor.execute(at(FIRE, now), {"now": now, "limit": limit})
        rows = cursor.fetchall()
    for row in rows:
        announce(told(row))
    return len(rows)


def at(statement: str, now: datetime | None) -> str:
    return statement.format(now="%(now)s::timestamptz" if now else "statement_timestamp()")


def told(row: Sequence[Any]) -> ClockFired:
    clock_id, org_id, subject_kind, subject_id, clock, urgency, step, rung, tell, due_for, due_at, fired_at = row
    return ClockFired(
        clock_id=clock_id,
        org_id=org_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        clock=clock,
        urgency=urgency,
        step=step,
        rung=rung,
        tell=tell,
        due_for=due_for,
        due_at=due_at,
        at=fired_at,
    )


@transaction.atomic
def wake_due(limit: int = BATCH, now: datetime | None = None) -> int:
    """Clocks whose hold is over run again."""
    with connection.cursor() as cursor:
        cursor.execute(at(WAKE, now), {"now": now, "limit": limit})
        return cursor.rowcount
