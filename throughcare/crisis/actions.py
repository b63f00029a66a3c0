"""The verbs of a risk signal. It never blocks calling or sending: nothing else waits for it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor, current, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.steps import Route, taken
from throughcare.foundation.work import actions as work

from . import rules
from .events import SignalMoved
from .lifecycle import HELD, SIGNAL, SignalStatus, parts_in_signal
from .models import RiskSignal

NOBODY_ASKED: dict[str, Any] = {"asked_id": None, "asked_desk_id": None}


@dataclass(frozen=True, kw_only=True)
class Said:
    """Whose word a step is, by which route, when it happened. Empty: the actor's own, here and now."""

    by: str = ""
    route: str = Route.HERE
    happened_at: datetime | None = None
    reason: str = ""


AS_IT_IS = Said()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an assessment or a judgment came to, and what was done, in words."""

    level: str
    method: str
    done: str


@transaction.atomic
def open_signal(event: Any) -> RiskSignal:
    """React to a ScreenScored, in its transaction. Whoever is with the client holds it. Once for each screen."""
    known = RiskSignal.objects.filter(source_kind="screen", source_id=event.screen_id).first()
    if known:
        return known
    signal_id = uuid7()
    signal = RiskSignal.objects.create(
        id=signal_id,
        client_id=event.client_id,
        org_id=event.org_id,
        source_kind="screen",
        source_id=event.screen_id,
        cause=event.cause,
        finding=event.finding,
        status=SignalStatus.OPEN,
        holder_id=event.membership_id,
        opened_at=event.at,
        due_at=start_clock(signal_id, event.org_id, rules.urgency_of(event.cause), event.at),
    )
    record(signal, taken(SIGNAL["open"], source="", actor=current(), at=event.at))
    return signal


def start_clock(signal_id: UUID, org_id: UUID, urgency: str, at: datetime) -> datetime:
    """Until when the signal must be answered, by the organization's own response policy."""
    org = accounts.organization(org_id)
    clock = clocks.start(
        org_id=org_id,
        subject_kind="signal",
        subject_id=signal_id,
        step=SIGNAL.standings[SignalStatus.OPEN].clock,
        urgency=urgency,
        calendar=accounts.calendar_of(org),
        policy=org.response_policy,
        network_id=org.network_id,
        at=at,
    )
    return clock.due_at


@transaction.atomic
def answer(signal_id: UUID, *, found: Finding, actor: Actor, at: datetime, said: Said = AS_IT_IS) -> RiskSignal:
    """By an assessment in the same contact or by clinical judgment. Raises NotAllowed with what is missing."""
    signal = judged("answer", signal_id, actor)
    if missing := rules.missing_in_answer(cause=signal.cause, **asdict(found)):
        raise NotAllowed(" ".join(missing.values()))
    changes = asdict(found) | {"done": found.done.strip(), "answered_at": at} | NOBODY_ASKED
    return moved(signal, "answer", actor=actor, at=at, said=said, changes=changes)


@transaction.atomic
def ask(
    signal_id: UUID, *, to: UUID | None = None, to_desk: UUID | None = None, actor: Actor, at: datetime
) -> RiskSignal:
    """Ask a colleague or a desk of the organization to take it. Until they do, the holder holds it."""
    signal = judged("ask", signal_id, actor)
    if not is_one_of_ours(to, to_desk, actor):
        raise NotAllowed("Choose one person or one desk of your organization.")
    return moved(signal, "ask", actor=actor, at=at, changes={"asked_id": to, "asked_desk_id": to_desk})


def is_one_of_ours(to: UUID | None, to_desk: UUID | None, actor: Actor) -> bool:
    if to and not to_desk:
        return accounts.members(actor).filter(pk=to, active=True).exists()
    return bool(to_desk and not to and accounts.desks(actor).filter(pk=to_desk).exists())


@transaction.atomic
def keep(signal_id: UUID, *, actor: Actor, at: datetime) -> RiskSignal:
    """Nobody else needs to take it any more; the holder goes on."""
    return moved(judged("keep", signal_id, actor), "keep", actor=actor, at=at, changes=NOBODY_ASKED)


@transaction.atomic
def take(signal_id: UUID, *, actor: Actor, at: datetime) -> RiskSignal:
    """“I have them”: holding passes in this moment. The time that is left does not start again."""
    mine = {"holder_id": actor.membership_id, "holder_desk_id": None, **NOBODY_ASKED}
    return moved(judged("take", signal_id, actor), "take", actor=actor, at=at, changes=mine)


@transaction.atomic
def void(signal_id: UUID, *, actor: Actor, at: datetime, said: Said) -> RiskSignal:
    """The answer was typed for the wrong person or never given. Says so in words."""
    signal = judged("void", signal_id, actor)
    if missing := rules.missing_words(said.reason):
        raise NotAllowed(missing)
    return moved(signal, "void", actor=actor, at=at, said=said, changes=NOBODY_ASKED)


@transaction.atomic
def pass_on(event: Any) -> None:
    """React to an AccessEnding, in its transaction: what the leaver holds passes to their desk's lead or the desk."""
    program = system(event.org_id)
    theirs = RiskSignal.objects.select_for_update(of=("self",)).filter(status__in=HELD, org_id=event.org_id)
    for signal in theirs.filter(holder_id=event.membership_id):
        heir = {"holder_id": event.to_membership_id, "holder_desk_id": event.to_desk_id}
        moved(signal, "inherit", actor=program, at=event.at, changes=heir | NOBODY_ASKED)
    for signal in theirs.filter(asked_id=event.membership_id):
        moved(signal, "inherit", actor=program, at=event.at, changes=NOBODY_ASKED)


@transaction.atomic
def escalate(signal_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Not answered in time: the lead of the holder's desk is asked to take it, once. The holder still holds it."""
    signal = judged("escalate", signal_id, actor)
    if signal.steps.filter(name="escalate").exists():
        return
    lead = accounts.whom_to_tell("desk_lead", holder_id=signal.holder_id, desk_id=signal.holder_desk_id)
    is_settled = signal.asked_id or signal.asked_desk_id or lead is None or lead.pk == signal.holder_id
    moved(signal, "escalate", actor=actor, at=at, changes={} if is_settled or lead is None else {"asked_id": lead.pk})


def judged(name: str, signal_id: UUID, actor: Actor) -> RiskSignal:
    """Lock, then judge. Raises RiskSignal.DoesNotExist for a stranger, NotAllowed where the step is not theirs."""
    signal = RiskSignal.objects.select_for_update(of=("self",)).get(pk=signal_id)
    SIGNAL.check(name, signal, parts_in_signal(signal, actor))
    return signal


def moved(
    signal: RiskSignal, name: str, *, actor: Actor, at: datetime, changes: dict[str, Any], said: Said = AS_IT_IS
) -> RiskSignal:  # fmt: skip
    source = signal.status
    SIGNAL.move(signal, SIGNAL[name], **changes)
    if not SIGNAL.is_open(signal.status):
        clocks.end(org_id=signal.org_id, subject_id=signal.pk, at=at)
    words = {"reason": said.reason, "said_by": said.by, "route": said.route, "happened_at": said.happened_at}
    record(signal, taken(SIGNAL[name], source=source, actor=actor, at=at, facts=facts_of(changes), **words))
    return signal


def record(signal: RiskSignal, step: dict[str, Any]) -> None:
    """History, work list, audit and announcement of one step, all in its transaction."""
    name, at = step["name"], step["at"]
    signal.steps.create(**step)
    place_on_work_list(signal, name, at=at)
    audit.wrote("risk_signal", signal.pk, client_id=signal.client_id, at=at, step=name)
    whole = {"signal_id": signal.pk, "client_id": signal.client_id, "org_id": signal.org_id}
    announce(SignalMoved(**whole, level=signal.level, step=name, at=at))


def facts_of(changes: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in changes.items() if value not in (None, "")}


def place_on_work_list(signal: RiskSignal, name: str, *, at: datetime) -> None:
    """First on the list of whoever holds it (rank 0), until it is answered."""
    if not SIGNAL.is_open(signal.status):
        work.finish(signal.pk, org_id=signal.org_id, at=at, status=signal.status, last_event=SIGNAL[name].label)
        return
    standing = SIGNAL.standings[str(signal.status)]
    client = clients.kept(current(), signal.client_id)
    row = work.item(
        org_id=signal.org_id,
        subject_kind="signal",
        subject_id=signal.pk,
        client_id=signal.client_id,
        who=client.name if client else "",
        what="Answer a risk signal",
        at=at,
        rank=0,
        holder_id=signal.holder_id,
        holder_desk_id=signal.holder_desk_id,
        turn=standing.turn,
        waiting_on=standing.waiting_on,
        status=str(signal.status),
        urgency=rules.urgency_of(signal.cause),
        started_at=signal.opened_at,
        due_at=signal.due_at,
        last_event=SIGNAL[name].label,
    )
    work.place([row])
