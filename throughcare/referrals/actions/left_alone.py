"""Whose clinician left, or whose program closes, comes onto a list, with a time by which somebody else sees them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.foundation.actor import Actor, acting, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.foundation.work import actions as work
from throughcare.referrals import standing
from throughcare.referrals.lifecycle import HANDOFF, parts_in_handoff
from throughcare.referrals.models import Handoff, HandoffStep

from .handoffs import hold_handoff_still


@action
def leave_alone(leaver_id: UUID, handoff_ids: Collection[UUID], *, org_id: UUID, at: datetime) -> None:
    """They hold nobody any more. For each of these people: history, a clock, the last event of the line, the lead is told."""
    leaver = people.membership(leaver_id)
    assert leaver is not None
    with acting(system(org_id)) as program:
        for handoff_id in handoff_ids:
            handoff = hold_handoff_still(handoff_id)
            if handoff.alone_since is None:  # else they wait for somebody already, and since then
                had = leaver.person.name
                needs_another(
                    handoff, "needs_clinician", had=had, why=f"{had} saw them until now.", program=program, at=at
                )


def needs_another(handoff: Handoff, name: str, *, had: str, why: str, program: Actor, at: datetime) -> None:
    step = HANDOFF.check(name, handoff, parts_in_handoff(handoff, program))
    HANDOFF.move(handoff, step, **standing.leave_alone(handoff, at=at))
    said: dict[str, Any] = {"reason": why, "facts": {"had": had}}
    row = HandoffStep.objects.create(record=handoff, **taken(step, source=handoff.status, actor=program, at=at, **said))
    work.say(handoff.pk, org_id=standing.receiving_org(handoff).pk, said=step.label, at=at, due_at=handoff.due_at)
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=at)
    tell_lead(handoff, row, at=at)


def tell_lead(handoff: Handoff, row: HandoffStep, *, at: datetime) -> None:
    lead = people.whom_to_tell("desk_lead", holder_id=handoff.holder_id, desk_id=handoff.holder_desk_id)
    if lead is not None:
        accounts.tell(
            to=lead, clock_id=row.pk, rung=0, subject_kind="handoff", subject_id=handoff.pk, kind="alone",
            clock=standing.ALONE, due_at=handoff.due_at or at, at=at,
        )  # fmt: skip


@action
def see_again(handoff_id: UUID, *, at: datetime) -> None:
    """A visit is booked for somebody who was left alone: they wait for nobody any more."""
    handoff = hold_handoff_still(handoff_id)
    if handoff.alone_since is not None and handoff.service.closed_on is None:
        wait_no_more(handoff, said="A visit is booked", at=at)


def wait_no_more(handoff: Handoff, *, said: str, at: datetime) -> None:
    HANDOFF.move(handoff, HANDOFF["needs_clinician"], **standing.seen_again(handoff, at=at))
    org_id = standing.receiving_org(handoff).pk
    work.say(handoff.pk, org_id=org_id, said=said, at=at, due_at=handoff.due_at)
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=at)
