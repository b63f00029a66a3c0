"""The verbs of a clock. Each works for one organization: inside another's transaction it speaks for its own only."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from throughcare.foundation.actor import acting, current, system
from throughcare.foundation.lifecycle import NotAllowed

from .calendars import SiteCalendar
from .models import OPEN, Clock, State
from .queries import DEFAULT_POLICY, due_for, rule_of
from .rules import Plan, Rung, due_in, refused_pause, schedule, still_worth_telling


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A clock to be started."""

    org_id: UUID
    subject_kind: str
    subject_id: UUID
    step: str
    urgency: str
    calendar: SiteCalendar
    policy: str = DEFAULT_POLICY
    network_id: UUID | None = None

    def plan(self, at: datetime) -> Plan:
        return due_for(
            org_id=self.org_id,
            step=self.step,
            urgency=self.urgency,
            calendar=self.calendar,
            at=at,
            policy=self.policy,
            network_id=self.network_id,
        )


def start(*, at: datetime, **wanted) -> Clock:  # the fields of Wanted
    """Start one clock; its due time is that of `queries.due_for` with the same words."""
    return start_many([Wanted(**wanted)], at=at)[0]


def start_many(wanted: Iterable[Wanted], *, at: datetime) -> list[Clock]:
    """Of one organization: one INSERT. The clock that never resets goes on from its first start instead."""
    wanted = list(wanted)
    (org_id,) = {want.org_id for want in wanted}
    with within(org_id):
        clocks = [clock_of(want, want.plan(at), at) for want in wanted]
        Clock.objects.bulk_create([clock for clock in clocks if not clock.never_resets])
        return [go_on(clock) if clock.never_resets else clock for clock in clocks]


def start_first(wanted: Iterable[tuple[Wanted, datetime]]) -> list[Clock]:
    """Of records that never had a clock: one INSERT for all, each from its own moment, also of one that never resets."""
    clocks = [clock_of(want, want.plan(at), at) for want, at in wanted]
    (org_id,) = {clock.org_id for clock in clocks}
    with within(org_id):
        return Clock.objects.bulk_create(clocks)


def clock_of(want: Wanted, plan: Plan, at: datetime) -> Clock:
    clock = Clock(
        org_id=want.org_id,
        subject_kind=want.subject_kind,
        subject_id=want.subject_id,
        step=want.step,
        urgency=want.urgency,
        policy_version_id=plan.version_id,
        started_at=at,
        due_at=plan.due_at,
        never_resets=plan.rule.never_resets,
    )
    write_plan(clock, plan.rungs)
    return clock


def write_plan(clock: Clock, rungs: Iterable[Rung]) -> None:
    """What has fired stays in front, so that a rung keeps its number; `rungs` are still to come."""
    fired = slice(clock.next_rung)
    rungs = list(rungs)
    clock.plan_at = [*(clock.plan_at or [])[fired], *(rung.at for rung in rungs)]
    clock.plan_kind = [*(clock.plan_kind or [])[fired], *(rung.kind for rung in rungs)]
    clock.plan_tell = [*(clock.plan_tell or [])[fired], *(rung.tell for rung in rungs)]
    clock.next_fire_at = rungs[0].at if rungs else None


def go_on(fresh: Clock) -> Clock:
    """The one clock of this subject that never resets, running again if it had ended; the fresh one where there is none."""
    clock = Clock.objects.select_for_update().filter(subject_id=fresh.subject_id, step=fresh.step).first()
    if clock is None:
        fresh.save(force_insert=True)
        return fresh
    if clock.state == State.ENDED:
        clock.state, clock.stopped_at = State.RUNNING, None
        clock.save(update_fields=["state", "stopped_at"])
    return clock


def stop(
    *, org_id: UUID, subject_id: UUID, at: datetime, step: str | None = None, besides: Collection[str] = ()
) -> int:
    """What the clock waited for has happened. Without a step: of every clock but the one that never resets, and `besides`."""
    which = Q(step=step) if step else Q(never_resets=False) & ~Q(step__in=list(besides))
    return finish(State.STOPPED, which, org_id=org_id, subject_id=subject_id, at=at)


def end(*, org_id: UUID, subject_id: UUID, at: datetime) -> int:
    """The record closed before that happened. The one that never resets goes on from its first start if it reopens."""
    return finish(State.ENDED, Q(), org_id=org_id, subject_id=subject_id, at=at)


def finish(state: State, which: Q, *, org_id: UUID, subject_id: UUID, at: datetime) -> int:
    paused_for = Coalesce(at - F("paused_at"), timedelta())
    with within(org_id):
        return Clock.objects.filter(which, OPEN, org_id=org_id, subject_id=subject_id).update(
            state=state, stopped_at=at, paused_total=F("paused_total") + paused_for, paused_at=None, paused_until=None
        )


def pause(*, org_id: UUID, subject_id: UUID, step: str, calendar: SiteCalendar, at: datetime, until: datetime) -> Clock:
    """On hold with a wake-up time, at which the worker wakes it. Raises NotAllowed beyond the policy's limits."""
    with within(org_id):
        clock = locked(org_id, subject_id, step)
        if clock.state != State.RUNNING:
            raise NotAllowed("It is on hold already.")
        rule = rule_of(clock.policy_version_id, clock.urgency, clock.step)
        wanted = until - at
        if reason := refused_pause(rule, pauses=clock.pause_count, paused=clock.paused_total, wanted=wanted):
            raise NotAllowed(reason)
        clock.state, clock.paused_at, clock.paused_until = State.PAUSED, at, until
        clock.pause_count += 1
        put_off(clock, calendar, clock.paused_total + wanted)
        clock.save()
        return clock


def resume(*, org_id: UUID, subject_id: UUID, step: str, calendar: SiteCalendar, at: datetime) -> Clock:
    """Before its wake-up time: the due time moves only by how long it really stood still."""
    with within(org_id):
        clock = locked(org_id, subject_id, step)
        if clock.state != State.PAUSED:
            raise NotAllowed("It is not on hold.")
        wake(clock, at)
        put_off(clock, calendar, clock.paused_total)
        clock.save()
        return clock


def wake(clock: Clock, at: datetime) -> None:
    """Counts how long it really stood still. A running clock stays as it is."""
    if clock.paused_at is None or clock.paused_until is None:
        return
    clock.paused_total += max(min(at, clock.paused_until) - clock.paused_at, timedelta())
    clock.state, clock.paused_at, clock.paused_until = State.RUNNING, None, None


def put_off(clock: Clock, calendar: SiteCalendar, paused: timedelta) -> None:
    """Work the plan out again from the start of the clock; what is still to come is always the tail of it."""
    rule = rule_of(clock.policy_version_id, clock.urgency, clock.step)
    rungs = schedule(rule, clock.started_at, calendar, paused)
    clock.due_at = due_in(rungs)
    to_come = len(clock.plan_at) - clock.next_rung
    write_plan(clock, rungs[len(rungs) - to_come :])


def move(*, org_id: UUID, subject_id: UUID, step: str, until: datetime) -> Clock:
    """Another due time was agreed on; what is still to come moves as far. Raises NotAllowed for one that never resets."""
    with within(org_id):
        clock = locked(org_id, subject_id, step)
        if clock.never_resets or clock.state != State.RUNNING:
            raise NotAllowed("This time is not moved.")
        by, fired = until - clock.due_at, clock.next_rung
        clock.due_at = until
        clock.plan_at = [*clock.plan_at[:fired], *(moment + by for moment in clock.plan_at[fired:])]
        clock.next_fire_at = clock.plan_at[fired] if fired < len(clock.plan_at) else None
        clock.save(update_fields=["due_at", "plan_at", "next_fire_at"])
        return clock


def reschedule(
    *,
    org_id: UUID,
    subject_id: UUID,
    step: str,
    urgency: str,
    calendar: SiteCalendar,
    at: datetime,
    policy: str = DEFAULT_POLICY,
    network_id: UUID | None = None,
) -> Clock:
    """The urgency changed. The clock keeps its start and what it has fired; urgent work wakes up."""
    with within(org_id):
        clock = locked(org_id, subject_id, step)
        plan = due_for(
            org_id=org_id, step=step, urgency=urgency, calendar=calendar, at=at, policy=policy, network_id=network_id
        )
        wake(clock, at)
        rungs = schedule(plan.rule, clock.started_at, calendar, clock.paused_total)
        clock.urgency, clock.policy_version_id, clock.due_at = urgency, plan.version_id, due_in(rungs)
        write_plan(clock, still_worth_telling(rungs, at))
        clock.save()
        return clock


def let_pass(*, org_id: UUID, subject_id: UUID, step: str, at: datetime) -> bool:
    """What lay behind us before anybody here knew of it fires no more, its due time stays. Answers whether that is past."""
    with within(org_id):
        clock = locked(org_id, subject_id, step)
        plan = zip(clock.plan_at, clock.plan_kind, clock.plan_tell, strict=True)
        write_plan(clock, [rung for rung in (Rung(*words) for words in plan) if rung.at > at])
        clock.save(update_fields=["plan_at", "plan_kind", "plan_tell", "next_fire_at"])
        return clock.due_at <= at


def locked(org_id: UUID, subject_id: UUID, step: str) -> Clock:
    clocks = Clock.objects.select_for_update().filter(OPEN, org_id=org_id, subject_id=subject_id, step=step)
    clock = clocks.first()
    if clock is None:
        raise NotAllowed(f"No clock runs for “{step.replace('_', ' ')}” here.")
    return clock


@contextmanager
def within(org_id: UUID) -> Iterator[None]:
    """A transaction that speaks for this organization, which need not be the one that is asking."""
    if current().org_id != org_id:
        with acting(system(org_id)):
            yield
    elif connection.in_atomic_block:  # a savepoint of our own would be two more statements
        yield
    else:
        with transaction.atomic():
            yield
