"""Recording a screen. There is no other verb: a screen is never changed, only followed by a newer one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed

from . import rules
from .events import ScreenScored
from .instruments import Instrument
from .models import AnsweredBy, Interpreter, Screen


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How the questions were put. `sending` is the form's own id, so that the same form sent twice is one screen."""

    language: str = "en"  # BCP 47, the language that was spoken
    interpreter: str = Interpreter.NONE
    answered_by: str = AnsweredBy.CLIENT
    asked_alone: bool
    taken_at: datetime | None = None  # None: just now
    incomplete_because: str = ""
    sending: UUID | None = None

    @property
    def through_a_relative(self) -> bool:
        return rules.came_through_a_relative(
            interpreter=self.interpreter, answered_by=self.answered_by, asked_alone=self.asked_alone
        )


@transaction.atomic
def record(
    *, client_id: UUID, instrument: Instrument, answers: rules.Answers, asking: Asking, actor: Actor, at: datetime
) -> Screen:
    """Score and keep a screen, and announce it. Raises NotAllowed with words to show."""
    if refusal := not_recordable(instrument, answers, asking, actor, at):
        raise NotAllowed(refusal)
    result = rules.score(instrument, answers, through_a_relative=asking.through_a_relative)
    fields = whole_row(client_id, instrument, answers, asking) | outcome(result) | attribution(asking, actor, at)
    screen, is_new = kept(asking.sending, fields)
    if is_new:
        audit.wrote("screen", screen.pk, client_id=client_id, at=at)
        announce(scored(screen, instrument, result, at))
    return screen


def not_recordable(instrument: Instrument, answers: rules.Answers, asking: Asking, actor: Actor, at: datetime) -> str:
    if actor.membership_id is None:
        return "A screen needs the person who took it."
    if not instrument.may_show_items:
        return f"The questions of {instrument.title} may be used here once the rights holder's permission is on record."
    if asking.taken_at and asking.taken_at > at:
        return "The time it was taken lies in the future."
    if wrong := rules.unknown_answers(instrument, answers):
        return wrong
    return rules.missing_explanation(instrument, answers, asking.incomplete_because)


def kept(sending: UUID | None, fields: dict[str, Any]) -> tuple[Screen, bool]:
    if sending is None:
        return Screen.objects.create(**fields), True
    return Screen.objects.get_or_create(sending=sending, defaults=fields)


def whole_row(client_id: UUID, instrument: Instrument, answers: rules.Answers, asking: Asking) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "instrument": instrument.id,
        "version": instrument.version,
        "answers": dict(answers),
        "language": asking.language,
        "interpreter": asking.interpreter,
        "answered_by": asking.answered_by,
        "asked_alone": asking.asked_alone,
        "incomplete_because": asking.incomplete_because,
    }


def outcome(result: rules.Result) -> dict[str, Any]:
    return {
        "total": result.total,
        "reason": result.reason,
        "band": result.band.id if result.band else "",
        "positive": result.positive,
        "critical": bool(result.critical),
        "safety_not_asked": bool(result.not_asked),
    }


def attribution(asking: Asking, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "org_id": actor.org_id,
        "by_id": actor.membership_id,
        "by_name": actor.name,
        "taken_at": asking.taken_at or at,
        "written_at": at,
    }


def scored(screen: Screen, instrument: Instrument, result: rules.Result, at: datetime) -> ScreenScored:
    return ScreenScored(
        screen_id=screen.pk,
        client_id=screen.client_id,
        org_id=screen.org_id,
        membership_id=screen.by_id,
        instrument=screen.instrument,
        total=screen.total,
        band=screen.band,
        positive=screen.positive,
        critical=screen.critical,
        cause=result.cause,
        finding=rules.finding(instrument, screen.answers, result),
        at=at,
        step="critical" if result.cause else "scored",
    )
