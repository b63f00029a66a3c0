"""Steps of one ask to one service: prepared, sent with its package, answered, booked, reported, ended."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from throughcare.foundation.actor import Actor, on_behalf_of
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import KEEPS, NotAllowed, Overtaken, Step
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.network import actions as services
from throughcare.referrals import errands, kinds, standing
from throughcare.referrals.events import HandoffMoved
from throughcare.referrals.lifecycle import (
    ENDED,
    HANDOFF,
    parts_in_handoff,
    standing_of,
)
from throughcare.referrals.models import Handoff, HandoffStep, Witness

from .changes import CHANGES, HEARD_FROM, ended, no_changes
from .cooling import rest_after_no
from .errands import begin_check_in
from .past_asks import MEANWHILE, gone, let_go, was_sent_in_vain
from .referrals import faster, hold_asks_still
from .returning import plan_return
from .while_waiting import notice_drifting

ANOTHER_WAS_FIRST = "Another service said yes first. Thank you."


@action
def take_handoff_step(
    handoff_id: UUID, name: str, *, actor: Actor, at: datetime, seen: str = "", said: dict[str, Any] | None = None,
    **facts: Any,
) -> Handoff:  # fmt: skip
    """Any step but prepare and send. `said`: reason, said_by, route, happened_at; `facts`: what the step needs.

    Raises NotAllowed with the reason, Overtaken when somebody else moved it since the page was `seen`.
    """
    if name in {"prepare", "send"}:
        raise NotAllowed("This step has a page of its own.")
    if name in {"accept", "hear_came"}:
        hold_asks_still(handoff_id)
    if facts.get("full_until"):
        services.hold(service_of(handoff_id))
    handoff = hold_handoff_still(handoff_id, seen=seen)
    step = HANDOFF.check(name, handoff, parts_in_handoff(handoff, actor))
    source, words = handoff.status, dict(said or {})
    changes = CHANGES.get(name, ended if step.target == ENDED else no_changes)(handoff, step, words, facts, at)
    move(handoff, step, actor=actor, at=at, **changes)
    record(handoff, step, source=source, said=step.label, facts=facts, actor=actor, at=at, words=words)
    if name == "keep_in_touch":
        notice_drifting(handoff, at=at)
    if name == "accept" and not standing.sender_is_told(handoff):
        leave(handoff)
    if was_sent_in_vain(handoff):
        let_go(handoff, words=words, facts=facts, actor=actor, at=at)
    if name == "decline":
        rest_after_no(handoff, facts, said_by=words.get("said_by", ""), actor=actor, at=at)
    return handoff


def service_of(handoff_id: UUID) -> UUID:
    found = Handoff.objects.filter(pk=handoff_id).values_list("service_id", flat=True).first()
    if found is None:
        raise gone(handoff_id)
    return found


def hold_handoff_still(handoff_id: UUID, *, seen: str = "") -> Handoff:
    """Lock before judging."""
    rows = Handoff.objects.select_for_update(of=("self",)).select_related("org", "to_org", "service")
    handoff = rows.filter(pk=handoff_id).first()
    if handoff is None:
        raise gone(handoff_id)
    if seen and seen != handoff.status:
        raise Overtaken(faster(handoff))
    return handoff


def hold_ask_still(event: Any) -> None:
    """React to a VisitComing: nobody takes the ask back while a visit is written for it. What ended meanwhile has no visits."""
    if hold_handoff_still(event.handoff_id).status == ENDED:
        raise Overtaken(MEANWHILE)


GIVE_A_NEW_TIME = {
    "ask", "answer", "report", "keep_in_touch", "weigh_again", "reach_out", "manage_externally", "answer_again",
    "hear_not_come", "hear_nothing",
}  # fmt: skip


def begins_anew(step: Step) -> bool:
    """Does this step give the handoff a new time? A question passes the turn, a report asks for the next; the rest keep it."""
    return step.target != KEEPS or step.name in GIVE_A_NEW_TIME


def move(handoff: Handoff, step: Step, *, actor: Actor, at: datetime, **changes: Any) -> None:
    target = step.leads_to(handoff.status)
    question = changes.get("question", handoff.question)
    if begins_anew(step):
        tries = changes.get("looked_for", handoff.looked_for)
        external = changes.get("external", handoff.external)
        key = standing_of(target, question=question, looked_for=tries, external=external)
        changes = standing.handoff_standing(handoff, key=key, actor=actor, at=at) | changes
        since = changes.get("alone_since", handoff.alone_since)
        if since:
            changes["due_at"] = standing.no_later(handoff, changes["due_at"], since=since)
        changes["due_at"] = errands.earliest(handoff, changes["due_at"])
    try:
        HANDOFF.move(handoff, step, **changes)
    except IntegrityError as refused:
        if "one_receiver_holds_a_referral" not in str(refused):
            raise
        raise Overtaken(ANOTHER_WAS_FIRST) from refused


def record(
    handoff: Handoff, step: Step, *, source: str, said: str, facts: dict[str, Any], actor: Actor, at: datetime,
    words: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """History, clock, both work lists, audit and news: everything that goes with a step, in its transaction."""
    told = {name: value for name, value in facts.items() if name in KEPT_FACTS}
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
    HandoffStep.objects.create(
        record=handoff, **taken(step, source=source, actor=actor, at=at, facts=told, **(words or {}))
    )
    if begins_anew(step):
        standing.keep_handoff_time(handoff, source=source, at=at, starts=facts.get("visit_at"))
    if (
        step.name in {"reach_out", "treat_here", "lose_coverage", "cover"}
        and handoff.feedback == "attendance"
        and handoff.to_org_id not in {None, handoff.org_id}
    ):
        standing.reflect_inside(handoff, said=said, at=at)
    else:
        standing.reflect(handoff, said=said, at=at, no=kinds.counts_as_no(handoff.kind, step.name))
    if step.name in {"assess", "begin_treatment"}:
        came(handoff, step, at=at)
    if step.name == "hand_back":
        plan_return(handoff, facts, at=at)
    if step.name == "begin_treatment":
        begin_check_in(handoff, at=at)
    if step.name in {"hear_came", "hear_not_come"}:
        heard(handoff, step, facts["heard_from"], at=at)
    tell(handoff, step, at=at)


KEPT_FACTS = {
    "decline_reason",
    "withheld",
    "visit_at",
    "contact",
    "weeks",
    "was",
    "urgency",
    "outcome",
    "recommends",
    "finds_it",
    "returns_on",
    "returns_if",
    "heard_from",
    "uncovered_from",
    "covered",
    "payer",
}


def tell(handoff: Handoff, step: Step, *, at: datetime) -> None:
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=at)
    announce(
        HandoffMoved(
            handoff_id=handoff.pk,
            referral_id=handoff.referral_id,
            org_id=handoff.org_id,
            to_org_id=handoff.to_org_id,
            client_id=handoff.client_id,
            step=step.name,
            at=at,
            is_told=standing.sender_is_told(handoff),
        )  # fmt: skip
    )


def came(handoff: Handoff, step: Step, *, at: datetime) -> None:
    """The receiver's word that the person came, where it may be told; first treatment stops the clock that judges us.

    Where it may not, that clock goes on: one that stops is as good as the word.
    """
    if not standing.sender_is_told(handoff):
        return
    if step.name == "begin_treatment":
        treated_at = handoff.treatment_at or at
        clocks.stop(org_id=handoff.org_id, subject_id=handoff.referral_id, step="first_treatment", at=treated_at)
    with on_behalf_of(handoff.org_id):
        Witness.objects.create(
            referral_id=handoff.referral_id, org_id=handoff.org_id, who=Witness.Who.RECEIVER, says_connected=True, at=at
        )


def heard(handoff: Handoff, step: Step, heard_from: str, *, at: datetime) -> None:
    """The word of whoever told us: the place is a witness, and so are they themselves."""
    with on_behalf_of(handoff.org_id):
        Witness.objects.create(
            referral_id=handoff.referral_id, org_id=handoff.org_id, who=HEARD_FROM[heard_from],
            says_connected=step.name == "hear_came", at=at,
        )  # fmt: skip


def leave(handoff: Handoff) -> None:
    """The client lets nothing be told: the sending side's sight of this handoff ends with the acceptance."""
    with connection.cursor() as cursor:
        cursor.execute("select law.end_senders_sight(%s)", [handoff.pk])
