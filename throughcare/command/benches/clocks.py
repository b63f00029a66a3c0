"""A million clocks run while some come due: are all fired, once, and how late? Beside a bare loop on the same rows.

Everything stands in a schema of its own, copied from the real tables with their indexes, keys and policies, so that no
other worker sees it and nothing of it stays.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from threading import Thread
from time import monotonic, sleep
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from throughcare.foundation import events
from throughcare.foundation.clocks import worker
from throughcare.settings import database

SCHEMA = "bench_clocks"
EVERY = 0.25  # seconds, as `throughcare work`
LEAD = 1.0  # seconds from now until the first is due
GRACE = 10.0  # seconds after the last was due in which the late ones may still fire
IN_TIME = 1.0  # seconds
GOAL_IN_TIME = 0.99
LEAST_RATIO_TIME = 1e-9

TABLES = """
create table clocks_clock (like public.clocks_clock including all);
create table clocks_firing (like public.clocks_firing including all);
create table bare_clock (like public.clocks_clock including all);
create table bare_firing (like public.clocks_firing including all);
create table job (id bigserial primary key, task text not null, arguments jsonb not null);
grant select, insert, update on clocks_clock, clocks_firing, job to throughcare_worker;
grant usage on sequence job_id_seq to throughcare_worker;
"""

# The first %(due)s come due evenly within the window, the others over a month to come.
ROWS = """
insert into clocks_clock (id, org_id, subject_kind, subject_id, step, urgency, policy_version_id, started_at, due_at,
    state, never_resets, pause_count, paused_total, plan_at, plan_kind, plan_tell, next_rung, next_fire_at)
select gen_random_uuid(), md5((n %% 5000)::text)::uuid, 'handoff', gen_random_uuid(), 'sent', 'routine', version.id,
    breach.at - interval '2 days', breach.at, 'running', false, 0, interval '0',
    array[breach.at, breach.at + interval '2 days', breach.at + interval '5 days'],
    array['breach', 'escalation', 'escalation'], array['holder', 'desk_lead', 'network_lead'], 0, breach.at
from generate_series(%(first)s::int, %(last)s::int) as n
cross join lateral (select {when} as at) as breach
cross join (select id from public.clocks_policyversion limit 1) as version
"""
SOON = "(now() + %(lead)s * interval '1 second' + (n - 1) * %(seconds)s / %(last)s::float8 * interval '1 second')"
LATER = "(now() + interval '1 hour' + (n %% 2592000) * interval '1 second')"

KEYS = """
alter table {name}_firing add foreign key (clock_id) references {name}_clock (id);
alter table {name}_clock add foreign key (policy_version_id) references public.clocks_policyversion (id);
"""

POLICIES = """
select tablename, policyname, cmd, roles::text[], qual, with_check from pg_policies
where schemaname = 'public' and tablename in ('clocks_clock', 'clocks_firing')
"""

BARE = """
with due as (
    select id, org_id, next_rung + 1 as rung, next_fire_at from bare_clock
    where state = 'running' and next_fire_at <= statement_timestamp()
    order by next_fire_at limit %(limit)s
    for update skip locked
), moved as (
    update bare_clock c set next_rung = due.rung, next_fire_at = c.plan_at[due.rung + 1] from due where c.id = due.id
)
insert into bare_firing (id, clock_id, org_id, rung, kind, tell, due_for, fired_at)
select gen_random_uuid(), id, org_id, rung, 'breach', 'holder', next_fire_at, statement_timestamp() from due
"""

# All of a batch have the moment at which its statement began.
LATENESS = """
select extract(epoch from fired_at - due_for)::float8, dense_rank() over (order by fired_at) from {name}_firing
"""
TWICE = "select count(*) - count(distinct (clock_id, rung)) from {name}_firing"


Batches = list[float]  # seconds from claim to commit, of those that fired something


@dataclass(frozen=True)
class Size:
    clocks: int = 1_000_000
    due: int = 10_000
    seconds: int = 20


@dataclass(frozen=True)
class Run:
    """What one loop did."""

    late: list[float]  # seconds from due to committed, rising
    twice: int
    batches: Batches


Loop = Callable[[Size], Batches]


def measure(options: argparse.Namespace) -> dict[str, Any]:
    size = Size(
        **{name: getattr(options, name) for name in ("clocks", "due", "seconds") if getattr(options, name, None)}
    )
    with own_schema() as owner:
        ours = one_run(owner, "clocks", size, as_worker(worker.work_once))
        bare = one_run(owner, "bare", size, bare_loop(owner))
    return report(size, ours, bare)


@contextmanager
def own_schema() -> Iterator[psycopg.Connection]:
    with psycopg.connect(settings.ADDRESSES["owner"], autocommit=True) as owner:
        policies = owner.execute(POLICIES).fetchall()  # deparsed while the real tables are the ones that are seen
        owner.execute(f"drop schema if exists {SCHEMA} cascade")
        owner.execute(f"create schema {SCHEMA}")
        owner.execute(f"grant usage on schema {SCHEMA} to throughcare_worker")
        owner.execute(f"set search_path = {SCHEMA}, public")
        try:
            owner.execute(TABLES)
            for policy in policies:
                owner.execute(policy_like(*policy))
            owner.execute("alter table clocks_clock enable row level security")  # the owner is not the one measured
            owner.execute("alter table clocks_firing enable row level security")
            yield owner
        finally:
            owner.execute(f"drop schema {SCHEMA} cascade")


def policy_like(
    table: str, name: str, verb: str, roles: list[str], using: str | None, check: str | None
) -> sql.Composed:
    words = sql.SQL("create policy {name} on {table} for {verb} to {roles}").format(
        name=sql.Identifier(name),
        table=sql.Identifier(table),
        verb=sql.SQL(verb),
        roles=sql.SQL(", ").join(map(sql.Identifier, roles)),
    )
    using_words = sql.SQL(f" using ({using})") if using else sql.SQL("")
    check_words = sql.SQL(f" with check ({check})") if check else sql.SQL("")
    return words + using_words + check_words


def one_run(owner: psycopg.Connection, name: str, size: Size, loop: Loop) -> Run:
    """Plants the clocks, lets the loop work through the window, and counts."""
    plant(owner, name, size)
    batches = loop(size)
    fired = owner.execute(LATENESS.format(name=name)).fetchall()
    late = sorted(until_claimed + batches[batch - 1] for until_claimed, batch in fired)
    (twice,) = owner.execute(TWICE.format(name=name)).fetchone() or (0,)
    owner.execute(f"truncate {name}_clock, {name}_firing")
    return Run(late, twice, batches)


def plant(owner: psycopg.Connection, name: str, size: Size) -> None:
    rows = ROWS.replace("clocks_clock", f"{name}_clock")
    owner.execute(rows.format(when=LATER), {"first": size.due + 1, "last": size.clocks})
    owner.execute(KEYS.format(name=name))
    owner.execute(f"vacuum analyze {name}_clock")
    soon = {"first": 1, "last": size.due, "lead": LEAD, "seconds": size.seconds}
    owner.execute(rows.format(when=SOON), soon)


def work_through(size: Size, fire: Callable[[], int]) -> Batches:
    """As `throughcare work` does: at once again after a full batch, else after a quarter of a second."""
    end, batches, fired = monotonic() + LEAD + size.seconds + GRACE, [], 0
    while fired < size.due and monotonic() < end:
        began = monotonic()
        batch = fire()
        if batch:
            batches.append(monotonic() - began)
        fired += batch
        if batch < worker.BATCH:
            sleep(EVERY)
    return batches


def bare_loop(owner: psycopg.Connection) -> Loop:
    """One statement without policies, and nobody is told."""

    def fire() -> int:
        return owner.execute(BARE, {"limit": worker.BATCH}).rowcount

    return lambda size: work_through(size, fire)


def defer(event: Any) -> None:
    """As a reaction would: one job, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into job (task, arguments) values ('tell', jsonb_build_object('clock', %s::text, 'rung', %s::int))",
            [event.clock_id, event.rung],
        )


def as_worker(fire: Callable[[], int]) -> Loop:
    """The product's own worker, in a thread whose connection is the worker's and sees the copied tables first."""

    def loop(size: Size) -> Batches:
        answers: list[Batches] = []
        thread = Thread(target=lambda: answers.append(connected_as_worker(lambda: work_through(size, fire))))
        thread.start()
        thread.join()
        return answers[0]

    return loop


def connected_as_worker(work: Callable[[], Batches]) -> Batches:
    address = database(settings.ADDRESSES["direct"])
    address["OPTIONS"] = {**address["OPTIONS"], "options": f"-c search_path={SCHEMA},public"}
    connection.settings_dict = {**connection.settings_dict, **address}
    reactions, events.listeners[:] = list(events.listeners), [defer]  # no real job for clocks that do not exist
    try:
        return work()
    finally:
        events.listeners[:] = reactions
        connection.close()


def report(size: Size, ours: Run, bare: Run) -> dict[str, Any]:
    measured, reference = described(ours, size), described(bare, size)
    goals = {
        "never_fired": {"limit": 0, "met": measured["never_fired"] == 0},
        "fired_twice": {"limit": 0, "met": measured["fired_twice"] == 0},
        "within_one_second": {"limit": GOAL_IN_TIME, "met": measured["within_one_second"] >= GOAL_IN_TIME},
    }
    return {
        "name": "clocks",
        "measured": {"running": size.clocks, "due": size.due, "window_s": size.seconds, **measured},
        "reference": {"what": "one bare statement on the same rows, without policies and events", **reference},
        "ratio": round(measured["busy_s"] / max(reference["busy_s"], LEAST_RATIO_TIME), 2),
        "goals": goals,
        "goal_met": all(goal["met"] for goal in goals.values()),
    }


def described(run: Run, size: Size) -> dict[str, Any]:
    return {
        "fired": len(run.late),
        "never_fired": size.due - (len(run.late) - run.twice),
        "fired_twice": run.twice,
        "within_one_second": round(sum(seconds <= IN_TIME for seconds in run.late) / size.due, 4),
        **{f"late_p{percent}_s": percentile(run.late, percent) for percent in (50, 95, 99, 100)},
        "longest_batch_s": round(max(run.batches, default=0.0), 3),
        "busy_s": round(sum(run.batches), 3),
    }


def percentile(rising: list[float], percent: int) -> float | None:
    return round(rising[max(ceil(len(rising) * percent / 100) - 1, 0)], 3) if rising else None
