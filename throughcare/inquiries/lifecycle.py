"""The life of an inquiry: one question to one service about somebody who is not named."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.accounts.roles import Role
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import Standing, lifecycle, step


class InquiryStatus(TextChoices):
    INQUIRED = "inquired", "Asked without a name"
    CALL_WANTED = "call_wanted", "Wants a call"
    OFFERED = "offered", "Said yes"
    OVER = "over", "Over"


class Part(StrEnum):
    SENDER = "sender"
    RECEIVER = "receiver"
    SYSTEM = "program"


INQUIRED, CALL_WANTED, OFFERED, OVER = InquiryStatus
SENDER, RECEIVER, SYSTEM = Part
SENDING = (Role.REFERRER, Role.COORDINATOR, Role.CLINICIAN)
RECEIVING = (Role.RECEIVER, Role.CLINICIAN, Role.COORDINATOR)

INQUIRY = lifecycle(
    "inquiry",
    #    step          from                              to           by
    step("inquire",    [""],                             INQUIRED,    by=[SENDER],           label="Asked without a name"),
    step("say_yes",    [INQUIRED, CALL_WANTED],          OFFERED,     by=[RECEIVER],         label="We have room", needs=["from_on", "conditions"]),
    step("say_no",     [INQUIRED, CALL_WANTED, OFFERED], OVER,        by=[RECEIVER, SYSTEM], label="Not this time", needs=["decline_reason", "full_until", "reason"]),
    step("call_me",    [INQUIRED],                       CALL_WANTED, by=[RECEIVER],         label="Call us first", needs=["reason"]),
    step("take_offer", [OFFERED],                        OVER,        by=[SENDER],           label="The client chose it", needs=["reason"]),
    step("thank",      [INQUIRED, CALL_WANTED, OFFERED], OVER,        by=[SENDER, SYSTEM],   label="Released, with thanks"),
    step("lapse",      [INQUIRED, CALL_WANTED],          OVER,        by=[SYSTEM],           label="No answer in time"),
    standings={
        #                    who answers for the person  whose move      what it waits on       which clock
        INQUIRED:    Standing(holder=SENDER,             turn=RECEIVER,  waiting_on="receiver", clock="sent"),
        CALL_WANTED: Standing(holder=SENDER,             turn=SENDER,    waiting_on="receiver", clock="asked"),
        OFFERED:     Standing(holder=SENDER,             turn=SENDER,    waiting_on="client",   clock="prepared"),
    },
)  # fmt: skip


def parts_in_inquiry(inquiry: Any, actor: Actor) -> set[Part]:
    """A service outside the network answers by phone or link: the asking side or the program writes it down for it."""
    parts: set[Part] = set()
    is_program = actor.membership_id is None and actor.org_id is not None
    if inquiry.org_id == actor.org_id:
        parts |= {SENDER} if actor.has(*SENDING) else set()
        parts |= {SYSTEM} if is_program else set()
    answers = inquiry.to_org_id or inquiry.org_id
    if answers == actor.org_id and (actor.has(*RECEIVING) or (is_program and inquiry.to_org_id is None)):
        parts.add(RECEIVER)
    return parts
