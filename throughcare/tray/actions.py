"""The verbs of a paper that came in. Nothing that comes is refused for what it is; it is kept, and says what is wrong."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.documents import queries as documents
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.lifecycle import KEEPS, NotAllowed, Overtaken
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.foundation.turns import one_at_a_time
from throughcare.foundation.work import actions as work

from . import mails, queries, scans
from .lifecycle import ARRIVAL, ON_TRAY, parts_in_arrival
from .models import Arrival, ArrivalStep


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a paper is an answer to, as the copy says whose code is on it; nothing where none is."""

    subject_kind: str = ""
    subject_id: UUID | None = None
    client_id: UUID | None = None
    from_whom: str = ""


@action
def put_in(raw: bytes, *, way: str, name: str, desk_id: UUID, actor: Actor, at: datetime) -> Arrival:
    """The same file twice is one arrival. Raises NotAllowed for what is empty or beyond all measure."""
    if not raw or len(raw) > queries.most_bytes():
        raise NotAllowed(f"This file is empty, or larger than {queries.most_bytes() // 1024 // 1024} MB.")
    digest = sha256(raw).hexdigest()
    one_at_a_time(f"arrival {actor.org_id} {digest}")
    if known := Arrival.objects.filter(org_id=actor.org_id, sha256=digest).defer("content").first():
        return known
    count, wrong = looked_through(raw)
    arrival = Arrival(
        org_id=actor.org_id, way=way, name=mails.plain(name), media_type=scans.type_of(raw),
        size=len(raw), sha256=digest, content=raw, pages=count, wrong=wrong, holder_desk_id=desk_id, came_at=at, status="",
        **vars(answered_by(raw, count, actor=actor)),
    )  # fmt: skip
    step = ARRIVAL.check("come_in", arrival, parts_in_arrival(arrival, actor))
    arrival.status, arrival.due_at = step.target, keep_time(arrival, at=at)
    arrival.save(force_insert=True)
    record(arrival, taken(step, source="", actor=actor, at=at))
    return arrival


@action
def say_to_lead(key: UUID, *, desk_id: UUID, clock: str, actor: Actor, at: datetime) -> None:
    """What should lie on the tray of a desk and cannot: its lead is told, once for each `key`."""
    tell_lead(key, desk_id=desk_id, subject_id=desk_id, kind="tray", clock=clock, due_at=at, actor=actor, at=at)


def tell_lead(key: UUID, *, desk_id: UUID, actor: Actor, **more: Any) -> None:
    lead = accounts.whom_to_tell("desk_lead", holder_id=None, desk_id=desk_id)
    if lead and lead.org_id == actor.org_id and lead.pk != actor.membership_id:
        staff.tell(to=lead, clock_id=key, rung=0, subject_kind=queries.KIND, **more)


def looked_through(raw: bytes) -> tuple[int, str]:
    try:
        return scans.pages(raw), ""
    except scans.Unreadable as reason:
        return 0, str(reason)


def answered_by(raw: bytes, count: int, *, actor: Actor) -> Answers:
    copies = (documents.copy_by_code(actor, code) for code in scans.codes_on(raw, count))
    return next((answers_to(copy) for copy in copies if copy), Answers())


def answers_to(copy: Any) -> Answers:
    return Answers(
        subject_kind=copy.subject_kind, subject_id=copy.subject_id, client_id=copy.client_id, from_whom=copy.recipient
    )


@action
def match(arrival_id: UUID, *, code: str, actor: Actor, at: datetime) -> Arrival:
    """A person reads the code where the machine could not. Raises NotAllowed, Overtaken."""
    copy = documents.copy_by_code(actor, code)
    if copy is None:
        raise NotAllowed("No copy of ours has this code. Look again: it stands under the square, and at the foot.")
    return take_step(arrival_id, "match", actor=actor, at=at, **vars(answers_to(copy)))


@action
def pass_on(
    arrival_id: UUID, *, desk_id: UUID, seen_desk_id: UUID | None, reason: str, actor: Actor, at: datetime
) -> Arrival:
    """Another desk of ours answers for it from now on, by the same time; its lead is told. Raises NotAllowed, Overtaken."""
    to = accounts.desks(actor).filter(pk=desk_id).first()
    if to is None or desk_id == seen_desk_id:
        raise NotAllowed("Choose another desk of yours.")
    if not reason.strip():
        raise NotAllowed("Say why it is for them.")
    why = f"To {to.name}. {reason.strip()}"
    arrival = take_step(
        arrival_id, "pass_on", actor=actor, at=at, reason=why, seen_desk_id=seen_desk_id, holder_desk_id=desk_id
    )
    tell_lead(
        uuid5(arrival_id, at.isoformat()), desk_id=desk_id, subject_id=arrival_id, kind="assign", clock="assign",
        due_at=arrival.due_at, actor=actor, at=at,
    )  # fmt: skip
    return arrival


@action
def type_in(arrival_id: UUID, *, actor: Actor, at: datetime) -> Arrival:
    """What it says was written down, by the caller in the same transaction. Of two people only the first does. Raises Overtaken."""
    return take_step(arrival_id, "type_in", actor=actor, at=at)


@action
def leave_out(arrival_id: UUID, *, reason: str, actor: Actor, at: datetime) -> Arrival:
    """Advertising, a wrong number, a paper for somebody else: kept, with the reason. Raises NotAllowed, Overtaken."""
    if not reason.strip():
        raise NotAllowed("Say why it is not for us.")
    return take_step(arrival_id, "leave_out", actor=actor, at=at, reason=reason)


def take_step(
    arrival_id: UUID, name: str, *, actor: Actor, at: datetime, reason: str = "", seen_desk_id: UUID | None = None,
    **fields: Any,
) -> Arrival:  # fmt: skip
    arrival = Arrival.objects.select_for_update(of=("self",)).defer("content").get(pk=arrival_id, org_id=actor.org_id)
    if arrival.status != ON_TRAY or seen_desk_id not in {None, arrival.holder_desk_id}:
        raise Overtaken("Someone was faster. Here is how it stands now.")
    step = ARRIVAL.check(name, arrival, parts_in_arrival(arrival, actor))
    is_over = step.target != KEEPS
    ARRIVAL.move(arrival, step, **fields, **({"ended_at": at, "due_at": None} if is_over else {}))
    if is_over:
        clocks.end(org_id=arrival.org_id, subject_id=arrival.pk, at=at)
    record(arrival, taken(step, source=ON_TRAY, actor=actor, at=at, reason=reason))
    return arrival


def keep_time(arrival: Arrival, *, at: datetime) -> datetime:
    org = accounts.organization(arrival.org_id)
    clock = clocks.start(
        org_id=org.pk, network_id=org.network_id, subject_kind=queries.KIND, subject_id=arrival.pk, step="open",
        urgency=scans.policy()["urgency"], calendar=accounts.calendar_of(org), policy=org.response_policy, at=at,
    )  # fmt: skip
    return clock.due_at


def record(arrival: Arrival, step: dict[str, Any]) -> None:
    """History, work list and audit of one step, all in its transaction."""
    ArrivalStep.objects.create(record=arrival, **step)
    place_on_work_list(arrival, step["name"], at=step["at"])
    audit.wrote(queries.KIND, arrival.pk, client_id=arrival.client_id, at=step["at"], step=step["name"])


def place_on_work_list(arrival: Arrival, name: str, *, at: datetime) -> None:
    """Without the name of the file: a fax machine writes numbers and names into it."""
    if arrival.status != ON_TRAY:
        work.finish(arrival.pk, org_id=arrival.org_id, at=at, status=arrival.status, last_event=ARRIVAL[name].label)
        return
    standing = ARRIVAL.standings[ON_TRAY]
    row = work.item(
        org_id=arrival.org_id, subject_kind=queries.KIND, subject_id=arrival.pk, client_id=None, number=None,
        who=arrival.from_whom or "A paper", what="An answer on paper" if arrival.subject_id else "Whose is it?",
        holder_id=None, holder_desk_id=arrival.holder_desk_id, is_ours=True, turn=standing.turn,
        waiting_on=standing.waiting_on, status=str(arrival.status), urgency=scans.policy()["urgency"],
        started_at=arrival.came_at, due_at=arrival.due_at, last_event=ARRIVAL[name].label, at=at,
    )  # fmt: skip
    work.place([row])
