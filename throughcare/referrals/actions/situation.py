"""What becomes of everything open when a person's situation changes, in the transaction in which it does.

Our own side learns what happened. The other side learns that something did, and whom to call: no more than that.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.clients import actions as clients
from throughcare.clients import queries as people_known
from throughcare.foundation.actor import Actor, acting, current, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.events import announce
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.referrals import medicine, queries, rules, standing
from throughcare.referrals.events import HandoffMoved
from throughcare.referrals.lifecycle import (
    HANDOFF,
    IN_HAND,
    ON_HOLD,
    PREPARED,
    REFERRAL,
    SENT,
    SYSTEM,
    parts_in_handoff,
    standing_key,
)
from throughcare.referrals.models import Handoff, HandoffStep, Referral, Urgency

from .handoffs import hold_handoff_still, take_handoff_step
from .referrals import go_on, hold_still, take_referral_step

CHANGED = "The person's situation changed."


def tell_situation(event: Any) -> None:
    """Whoever holds something open of theirs hears of it. Asks first, then promises: the order of every step."""
    for ask in queries.asks_of_client(event.client_id):
        with acting(system(ask.org_id)) as program:
            tell_receiver(ask.handoff_id, event, program)
    for referral in still(event.client_id, event.org_id):
        note(referral, event, words=in_words(event))


def end_contact(event: Any) -> None:
    """Deceased: what is asked and not accepted is taken back; whoever holds is told; each promise waits for its end."""
    for pk in hold_unanswered(event.client_id, event.org_id):
        said = {"reason": f"{CHANGED} Nothing more is needed."}
        take_handoff_step(pk, "release", actor=system(event.org_id), at=event.at, said=said)
    tell_situation(event)


def hold_unanswered(client_id: UUID, org_id: UUID) -> list[UUID]:
    """The asks that wait for an answer, each locked before the promises: the order of every step."""
    asked = Handoff.objects.filter(client_id=client_id, org_id=org_id, status__in=[PREPARED, SENT])
    return list(asked.select_for_update().order_by("id").values_list("pk", flat=True))


def contact_today(event: Any) -> None:
    """Home again from hospital, custody or care: every promise is due the same day."""
    tell_situation(event)
    for referral in still(event.client_id, event.org_id):
        standing.contact_today(referral, at=event.at)
        standing.show_sender(referral, beside="", said="Home again: contact them today", at=event.at)


def still(client_id: UUID, org_id: UUID) -> Iterator[Referral]:
    """The open promises to this person, each locked, and open still once it is."""
    open_ones = Referral.objects.filter(client_id=client_id, org_id=org_id, status__in=list(REFERRAL.standings))
    for pk in list(open_ones.order_by("id").values_list("pk", flat=True)):
        referral = hold_still(pk)
        if referral.status in REFERRAL.standings:
            yield referral


def in_words(event: Any) -> str:
    again = f" Ask again on {event.review_on.day} {event.review_on:%B}." if event.review_on else ""
    today = " Contact them today." if event.step == "release" else ""
    return f"{event.words}.{again}{today}"


def note(referral: Referral, event: Any, *, words: str) -> None:
    step = REFERRAL.check("situation", referral, {SYSTEM})
    said = {"reason": words, "said_by": event.source}
    go_on(referral, step, changes={}, said=said, actor=current(), at=event.at)
    if referral.holder_id is None or referral.holder_id != current().membership_id:
        tell_holder(referral, "referral", holder_id=referral.holder_id, desk_id=referral.holder_desk_id, at=event.at)


def tell_receiver(handoff_id: UUID, event: Any, program: Actor) -> None:
    """A step on the ask that says whom to call. Its clock and its turn stay."""
    handoff = hold_handoff_still(handoff_id)
    if handoff.status not in {SENT, *IN_HAND}:
        return
    step = HANDOFF.check("situation", handoff, parts_in_handoff(handoff, program))
    said = {"reason": whom_to_call(handoff)}
    HandoffStep.objects.create(record=handoff, **taken(step, source=handoff.status, actor=program, at=event.at, **said))
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=event.at)
    standing.say_to_receiver(handoff, said=f"{step.label}: call", at=event.at)
    holder_id = handoff.holder_id if handoff.status in IN_HAND else None
    tell_holder(handoff, "handoff", holder_id=holder_id, desk_id=handoff.to_desk_id, at=event.at)
    announce(
        HandoffMoved(
            handoff_id=handoff.pk, referral_id=handoff.referral_id, org_id=handoff.org_id, to_org_id=handoff.to_org_id,
            client_id=handoff.client_id, step=step.name, at=event.at,
        )
    )  # fmt: skip


def whom_to_call(handoff: Handoff) -> str:
    if handoff.to_org_id is None:
        return f"{CHANGED} Call {handoff.service_name}."
    phone = f" ({handoff.org.phone})" if handoff.org.phone else ""
    return f"{CHANGED} Call {handoff.org.name}{phone} before the next contact."


def tell_holder(
    record: Any, kind: str, *, holder_id: UUID | None, desk_id: UUID | None, at: datetime, news: str = "situation"
) -> None:
    told = people.whom_to_tell("holder", holder_id=holder_id, desk_id=desk_id)
    if told is None:
        return
    step = record.steps.order_by("-at", "-id").first()
    accounts.tell(
        to=told, clock_id=step.pk, rung=0, subject_kind=kind, subject_id=record.pk, kind=news, clock="situation",
        due_at=record.due_at or at, at=at,
    )  # fmt: skip


# --- risk and medicine


def raise_risk(event: Any) -> None:
    """A risk signal opened: none of this person's promises here ends as unreached without a clinician's word."""
    rows = Referral.objects.filter(client_id__in=people_known.same_person(event.client_id), org_id=event.org_id)
    rows.update(risk_raised_at=event.at)


def share_risk(event: Any) -> None:
    """Two records are one person: risk raised on one counts for what was promised on the other. An earlier word stays."""
    rows = Referral.objects.filter(client_id__in=people_known.same_person(event.client_id), org_id=event.org_id)
    rows.filter(risk_raised_at=None).update(risk_raised_at=event.at)


def weigh_medicine_of(event: Any) -> None:
    """The day on which medicine runs out was written down, or a promise was opened for somebody with such a day."""
    weigh_medicine(event.client_id, org_id=event.org_id, until=event.until, at=event.at)


@action
def weigh_medicine(client_id: UUID, *, org_id: UUID, until: date | None, at: datetime) -> None:
    """Open promises become as urgent as the days that are left ask for, never less; and a day to weigh it again."""
    on = people.today_of(people.organization(org_id), at)
    if (urgency := medicine.urgency_on(on, until=until)) and until:
        hold_unanswered(client_id, org_id)
        for referral in still(client_id, org_id):
            raise_urgency(referral, urgency, reason=f"Medicine runs out on {until.day} {until:%B}.", at=at)
    clients.remind_of_medicine(client_id, org_id=org_id, on=medicine.weigh_again_on(on, until=until), at=at)


def raise_urgency(referral: Referral, urgency: str, *, reason: str, at: datetime) -> None:
    order = list(Urgency.values)
    if order.index(urgency) >= order.index(referral.urgency):
        return
    if referral.status == ON_HOLD and urgency in rules.NEVER_HELD_BACK:
        woken = take_referral_step(referral.pk, "wake", actor=system(referral.org_id), at=at)
        referral.status, referral.due_at = woken.status, woken.due_at
    step = REFERRAL.check("raise_urgency", referral, {SYSTEM})
    said = {"reason": reason, "facts": {"from": referral.urgency, "to": urgency}}
    changes = {"urgency": urgency, "urgency_reason": reason, "due_at": sooner(referral, "referral", urgency, at=at)}
    go_on(referral, step, changes=changes, said=said, actor=current(), at=at)
    for handoff in Handoff.objects.filter(referral=referral, status__in=[PREPARED, SENT]).select_related(
        "org", "to_org"
    ):
        due_at = sooner(handoff, "handoff", urgency, at=at)
        Handoff.objects.filter(pk=handoff.pk).update(urgency=urgency, due_at=due_at)
        handoff.urgency, handoff.due_at = urgency, due_at
        standing.reflect(handoff, said=step.label, at=at)


def sooner(record: Any, kind: str, urgency: str, *, at: datetime) -> datetime:
    """When it is due now. Its clock keeps its start; what has no clock of its own is due when its step would be."""
    standings = HANDOFF.standings if kind == "handoff" else REFERRAL.standings
    key = standing_key(record) if kind == "handoff" else record.status
    name = standings[key].clock
    due_at = standing.due(record.org, step=name, urgency=urgency, at=at)
    if clock_queries.open_clock(record.pk, name) is not None:
        org = record.org
        clocks.reschedule(
            org_id=org.pk, network_id=org.network_id, subject_id=record.pk, step=name, urgency=urgency,
            calendar=people.calendar_of(org), policy=org.response_policy, at=at,
        )  # fmt: skip
    return min(due_at, record.due_at or due_at)
