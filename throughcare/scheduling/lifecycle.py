"""The life of a visit: booked, then kept, missed or canceled; a move keeps it booked at another time."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import KEEPS, Standing, lifecycle, step


class VisitStatus(TextChoices):
    BOOKED = "booked", "Booked"
    KEPT = "kept", "Kept"
    MISSED = "missed", "Missed"
    CANCELED = "canceled", "Canceled"


class Part(StrEnum):
    RECEIVER = "receiver"
    SENDER = "sender"
    SYSTEM = "program"


BOOKED, KEPT, MISSED, CANCELED = VisitStatus
RECEIVER, SENDER, SYSTEM = Part

VISIT = lifecycle(
    "visit",
    #    step        from      to        by
    step("book",     [""],     BOOKED,   by=[RECEIVER, SENDER]),
    step("confirm",  [BOOKED], KEEPS,    by=[RECEIVER, SENDER], label="The client confirmed"),
    step("move",     [BOOKED], KEEPS,    by=[RECEIVER, SENDER], label="Move to another time", needs=["visit_at"]),
    step("keep",     [BOOKED], KEPT,     by=[RECEIVER],         label="They came"),
    step("miss",     [BOOKED], MISSED,   by=[RECEIVER],         label="They did not come", needs=["reason"]),
    step("cancel",   [BOOKED], CANCELED, by=[RECEIVER, SENDER], needs=["reason"]),
    step("check_first", [BOOKED], KEEPS, by=[SYSTEM],           label="Check before the visit"),
    standings={BOOKED: Standing(holder=RECEIVER, turn=RECEIVER, waiting_on="client", clock="booked")},
)  # fmt: skip


def parts_in_visit(visit: Any, actor: Actor) -> set[Part]:
    parts = set()
    if visit.org_id == actor.org_id:
        parts.add(RECEIVER)
    if visit.sender_org_id == actor.org_id:
        parts.add(SENDER)
    if parts and actor.membership_id is None:
        parts.add(SYSTEM)
    return parts
