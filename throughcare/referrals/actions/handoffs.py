"""Steps of one ask to one service: prepared, sent with its package, answered, booked, reported, ended."""

import json
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from throughcare.accounts import queries as accounts
from throughcare.consent import actions as consent_actions
from throughcare.foundation.actor import Actor, on_behalf_of
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import KEEPS, NotAllowed, Overtaken, Step
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.network import actions as services
from throughcare.network import queries as network
from throughcare.referrals import errands, kinds, packages, queries, rules, standing
from throughcare.referrals.events import HandoffMoved
from throughcare.referrals.lifecycle import (
    COORDINATOR,
    ENDED,
    EXTERNAL,
    HANDOFF,
    OPEN,
    PREPARED,
    parts_in_handoff,
    parts_in_referral,
    standing_of,
)
from throughcare.referrals.models import Handoff, HandoffStep, Package, Referral, Witness

from .changes import CHANGES, HEARD_FROM, ended, no_changes
from .cooling import rest_after_no
from .errands import begin_check_in
from .past_asks import MEANWHILE, gone, let_go, was_sent_in_vain
from .referrals import faster, hold_asks_of, hold_asks_still, hold_still, must_be_alive, must_not_be_stopped
from .returning import come_back, plan_return
from .while_waiting import notice_drifting

NO_AGREEMENT = "{} has no agreement in force. Send it on paper, or ask without a name."
ANOTHER_WAS_FIRST = "Another service said yes first. Thank you."
COORDINATOR_OWNS_AFTER = 2  # noes: the bounce brake (design §3)


@action
def prepare(referral_id: UUID, *, service_id: UUID, choice: str, actor: Actor, at: datetime) -> Handoff:
    """The client chose this service: one ask begins. `choice` says in words how they chose, or why there was no choice."""
    services.hold_open(service_id)
    hold_asks_of(referral_id)
    referral = hold_still(referral_id)
    parts = parts_in_referral(referral, actor)
    if referral.status != OPEN:
        raise NotAllowed("Open the referral first.")
    must_be_alive(referral)
    if not rules.may_ask_another(referral):
        raise NotAllowed("A service has been asked already. Wait for its answer, or recall it.")
    if referral.noes >= COORDINATOR_OWNS_AFTER and COORDINATOR not in parts:
        raise NotAllowed("Two services said no. A coordinator takes it from here.")
    must_not_be_stopped(referral)
    today = accounts.today_of(referral.org, at)
    service = listed(service_id, on=today, org_id=referral.org_id)
    must_not_cool_off(service, referral, on=today)
    step = HANDOFF.check("prepare", SimpleNamespace(status=""), parts)
    handoff = asked_of(service, referral, choice=choice)
    for name, value in standing.handoff_standing(handoff, key=str(PREPARED), actor=actor, at=at).items():
        setattr(handoff, name, value)
    handoff.save(force_insert=True)
    involve(handoff)
    record(handoff, step, source="", said="Chosen", facts={}, actor=actor, at=at, words={"reason": choice.strip()})
    come_back(handoff, at=at)
    return handoff


def must_not_cool_off(service: Any, referral: Referral, *, on: date) -> None:
    if referral.urgency in rules.NEVER_HELD_BACK:
        return
    if until := queries.cooling_off(referral.org_id, [service.pk], on=on).get(service.pk):
        raise NotAllowed(f"They had no room, and are not asked again before {until.day} {until:%B}. Choose another.")


def listed(service_id: UUID, *, on: date, org_id: UUID) -> Any:
    service: Any = network.service_to_ask(service_id, on=on, org_id=org_id)
    if service is None or service.gone_at:
        raise NotAllowed("This service is no longer listed.")
    if service.closes_on:
        services.hold_open(service_id)  # refuses, and says why
    return service


def asked_of(service: Any, referral: Referral, *, choice: str) -> Handoff:
    """Not written yet, and without its standing."""
    return Handoff(
        referral=referral, kind=referral.kind, number=referral.number,
        client_id=referral.client_id, org=referral.org, to_org=service.run_by,
        to_desk_id=desk_of(service), service=service, service_name=service.name, urgency=referral.urgency, choice=choice.strip(),
        requested_at=referral.first_requested_at,
    )  # fmt: skip


def desk_of(service: Any) -> UUID | None:
    """Where it lands: the service's desk, else the first desk of the organization that runs it."""
    if service.desk_id or service.run_by_id is None:
        return service.desk_id
    desk = accounts.desks(Actor(org_id=service.run_by_id)).first()
    return desk.pk if desk else None


def involve(handoff: Handoff) -> None:
    """Sight for the sender, and once it is sent for the receiver: written by the law function that checks both."""
    with connection.cursor() as cursor:
        cursor.execute("select law.involve(%s)", [handoff.pk])


@action
def share_on(handoff_id: UUID, *, basis_id: UUID, actor: Actor, at: datetime) -> Handoff:
    """On this basis, and with the feedback that the client allowed."""
    handoff = hold_handoff_still(handoff_id)
    if handoff.status != PREPARED or not parts_in_handoff(handoff, actor) & {"sender", "coordinator"}:
        raise NotAllowed("It has been sent already.")
    basis = consent_actions.lock(basis_id)
    if basis is not None and basis.client_id != handoff.client_id:
        raise NotAllowed("This consent is about somebody else. Record one for this person.")
    must_allow(basis, handoff, at=at)
    assert basis is not None
    stand_on(handoff, basis)
    Handoff.objects.filter(pk=handoff.pk).update(basis_id=basis.pk, feedback=handoff.feedback)
    return handoff


def stand_on(handoff: Handoff, basis: Any) -> None:
    """The basis on which it goes, and what may come back: as agreed, as far as its kind lets anything back."""
    handoff.basis_id, handoff.feedback = basis.pk, kinds.comes_back(handoff.kind, basis.feedback)


@action
def send(handoff_id: UUID, *, actor: Actor, at: datetime, seen: str = "") -> Handoff:
    """The package leaves, frozen, on its lawful basis; the disclosure is recorded; the receiver's clock starts."""
    for service_id in Handoff.objects.filter(pk=handoff_id).values_list("service_id", flat=True):
        services.hold_open(service_id)
    handoff = hold_handoff_still(handoff_id, seen=seen)
    step = HANDOFF.check("send", handoff, parts_in_handoff(handoff, actor))
    must_be_alive(handoff.referral)
    must_not_be_stopped(handoff.referral)
    basis = consent_actions.lock(handoff.basis_id)
    must_allow(basis, handoff, at=at)
    assert basis is not None
    if (
        handoff.to_org_id
        and accounts.agreement_in_force(handoff.to_org_id, on=accounts.today_of(handoff.org, at)) is None
    ):
        raise NotAllowed(NO_AGREEMENT.format(handoff.service_name))
    referral = handoff.referral
    cleared = packages.clear(referral, basis, legal_kind=handoff.org.legal_kind, actor=actor)
    move(handoff, step, actor=actor, at=at, sent_at=at, external=external_of(handoff))
    package = packages.freeze(handoff, referral, cleared, at=at)
    package.save(force_insert=True)
    involve(handoff)
    packages.note_documents(package, handoff, actor=actor, at=at)
    disclose(handoff, basis, package, actor=actor, at=at)
    record(handoff, step, source=str(PREPARED), said="Sent", facts={"withheld": cleared.withheld}, actor=actor, at=at)
    return handoff


def external_of(handoff: Handoff) -> str:
    """Whether it goes to a place that is not chased. The service is held: nobody says otherwise meanwhile."""
    is_outside = handoff.to_org_id is None  # whoever has joined meanwhile answers here
    return str(EXTERNAL) if is_outside and network.managed_externally(handoff.org_id, [handoff.service_id]) else ""


def must_allow(basis: Any, handoff: Handoff, *, at: datetime) -> None:
    """Raises NotAllowed where this basis does not let us tell this service anything today."""
    today = accounts.today_of(handoff.org, at)
    consent_actions.must_allow(basis, service_id=handoff.service_id, legal_kind=handoff.org.legal_kind, on=today)


def hand_over(package: Package, items: list[dict[str, Any]]) -> None:
    """Package, sight and both work lists in one statement, by the law function that checks who sends."""
    columns = {field.attname: getattr(package, field.attname) for field in Package._meta.concrete_fields}
    said = [json.dumps(each, default=str) for each in (columns, items)]
    with connection.cursor() as cursor:
        cursor.execute("select law.hand_over(%s::jsonb, %s::jsonb)", said)


def disclose(handoff: Handoff, basis: Any, package: Package, *, actor: Actor, at: datetime) -> None:
    consent_actions.record_disclosure(
        basis=basis, to_org_id=handoff.to_org_id, to_service_id=handoff.service_id, handoff_id=handoff.pk,
        sections=[section["key"] for section in package.sections],
        documents=[document["title"] for document in package.documents], digest=package.digest, notice=package.notice,
        actor=actor, at=at,
    )  # fmt: skip


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
