"""Thin timers: load, call one action. Each may run twice and does its work once."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import Error
from django.utils.timezone import now

from throughcare.accounts import actions as accounts
from throughcare.accounts.queries import whom_to_tell
from throughcare.clients import queries as clients
from throughcare.foundation.actor import acting, current, system
from throughcare.foundation.jobs import later
from throughcare.foundation.lifecycle import NotAllowed

from . import actions, queries
from .rules import NEVER_EXPIRES

log = logging.getLogger(__name__)
LAST_TOLD = "network_lead"
ASKED_AGAIN = {"situation_review", "of_age"}


@later("referrals.tell")
def tell(event: dict[str, Any]) -> None:
    """The holder, or whom the ladder names, is told that a clock of a referral or handoff comes due or is late."""
    record: Any = queries.record_of(event["subject_kind"], UUID(event["subject_id"]))
    if record is None or record.due_at is None:
        return
    if event["clock"] == queries.JUDGED_BY and not record.is_followed:
        remind_whoever_has_them(record, event)
    else:
        remind(record, event["subject_kind"], event["tell"], event)


def remind(record: Any, kind: str, tell: str, event: dict[str, Any]) -> None:
    told = whom_to_tell(tell, holder_id=record.holder_id, desk_id=record.holder_desk_id)
    if told is None:
        return
    accounts.tell(
        to=told, clock_id=UUID(event["clock_id"]), rung=int(event["rung"]), subject_kind=kind, subject_id=record.pk,
        number=record.number, kind=event["step"], clock=event["clock"],
        due_at=datetime.fromisoformat(event["due_at"]), at=now(),
    )  # fmt: skip


def remind_whoever_has_them(promise: Any, event: dict[str, Any]) -> None:
    """Nothing may be told to the sending side, which can do nothing about it either: only who holds them there is told."""
    for ask in queries.asks_of_client(promise.client_id):
        with acting(system(ask.org_id)):
            handoff: Any = queries.record_of("handoff", ask.handoff_id)
            if handoff and handoff.referral_id == promise.pk and handoff.due_at and handoff.treatment_at is None:
                remind(handoff, "handoff", "holder", event)


@later("referrals.expire_unanswered")
def expire_unanswered(event: dict[str, Any]) -> None:
    """Silence to the end of the ladder: the ask expires and the person is back with the sending side."""
    if event["clock"] != "sent" or event["tell"] != LAST_TOLD or event["urgency"] in NEVER_EXPIRES:
        return
    try:
        actions.take_handoff_step(
            UUID(event["subject_id"]), "expire", actor=current(), at=now(), said={"reason": "Nobody answered in time."}
        )
    except NotAllowed:
        return  # somebody answered while the job waited


@later("referrals.wake_up")
def wake_up(event: dict[str, Any]) -> None:
    """The day agreed for the end of a hold has come: it is open again, with its holder."""
    if event["clock"] != "on_hold":
        return
    try:
        actions.take_referral_step(UUID(event["subject_id"]), "wake", actor=current(), at=now())
    except NotAllowed:
        return  # somebody took it up while the job waited


@later("referrals.ask_again")
def ask_again(event: dict[str, Any]) -> None:
    """To ask where the person is now, or to ask them themselves: whoever holds something open of theirs is told."""
    if event["subject_kind"] != "client" or event["clock"] not in ASKED_AGAIN:
        return
    for referral in queries.open_referrals_of(UUID(event["subject_id"])):
        told = whom_to_tell(event["tell"], holder_id=referral.holder_id, desk_id=referral.holder_desk_id)
        if told is not None:
            accounts.tell(
                to=told,
                clock_id=uuid5(referral.pk, event["clock_id"]),
                rung=int(event["rung"]),
                subject_kind="referral",
                subject_id=referral.pk,
                kind=event["step"],
                clock=event["clock"],
                due_at=datetime.fromisoformat(event["due_at"]),
                at=now(),
            )


@later("referrals.say_what_is_asked")
def say_what_is_asked(event: dict[str, Any]) -> None:
    """An errand has come due: the work list says what is asked of its holder."""
    kind, subject = event["subject_kind"], UUID(event["subject_id"])
    if event["clock"] in queries.errands():
        actions.say_what_is_asked(kind, subject, clock=event["clock"], at=datetime.fromisoformat(event["at"]))


def look_through_drafts() -> int:
    """Now and then: whoever left a draft lying is told, and what stays is removed. Each in a transaction of its own."""
    at = now()
    found = queries.fading_drafts(at=at)
    for org_id, draft_id in found:
        try:
            with acting(system(org_id)) as program:
                actions.let_fade(draft_id, actor=program, at=at)
        except Error:
            log.exception("draft %s stays, and the others go on", draft_id)
    return len(found)


@later("referrals.weigh_medicine")
def weigh_medicine(event: dict[str, Any]) -> None:
    """The day on which medicine runs out has come near: open promises are weighed again."""
    if (event["subject_kind"], event["clock"]) != ("client", "medicine"):
        return
    client = clients.client(current(), UUID(event["subject_id"]))
    if client is not None:
        at = datetime.fromisoformat(event["at"])
        actions.weigh_medicine(client.pk, org_id=client.org_id, until=client.medicine_until, at=at)


@later("referrals.pass_offer_to_lead")
def pass_offer_to_lead(event: dict[str, Any]) -> None:
    """An offer to hand over that nobody answered in time is the lead's to decide."""
    if event["subject_kind"] == "hand_over":
        subject, clock = UUID(event["subject_id"]), UUID(event["clock_id"])
        actions.pass_offer_to_lead(subject, clock_id=clock, rung=int(event["rung"]), at=now())
