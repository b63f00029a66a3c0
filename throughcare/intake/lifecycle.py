"""The life of a help request: somebody asked on a public page, and one desk or person answers for it until it was heard."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import KEEPS, Standing, lifecycle, step

from . import rules


class HelpStatus(TextChoices):
    KNOCKED = "knocked", "Waits for a call"
    TAKEN = "taken", "Somebody calls"
    HEARD = "heard", "Heard"
    SET_ASIDE = "set_aside", "Set aside"


class Part(StrEnum):
    CALLER = "caller"
    HOLDER = "holder"
    COLLEAGUE = "colleague"
    PROGRAM = "program"


KNOCKED, TAKEN, HEARD, SET_ASIDE = HelpStatus
CALLER, HOLDER, COLLEAGUE, PROGRAM = Part
WAITS = [KNOCKED, TAKEN]
TRIED_TO_CALL = "tried"  # how a taken request stands after a call that did not reach them

HELP = lifecycle(
    "help request",
    #    step         from     to         by                    what must be true first
    step("knock",     [""],    KNOCKED,   by=[CALLER],          label="Asked for help"),
    step("take",      WAITS,   TAKEN,     by=[COLLEAGUE],       label="I call them"),
    step("try_call",  [TAKEN], KEEPS,     by=[HOLDER],          label="I could not reach them", needs=["reason"]),
    step("begin",     [TAKEN], HEARD,     by=[HOLDER],          label="Begin a referral", needs=["need"]),
    step("listen",    [TAKEN], HEARD,     by=[HOLDER],          label="We spoke, no referral is needed", needs=["reason"]),
    step("give_up",   [TAKEN], HEARD,     by=[HOLDER],          unmet=rules.tries_missing, label="Stop calling", needs=["reason"]),
    step("set_aside", WAITS,   SET_ASIDE, by=[HOLDER, COLLEAGUE], label="Not meant for us", needs=["reason"]),
    step("inherit",   WAITS,   KEEPS,     by=[PROGRAM],         label="The holder's access ended"),
    standings={
        #                       who answers for it        whose move     what it waits on       which clock
        KNOCKED:       Standing(holder=HOLDER,            turn=HOLDER,   waiting_on="nobody",   clock="open"),
        TAKEN:         Standing(holder=HOLDER,            turn=HOLDER,   waiting_on="nobody",   clock="open"),
        TRIED_TO_CALL: Standing(holder=HOLDER,            turn=HOLDER,   waiting_on="client",   clock="tried", within=TAKEN),
    },
)  # fmt: skip


def parts_in_help(request: Any, actor: Actor) -> set[Part]:
    """Nobody outside the organization of the desk has a part; whoever holds it calls, any colleague may take it."""
    if request.org_id != actor.org_id:
        return set()
    if actor.membership_id is None:
        return {PROGRAM} if request.status else {CALLER}
    return {HOLDER} if request.holder_id == actor.membership_id else {COLLEAGUE}


def stands(request: Any) -> Standing:
    """How an open request stands."""
    is_tried = request.status == TAKEN and request.tries
    return HELP.standings[TRIED_TO_CALL if is_tried else str(request.status)]
