"""Visits are booked, moved, confirmed, kept, missed or canceled. Nothing else writes one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action

from .events import VisitComing, VisitMoved
from .lifecycle import BOOKED, VISIT, parts_in_visit
from .models import Visit, VisitKind, VisitStep


@action
def book(
    *, handoff_id: UUID, client_id: UUID, org_id: UUID, sender_org_id: UUID, starts_at: datetime, kind: str, actor: Actor,
    at: datetime, place: str = "", said: dict[str, Any] | None = None,
) -> Visit:  # fmt: skip
    """A visit at the receiving organization (`org_id`). The same booking twice is one visit."""
    if kind not in VisitKind.values:
        raise NotAllowed("Choose the kind of visit.")
    if starts_at <= at and not said:
        raise NotAllowed("A visit is booked ahead. Choose a later time.")
    visit = Visit(
        handoff_id=handoff_id, client_id=client_id, org_id=org_id, sender_org_id=sender_org_id, kind=kind,
        starts_at=starts_at, place=place,
    )  # fmt: skip
    step = VISIT.check("book", Unbooked(), parts_in_visit(visit, actor))
    announce(VisitComing(handoff_id=handoff_id))
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as refused:
        if "visit_ahead_is_of_somebody_alive" in str(refused):
            raise NotAllowed(CALL_FIRST) from refused
        if "one_visit_ahead_per_handoff" not in str(refused):
            raise
        raise Overtaken("A visit is booked already. Here is how it stands now.") from refused
    record(visit, step, source="", actor=actor, at=at, said=said or {})
    return visit


CALL_FIRST = "The person's situation changed. Call the side that knows them before you go on."


class Unbooked:
    status = ""


@action
def take_visit_step(
    visit_id: UUID, name: str, *, actor: Actor, at: datetime, seen: str = "", after: str = "",
    said: dict[str, Any] | None = None, starts_at: datetime | None = None,
) -> Visit:  # fmt: skip
    """Confirm, move (to `starts_at`), keep, miss or cancel. `seen`, `after`: the status and last step that the page showed.

    Raises NotAllowed with the reason, Overtaken when somebody else changed it since.
    """
    visit = hold_visit_still(visit_id, seen=seen, after=after)
    step = VISIT.check(name, visit, parts_in_visit(visit, actor))
    words = dict(said or {})
    source = visit.status
    VISIT.move(visit, step, **changes(name, visit, words, starts_at, at))
    record(visit, step, source=source, actor=actor, at=at, said=words)
    return visit


def hold_visit_still(visit_id: UUID, *, seen: str = "", after: str = "") -> Visit:
    """Lock before judging. A move keeps the status, so the last step tells as well whether the page is old."""
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit_id)
    last = visit.steps.order_by("-at", "-id").first()
    if (seen and seen != visit.status) or (after and last and after != str(last.pk)):
        raise Overtaken(f"{last.by_name if last else 'Someone'} was faster. Here is how it stands now.")
    return visit


def cancel_ahead(handoff_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Nobody waits for somebody who cannot come any more. Says only that something changed."""
    for visit in ahead(handoff_id):
        take_visit_step(visit.pk, "cancel", actor=actor, at=at, said={"reason": CALL_FIRST})


def check_first(handoff_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Where a visit is ahead, it says to both sides that somebody should call before it."""
    for visit in ahead(handoff_id):
        take_visit_step(visit.pk, "check_first", actor=actor, at=at, said={"reason": CALL_FIRST})


def ahead(handoff_id: UUID) -> list[Visit]:
    return list(Visit.objects.filter(handoff_id=handoff_id, status=BOOKED))


def changes(name: str, visit: Visit, words: dict[str, Any], starts_at: datetime | None, at: datetime) -> dict[str, Any]:
    if name == "confirm":
        return {"confirmed_at": at, "check_first_at": None}
    if name == "move":
        if starts_at is None or starts_at <= at:
            raise NotAllowed("Choose the new time, later than now.")
        return {"starts_at": starts_at, "confirmed_at": None}
    if name == "check_first":
        return {"check_first_at": at}
    if name == "keep" and visit.starts_at > at:
        raise NotAllowed("The visit lies ahead. Come back when they came.")
    if name in {"miss", "cancel"} and not words.get("reason"):
        raise NotAllowed("Say why, in a few words; “not known” is an answer.")
    return {"missed_reason": words["reason"]} if name == "miss" else {}


def record(visit: Visit, step: Any, *, source: str, actor: Actor, at: datetime, said: dict[str, Any]) -> None:
    VisitStep.objects.create(record=visit, **taken(step, source=source, actor=actor, at=at, **said))
    audit.wrote("visit", visit.pk, client_id=visit.client_id, at=at)
    announce(
        VisitMoved(
            visit_id=visit.pk,
            handoff_id=visit.handoff_id,
            kind=visit.kind,
            starts_at=visit.starts_at,
            step=step.name,
            at=at,
            reason=said.get("reason", ""),
        )  # fmt: skip
    )
