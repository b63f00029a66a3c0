"""Errands of a holder, begun and done with their clocks; the work list says what is asked when one is due."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from throughcare.clients import queries as clients
from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.foundation.work import actions as work
from throughcare.network import queries as network
from throughcare.referrals import errands, queries, standing
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.referrals.models import Handoff, Referral

LOST = "coverage_lost"


def begin(record: Any, name: str, *, at: datetime, since: datetime | None = None) -> dict[str, Any]:
    """One more errand, with a clock that starts `since` then. What that changes on the record."""
    org = errands.side_of(record)
    clocks.stop(org_id=org.pk, subject_id=record.pk, step=name, at=at)
    kind = "referral" if isinstance(record, Referral) else "handoff"
    standing.restart_clock(org, kind=kind, subject_id=record.pk, step=name, urgency=record.urgency, at=since or at)
    record.errands = [*(each for each in record.errands if each != name), name]
    return {"errands": record.errands, "due_at": errands.earliest(record, record.due_at)}


def done(record: Any, names: Collection[str], *, at: datetime) -> dict[str, Any]:
    """It is done; the record is due again when its own step is. What that changes."""
    for name in set(names) & set(record.errands):
        clocks.stop(org_id=errands.side_of(record).pk, subject_id=record.pk, step=name, at=at)
    record.errands = [each for each in record.errands if each not in names]
    return {"errands": record.errands, "due_at": errands.earliest(record, standing.own_due(record, at=at))}


# --- how they find it there


def begin_check_in(handoff: Handoff, *, at: datetime) -> None:
    """Treatment began. Whoever may be told asks later how they find it: the sending side, else who holds them there."""
    since = handoff.treatment_at or at
    if not standing.sender_is_told(handoff):
        write(handoff, begin(handoff, "check_in", at=at, since=since))
        return
    with on_behalf_of(handoff.org_id):
        referral = Referral.objects.select_related("org").get(pk=handoff.referral_id)
        if REFERRAL.is_open(referral.status):
            write(referral, begin(referral, "check_in", at=at, since=since))


def write(record: Any, changes: dict[str, Any]) -> None:
    type(record).objects.filter(pk=record.pk).update(**changes)
    record.due_at = changes["due_at"]
    work.give_time(record.pk, org_id=errands.side_of(record).pk, due_at=record.due_at)


def heard(record: Any, said: dict[str, Any], facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What they answered, and what it asks of the holder next. Where they are in treatment stays as it is."""
    answer = errands.finds_it().get(facts.get("finds_it", ""))
    if answer is None:
        raise NotAllowed("Say how they find it there.")
    said["reason"] = ". ".join(part for part in (answer["words"], said.get("reason", "")) if part)
    changes = done(record, errands.CHECK_INS, at=at)
    return begin(record, answer["next"], at=at) if answer["next"] else changes


def talked_over(record: Any, said: dict[str, Any], at: datetime) -> dict[str, Any]:
    if not said.get("reason"):
        raise NotAllowed("Write down what you agreed on.")
    return done(record, errands.TALKS, at=at)


# --- who pays, as the receiving side writes it down for whom it has in hand


def uncovered(handoff: Handoff, words: dict[str, Any], facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    day: date | None = facts.get("uncovered_from")
    if day is None:
        raise NotAllowed("Say from when on.")
    words["reason"] = ". ".join(part for part in (f"From {day.day} {day:%B %Y}", words.get("reason", "")) if part)
    return begin(handoff, LOST, at=at)


def covered(handoff: Handoff, words: dict[str, Any], facts: dict[str, Any], at: datetime) -> dict[str, Any]:
    how, payer = facts.get("covered", ""), facts.get("payer", "")
    if missing := clients.missing_in_coverage(how, payer=payer):
        raise NotAllowed(missing)
    way = clients.ways_to_be_covered()[how]
    pays = network.labels("payers").get(payer, payer) if way["asks_payer"] else ""
    said = f"{way['words']}: {pays}" if pays else way["words"]
    words["reason"] = ". ".join(part for part in (said, words.get("reason", "")) if part)
    return done(handoff, [LOST], at=at)


# --- when it comes due


@action
def say_what_is_asked(kind: str, record_id: UUID, *, clock: str, at: datetime) -> None:
    """The line of the work list says what is asked, from the moment at which it is due."""
    record = queries.record_of(kind, record_id)
    if record is not None and clock in record.errands:
        work.say(record_id, org_id=errands.side_of(record).pk, said=errands.words()[clock], at=at)
