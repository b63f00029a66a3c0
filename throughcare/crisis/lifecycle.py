"""The life of a risk signal: somebody gave a worrying answer, and one person answers for what happens now."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import KEEPS, Standing, lifecycle, step

from . import rules


class SignalStatus(TextChoices):
    OPEN = "open", "Open"
    PASSED_ON = "passed_on", "Taken by another person"
    ANSWERED = "answered", "Answered"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


class Part(StrEnum):
    """The part somebody plays in one signal. Whoever is in the room may take it; only its holder may end it."""

    HOLDER = "holder"
    ASKED = "person asked"
    COLLEAGUE = "colleague"
    PROGRAM = "program"


OPEN, PASSED_ON, ANSWERED, ENTERED_IN_ERROR = SignalStatus
HOLDER, ASKED, COLLEAGUE, PROGRAM = Part
HELD = [OPEN, PASSED_ON]
ASK = "Ask someone to take it"

SIGNAL = lifecycle(
    "signal",
    #    step       from   to                by                     what must be true first
    step("open",    [""],  OPEN,             by=[HOLDER],           label="Opened"),
    step("answer",  HELD,  ANSWERED,         by=[HOLDER],           label="Answer", needs=["level", "method", "done"]),
    step("ask",     HELD,  KEEPS,            by=[HOLDER],           unmet=rules.already_asked, label=ASK, needs=["to"]),
    step("keep",    HELD,  KEEPS,            by=[HOLDER],           unmet=rules.nobody_asked, label="Keep it"),
    step("take",    HELD,  PASSED_ON,        by=[ASKED, COLLEAGUE], label="I have them"),
    step("inherit", HELD,  KEEPS,            by=[PROGRAM],          label="The holder's access ended"),
    step("escalate", HELD, KEEPS,            by=[PROGRAM],          label="Not answered in time"),
    step("void",    HELD,  ENTERED_IN_ERROR, by=[HOLDER],           label="Entered in error", needs=["reason"]),
    standings={
        #                   who answers for the person  whose move    what it waits on       which clock
        OPEN:      Standing(holder=HOLDER,              turn=HOLDER,  waiting_on="nobody",   clock="signal"),
        PASSED_ON: Standing(holder=HOLDER,              turn=HOLDER,  waiting_on="nobody",   clock="signal"),
    },
)  # fmt: skip


def parts_in_signal(signal: Any, actor: Actor) -> set[Part]:
    """Nobody outside the organization has a part. The program may pass a signal on, never end it."""
    if signal.org_id != actor.org_id:
        return set()
    if actor.membership_id is None:
        return {PROGRAM}
    if signal.holder_id == actor.membership_id or is_desk_of(signal.holder_desk_id, actor):
        return {HOLDER}
    if signal.asked_id == actor.membership_id or is_desk_of(signal.asked_desk_id, actor):
        return {ASKED}
    return {COLLEAGUE}


def is_desk_of(desk_id: Any, actor: Actor) -> bool:
    return desk_id is not None and desk_id == actor.desk_id
