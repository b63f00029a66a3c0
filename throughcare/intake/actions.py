"""The verbs of a help request. Whoever knocks is never refused for lack of a fact that a call can ask."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.db import connection

from throughcare.accounts import actions as accounts_actions
from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.foundation.turns import one_at_a_time
from throughcare.foundation.work import actions as work

from . import queries, rules
from .events import HelpMoved
from .lifecycle import HELP, SET_ASIDE, WAITS, parts_in_help, stands
from .models import HelpRequest, HelpStep

EMERGENT = "emergent"
NOBODY: dict[str, Any] = {
    "called": "", "whom": "", "phone": "", "other_way": "", "careful": "", "words": "", "came_from": "", "safe_from": None,
    "safe_until": None,
}  # fmt: skip


class TooMany(NotAllowed):
    """Only a machine sends so many from one place. Whoever comes from elsewhere is not held up by it."""


@dataclass(frozen=True, kw_only=True)
class Left:
    """What somebody left on the page, as they wrote it."""

    about: str
    called: str
    phone: str = ""
    other_way: str = ""
    whom: str = ""
    pick_up: str = "nothing"
    may_leave_message: bool = False
    safe_from: time | None = None
    safe_until: time | None = None
    careful: str = ""
    language: str = "en"
    words: str = ""
    wants_today: bool = False

    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()


@action
def knock(left: Left, *, key: UUID, desk: accounts.HelpDesk, came_from: str, actor: Actor, at: datetime) -> HelpRequest:
    """A desk answers from now on, with a clock. The same form sent twice is one request; what was mended in it is kept."""
    request_id = uuid5(key, left.digest())
    one_at_a_time(f"help request {request_id}")
    if known := HelpRequest.objects.filter(org_id=actor.org_id, pk=request_id).first():
        return known
    crowd = queries.crowd(actor, came_from, at=at)
    if crowd.is_too_many:
        raise TooMany("So many messages came from this connection that we cannot take one more now.")
    is_danger = rules.names_danger(f"{left.words} {left.careful}")
    urgency = rules.urgency_of(is_danger=is_danger, today=left.wants_today, in_a_crowd=crowd.is_crowd)
    request = HelpRequest(
        id=request_id, network_id=desk.network_id, org_id=actor.org_id, holder_desk_id=desk.desk_id, urgency=urgency,
        names_danger=is_danger, in_a_crowd=crowd.is_crowd, came_from=came_from, came_at=at, status="", **asdict(left),
    )  # fmt: skip
    step = HELP.check("knock", request, parts_in_help(request, actor))
    request.status = step.target
    request.due_at = keep_time(request, at=at)
    request.save(force_insert=True)
    record(request, taken(step, source="", actor=actor, at=at, said_by=left.called))
    if request.urgency == EMERGENT:
        tell_at_once(request, at=at)
    return request


def tell_at_once(request: HelpRequest, *, at: datetime) -> None:
    """Where somebody may be in danger the lead of the desk is told before any clock runs out."""
    lead = accounts.whom_to_tell("holder", holder_id=None, desk_id=request.holder_desk_id)
    if lead is not None and request.due_at is not None:
        accounts_actions.tell(
            to=lead, clock_id=request.pk, rung=0, subject_kind=queries.KIND, subject_id=request.pk, kind="danger",
            clock=stands(request).clock, due_at=request.due_at, at=at,
        )  # fmt: skip


@action
def take_help_step(
    request_id: UUID, name: str, *, actor: Actor, at: datetime, said: dict[str, Any] | None = None,
    client_id: UUID | None = None, name_of_client: str = "", need: str = "", seen: str = "",
) -> HelpRequest:  # fmt: skip
    """Raises NotAllowed, Overtaken. `begin` announces the need, and the wiring begins the referral in this transaction."""
    request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if seen and seen != request.status:
        raise Overtaken("Someone was faster. Here is how it stands now.")
    step = HELP.check(name, request, parts_in_help(request, actor))
    words = dict(said or {})
    if "reason" in step.needs and not words.get("reason", "").strip():
        raise NotAllowed("Say in a few words what happened, for whoever reads this next.")
    if "need" in step.needs and not (need.strip() and (client_id or name_of_client.strip())):
        raise NotAllowed("Say whom it is for, and in a few words what they need.")
    source = request.status
    HELP.move(request, step, **changes(request, name, actor=actor, at=at), **over(step.target, at=at))
    keep_time_of_step(request, name, at=at)
    record(
        request, taken(step, source=source, actor=actor, at=at, **words), client_id=client_id,
        name=name_of_client.strip(), need=need.strip(),
    )  # fmt: skip
    return request


@action
def set_crowd_aside(request_id: UUID, *, reason: str, actor: Actor, at: datetime) -> int:
    """What a machine sent, in one press: this one and those of the same crowd. Answers how many."""
    request = HelpRequest.objects.get(pk=request_id)
    crowd = [request, *queries.beside(request)] if request.in_a_crowd else [request]
    for one in crowd:
        take_help_step(one.pk, "set_aside", actor=actor, at=at, said={"reason": reason})
    return len(crowd)


@action
def forget(request_id: UUID, *, actor: Actor, at: datetime) -> None:
    """What was set aside long ago tells of nobody any more, and is still counted. Twice is once."""
    rows = HelpRequest.objects.filter(pk=request_id, org_id=actor.org_id, status=SET_ASIDE, forgotten_at=None)
    if not rows.filter(ended_at__lte=at - queries.set_aside_for()).update(forgotten_at=at, **NOBODY):
        return
    with connection.cursor() as cursor:
        cursor.execute("select law.forget_help_steps(%s)", [request_id])
    work.forget(request_id, org_id=actor.org_id)
    audit.wrote("help_request", request_id, at=at, step="forget")


def changes(request: HelpRequest, name: str, *, actor: Actor, at: datetime) -> dict[str, Any]:
    if name == "take":
        return {"holder_id": actor.membership_id, "holder_desk_id": None}
    if name == "try_call":
        zone = accounts.calendar_of(request.org).zone
        before = request.steps.filter(name="try_call").values_list("at", flat=True)
        days = {tried_at.astimezone(zone).date() for tried_at in [*before, at]}
        return {"tries": request.tries + 1, "days_tried": len(days)}
    return {}


def over(target: str, *, at: datetime) -> dict[str, Any]:
    return {} if target == "=" or HELP.is_open(target) else {"ended_at": at, "due_at": None}


@action
def belongs_to(request_id: UUID, *, referral_id: UUID, actor: Actor, at: datetime) -> None:
    """The promise that came of a request."""
    HelpRequest.objects.filter(pk=request_id, org_id=actor.org_id).update(referral_id=referral_id)


@action
def pass_on(event: Any) -> None:
    """React to an AccessEnding, in its transaction: what the leaver holds passes to their desk's lead or the desk."""
    theirs = HelpRequest.objects.select_for_update(of=("self",)).filter(status__in=WAITS, org_id=event.org_id)
    for request in theirs.filter(holder_id=event.membership_id).order_by("id"):
        step, source, program = HELP["inherit"], request.status, system(event.org_id)
        HELP.move(request, step, holder_id=event.to_membership_id, holder_desk_id=event.to_desk_id)
        record(request, taken(step, source=source, actor=program, at=event.at))


# --- how it stands


def keep_time_of_step(request: HelpRequest, name: str, *, at: datetime) -> None:
    """A call that did not reach them begins a new time; taking it over does not."""
    if not HELP.is_open(request.status):
        clocks.end(org_id=request.org_id, subject_id=request.pk, at=at)
    elif name == "try_call":
        clocks.stop(org_id=request.org_id, subject_id=request.pk, at=at)
        request.due_at = keep_time(request, at=at)
        HelpRequest.objects.filter(pk=request.pk).update(due_at=request.due_at)


def keep_time(request: HelpRequest, *, at: datetime) -> datetime:
    org = accounts.organization(request.org_id)
    clock = clocks.start(
        org_id=org.pk, network_id=org.network_id, subject_kind=queries.KIND, subject_id=request.pk,
        step=stands(request).clock, urgency=request.urgency, calendar=accounts.calendar_of(org),
        policy=org.response_policy, at=at,
    )  # fmt: skip
    return clock.due_at


def record(
    request: HelpRequest, step: dict[str, Any], *, client_id: UUID | None = None, name: str = "", need: str = ""
) -> None:
    """History, work list, audit and announcement of one step, all in its transaction."""
    HelpStep.objects.create(record=request, **step)
    place_on_work_list(request, step["name"], at=step["at"])
    audit.wrote("help_request", request.pk, at=step["at"], step=step["name"])
    announce(
        HelpMoved(
            request_id=request.pk, org_id=request.org_id, client_id=client_id, name=name, need=need,
            step=step["name"], at=step["at"],
        )
    )  # fmt: skip


def place_on_work_list(request: HelpRequest, name: str, *, at: datetime) -> None:
    said = HELP[name].label
    if not HELP.is_open(request.status):
        work.finish(request.pk, org_id=request.org_id, at=at, status=request.status, last_event=said)
        return
    standing = stands(request)
    row = work.item(
        org_id=request.org_id, subject_kind=queries.KIND, subject_id=request.pk, client_id=None, number=None,
        who=request.called, what=queries.in_words(request), holder_id=request.holder_id,
        holder_desk_id=request.holder_desk_id, is_ours=True, turn=standing.turn, waiting_on=standing.waiting_on,
        status=str(request.status), urgency=request.urgency, rank=0 if request.urgency == EMERGENT else 1,
        started_at=request.came_at, due_at=request.due_at, last_event=said, at=at,
    )  # fmt: skip
    work.place([row])
