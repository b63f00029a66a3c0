"""People who wait already become promises with their true dates: all of a file, or none of it. Again, nothing changes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients_actions
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.clocks.calendars import DAY, SiteCalendar, moment_of
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network import actions as services
from throughcare.referrals import queries, rules, standing
from throughcare.referrals.lifecycle import HANDOFF, OPEN, RECEIVING, REFERRAL, SENDING, WAITLISTED
from throughcare.referrals.models import Handoff, Referral, Urgency
from throughcare.referrals.takeover import Fault, NotTakenOver, Waiting, form

from .drafts import begin
from .handoffs import take_handoff_step
from .one_press import send_draft
from .referrals import take_referral_step

OPENS, CLOSES = time(9), time(17)  # of a day on which somebody is looked at again
IS_LIKE = "There is somebody of this name, and a day of birth is not known. Write it here and in their record."
SAID = "Taken over from our waiting list"


@dataclass
class TakenOver:
    """What became of the rows. Numbers and days only."""

    read: int = 0
    made: int = 0
    known_before: int = 0
    new_people: int = 0
    recognized: int = 0
    late_already: int = 0
    looked_at_until: date | None = None


@action
def take_over(
    rows: Sequence[Waiting], *, service_id: UUID | None, per_day: int, actor: Actor, at: datetime,
    watch: Callable[[int], None] = lambda rows: None,
) -> TakenOver:  # fmt: skip
    """Everybody is promised what they wait for, and waits for this service of ours where one is named.

    `per_day`: how many of them the team can look at again on a working day. Raises NotTakenOver with each row and its reason.
    """
    if not (actor.has(*SENDING) and actor.has(*RECEIVING)):
        raise NotAllowed("They are held by somebody who refers and receives people: a coordinator or a clinician.")
    if service_id:
        services.hold_open(service_id)
    one_file_at_a_time(actor)
    people = recognize(rows, actor=actor)
    org = accounts.organization(actor.org_id)
    days = working_days(accounts.calendar_of(org), at, per_day=per_day)
    taken = TakenOver(read=len(rows))
    for waits in sorted(rows, key=most_urgent_and_longest):
        client = people.get(waits.person)
        watch(1)
        if client and promised(waits, client, org=org, actor=actor):
            taken.known_before += 1
            continue
        people[waits.person] = client = count_person(taken, client) or new_client(waits, actor=actor, at=at)
        record = promise(waits, client, service_id=service_id, org=org, actor=actor, at=at)
        if waits.urgency not in rules.NEVER_HELD_BACK:
            taken.looked_at_until = next(days)
            look_again(record, org, on=taken.looked_at_until, at=at)
        taken.made += 1
        taken.late_already += tell_no_lateness_twice(record, org, at=at)
    return taken


def one_file_at_a_time(actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"takeover of {actor.org_id}"])


def most_urgent_and_longest(waits: Waiting) -> tuple[int, date, int]:
    return list(Urgency.values).index(waits.urgency), waits.since, waits.row


def recognize(rows: Iterable[Waiting], *, actor: Actor) -> dict[tuple[str, date | None], Any]:
    """Whom we know: the same name in full and the same day of birth. Raises NotTakenOver where that cannot be judged."""
    known, faults = {}, []
    namesakes = clients.named(actor, {waits.name for waits in rows})
    for waits in rows:
        alike = [client for client in namesakes if client.name_key == waits.person[0]]
        same = [client for client in alike if client.born_on == waits.born_on]
        unsure = [client for client in alike if client.born_on is None or waits.born_on is None]
        if len(same) == 1 and (waits.born_on or is_in_it_again(waits, same[0], actor=actor)):
            known[waits.person] = same[0]
        elif len(same) > 1 or unsure:
            faults.append(
                Fault(waits.row, IS_LIKE if unsure else "There are two records of this person. Merge them first.")
            )
    if faults:
        raise NotTakenOver(faults)
    return known


def is_in_it_again(waits: Waiting, client: Any, *, actor: Actor) -> bool:
    """No day of birth on either side: the same only when we took over this very row before."""
    org = accounts.organization(actor.org_id)
    return any(row.first_requested_at == began(waits, org) for row in same_needs(waits, client, actor=actor))


def same_needs(waits: Waiting, client: Any, *, actor: Actor) -> list[Referral]:
    rows = queries.referrals_of_client(actor, client.pk)
    return [row for row in rows if rules.is_same_need(row, need=waits.need, service_type="")]


def promised(waits: Waiting, client: Any, *, org: Any, actor: Actor) -> bool:
    """A promise for this need is open, or ended that ran on the day since when they wait."""
    day = began(waits, org)
    return any(
        REFERRAL.is_open(row.status) or (row.closed_at and row.first_requested_at <= day <= row.closed_at)
        for row in same_needs(waits, client, actor=actor)
    )


def began(waits: Waiting, org: Any) -> datetime:
    return moment_of(waits.since, time.min, accounts.calendar_of(org).zone)


def count_person(taken: TakenOver, client: Any) -> Any:
    taken.recognized += client is not None
    taken.new_people += client is None
    return client


def new_client(waits: Waiting, *, actor: Actor, at: datetime) -> Any:
    client = clients_actions.register(
        name=waits.name, born_on=waits.born_on, language=waits.language, payer=waits.payer,
        postal_code=waits.postal_code, actor=actor, at=at,
    )  # fmt: skip
    for kind in ("phone", "email"):
        if value := getattr(waits, kind):
            clients_actions.add_route(client, kind=kind, value=value, actor=actor, at=at)
    return client


def promise(
    waits: Waiting, client: Any, *, service_id: UUID | None, org: Any, actor: Actor, at: datetime
) -> Referral | Handoff:
    """What stands open for them now: the promise, or its handoff on our own waiting list."""
    again = {"again_reason": SAID} if same_needs(waits, client, actor=actor) else {}
    draft = begin(
        client_id=client.pk, need=waits.need, urgency=waits.urgency, reason=waits.note, package=package_of(waits),
        first_requested_at=began(waits, org), actor=actor, at=at, **again,
    )  # fmt: skip
    if service_id is None:
        return take_referral_step(draft.pk, "open", actor=actor, at=at)
    agreed = {"kind": "treatment", "reason": SAID, "feedback": "progress"}
    handoff = send_draft(draft.pk, service_id=service_id, choice=SAID, agreed=agreed, actor=actor, at=at)
    take_handoff_step(handoff.pk, "accept", actor=actor, at=at)
    said = {"reason": SAID, "happened_at": began(waits, org)}
    return take_handoff_step(handoff.pk, "waitlist", actor=actor, at=at, said=said)


def package_of(waits: Waiting) -> dict[str, str]:
    """What was not asked says so: “none known” would be a lie."""
    wanted = [section["key"] for section in rules.package_form()["sections"] if section["required"]]
    return {key: form()["not_asked"] for key in wanted} | ({"concerns": waits.note} if waits.note else {})


# --- their time, as the team can keep it


def working_days(calendar: SiteCalendar, at: datetime, *, per_day: int) -> Iterator[date]:
    """Each day on which we work from tomorrow, as often as somebody can be looked at on it."""
    day = at.astimezone(calendar.zone).date()
    while True:
        day += DAY
        if not calendar.is_closed(day):
            yield from (day for _ in range(per_day))


def look_again(record: Referral | Handoff, org: Any, *, on: date, at: datetime) -> None:
    """Its own clock is due on this day, and so is its line of the work list."""
    table, status = (HANDOFF, WAITLISTED) if isinstance(record, Handoff) else (REFERRAL, OPEN)
    step = table.standings[status].clock
    starts = latest_start(org, step=step, urgency=record.urgency, on=on)
    record.due_at = standing.due(org, step=step, urgency=record.urgency, at=starts)
    type(record).objects.filter(pk=record.pk).update(due_at=record.due_at)
    clocks.stop(org_id=org.pk, subject_id=record.pk, step=step, at=at)
    kind = "handoff" if isinstance(record, Handoff) else "referral"
    standing.restart_clock(org, kind=kind, subject_id=record.pk, step=step, urgency=record.urgency, at=starts)
    clocks.let_pass(org_id=org.pk, subject_id=record.pk, step=step, at=at)
    if isinstance(record, Handoff):
        standing.reflect(record, said=SAID, at=at)
    else:
        standing.show_sender(record, beside="", said=SAID, at=at)


def latest_start(org: Any, *, step: str, urgency: str, on: date) -> datetime:
    """The last morning from which the response policy makes it due on this day, while we work."""
    zone = accounts.calendar_of(org).zone
    closes = moment_of(on, CLOSES, zone)
    mornings = (moment_of(on - timedelta(days=back), OPENS, zone) for back in count())
    return next(start for start in mornings if standing.due(org, step=step, urgency=urgency, at=start) <= closes)


def tell_no_lateness_twice(record: Referral | Handoff, org: Any, *, at: datetime) -> bool:
    """The clock that judges us runs from their true first request; that it is past is said by the report, at once for all."""
    referral_id = record.referral_id if isinstance(record, Handoff) else record.pk
    return clocks.let_pass(org_id=org.pk, subject_id=referral_id, step="first_treatment", at=at)
