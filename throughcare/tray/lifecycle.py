"""The life of a paper that came in: it waits on a desk until a person typed what it says, or set it aside with a reason."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import KEEPS, Standing, lifecycle, step


class ArrivalStatus(TextChoices):
    ON_TRAY = "on_tray", "On the tray"
    TYPED = "typed", "Typed"
    LEFT_OUT = "left_out", "Set aside"


class Part(StrEnum):
    POST = "post"
    READER = "reader"


ON_TRAY, TYPED, LEFT_OUT = ArrivalStatus
POST, READER = Part

ARRIVAL = lifecycle(
    "arrival",
    #    step          from       to        by                label
    step("come_in",    [""],      ON_TRAY,  by=[POST],        label="Came in"),
    step("match",      [ON_TRAY], KEEPS,    by=[READER],      label="Say which ask it answers"),
    step("pass_on",    [ON_TRAY], KEEPS,    by=[READER],      label="Give it to another desk", needs=["reason"]),
    step("type_in",    [ON_TRAY], TYPED,    by=[READER],      label="It is typed"),
    step("leave_out",  [ON_TRAY], LEFT_OUT, by=[READER],      label="Set it aside", needs=["reason"]),
    standings={
        #                 who answers for it      whose move     what it waits on       which clock
        ON_TRAY: Standing(holder=READER,          turn=READER,   waiting_on="nobody",   clock="open"),
    },
)  # fmt: skip


def parts_in_arrival(arrival: Any, actor: Actor) -> set[Part]:
    """Whoever works at the organization whose tray it lies on reads it; before that it is in the post."""
    if arrival.org_id != actor.org_id:
        return set()
    return {READER} if arrival.status else {POST}
