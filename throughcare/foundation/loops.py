"""How open things stand, over every organization: asked by `throughcare check loops` as the keeper, who sees all rows."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connections

ORPHAN = """
    num_nonnulls(r.holder_id, r.holder_desk_id) <> 1 or r.due_at is null
    or not exists (select 1 from work_workitem w
                   where w.subject_id = r.id and w.org_id = {holder_org} and w.is_open)
    or exists (select 1 from accounts_membership m where m.id = r.holder_id and not m.active)
    or exists (select 1 from accounts_desk d where d.id = r.holder_desk_id and not d.active)
"""


@dataclass(frozen=True)
class Loops:
    """Of one kind of record. An orphan has no holder, no time, a holder who left, or no place on a work list."""

    open: int
    orphans: int
    overdue: int
    by_status: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def count(*, table: str, open_statuses: list[str], listed_as: str, holder_org: str, at: datetime) -> Loops:
    """`listed_as`: the SQL of the id under which the work list shows a row `r`; `holder_org`: of whose list."""
    orphan = ORPHAN.replace("w.subject_id = r.id", f"w.subject_id = {listed_as}").format(holder_org=holder_org)
    with connections["keeper"].cursor() as cursor:
        cursor.execute(f"select status, count(*) from {table} group by status order by status")
        by_status = dict(cursor.fetchall())
        cursor.execute(
            f"select count(*), count(*) filter (where r.due_at < %s), count(*) filter (where {orphan})"
            f" from {table} r where r.status = any(%s)",
            [at, open_statuses],
        )
        is_open, overdue, orphans = cursor.fetchone()
    return Loops(is_open, orphans, overdue, by_status)
