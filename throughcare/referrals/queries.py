"""What others may ask about the loop, always for an actor. Which rows there are is decided by row-level security."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from throughcare.accounts import queries as accounts
from throughcare.accounts.roles import Role
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor, current
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.loops import Loops, count

from . import closing, kinds, packages, rules, standing, two_writers, waiting
from .lifecycle import HANDED, HANDOFF, IN_HAND, REFERRAL, SENDING, HandoffStatus, standing_key
from .models import (
    Closure,
    ContactAttempt,
    Handoff,
    HandoffNote,
    HandoffStep,
    HandOver,
    HearsBack,
    HelpedAnswer,
    Kind,
    Message,
    Package,
    PastAsk,
    Referral,
    ReferralStep,
    Urgency,
    Witness,
)

__all__ = [
    "CAN_WAIT",
    "Closure",
    "HearsBack",
    "Kind",
    "Urgency",
    "Witness",
    "about_the_person",
    "after_a_miss",
    "asks_who_waits",
    "asks_whether_it_helped",
    "closures",
    "needs_section",
    "answers",
    "came_lately",
    "contacts",
    "decline_reasons",
    "half_wait",
    "half_wait_weeks",
    "evidence",
    "documents",
    "have_been_there",
    "is_writable",
    "marks_of",
    "may_ask_another",
    "missing_sections",
    "missing_to_send",
    "needs_contact",
    "outcomes",
    "package_form",
    "preview",
    "rests_until",
    "risk_was_raised",
    "urgency_prompts",
    "waiting_counts",
    "waiting_list",
    "written_sections",
]

CAN_WAIT = rules.CAN_WAIT
contacts = waiting.contacts
waiting_list = waiting.waiting_list
came_lately = waiting.came_lately
WAY_BACK = rules.WAY_BACK
waiting_counts = waiting.counts
half_wait = waiting.half_wait
half_wait_weeks = waiting.half_wait_weeks
package_form = rules.package_form
decline_reasons = rules.decline_reasons
evidence = rules.evidence
missing_sections = rules.missing_sections
urgency_prompts = rules.urgency_prompts
needs_contact = rules.needs_contact
may_ask_another = rules.may_ask_another
missing_to_send = rules.missing_to_send
is_writable = rules.is_writable
documents = packages.documents
written_sections = packages.written_sections
about_the_person = packages.about_the_person
preview = packages.preview
marks_of = two_writers.marks_of
outcomes = closing.outcomes
after_a_miss = closing.after_a_miss
answers = closing.answers
rests_until = closing.rests_until
have_been_there = closing.have_been_there
risk_was_raised = closing.risk_was_raised


closures = kinds.closures
needs_section = kinds.needs_section
asks_who_waits = kinds.asks_who_waits
asks_whether_it_helped = kinds.asks_whether_it_helped


def came_out_of(referral: Referral) -> Referral | None:
    """The question from which this promise followed."""
    return referral.follows if referral.follows_id else None


def what_followed(referral: Referral) -> Referral | None:
    """The promise that followed from this question, once it is answered."""
    return referral.followed_by.order_by("id").first() if referral.closure == Closure.ANSWERED else None


def suggested_urgency(prompts: Iterable[str]) -> str:
    """The urgency that the ticked prompts suggest, "" where they suggest none. The referrer decides."""
    floor = rules.most_urgent(prompts, list(Urgency.values))
    return floor["urgency"] if floor else ""


def is_never_held_back(urgency: str) -> bool:
    """Urgent work goes with what may go, and waits for no form."""
    return urgency in rules.NEVER_HELD_BACK


def may_refer(actor: Actor) -> bool:
    return actor.has(*SENDING)


def referral(actor: Actor, referral_id: UUID) -> Referral | None:
    rows = Referral.objects.select_related("client", "org__network", "holder__person", "holder_desk")
    return rows.filter(org_id=actor.org_id, pk=referral_id).first()


def handoff(actor: Actor, handoff_id: UUID) -> Handoff | None:
    """A handoff that this organization sent or received."""
    rows = Handoff.objects.select_related(
        "org", "to_org", "service", "holder__person", "holder_desk", "to_desk", "assigned_to__person"
    )
    return rows.filter(pk=handoff_id).first()


def messages_of(handoff: Handoff) -> list[Message]:
    """What the two sides wrote to each other, oldest first."""
    return list(Message.objects.filter(handoff_id=handoff.pk)[:200])


@dataclass(frozen=True)
class Seen:
    by_name: str
    at: datetime


def seen_on_the_other_side(handoff: Handoff) -> dict[UUID, Seen]:
    """Which of our messages were looked at there, by whom first and when: a fact of the audit. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select message, by_name, at from law.messages_seen(%s)", [handoff.pk])
        return {message: Seen(by_name, at) for message, by_name, at in cursor.fetchall()}


def notes_of(actor: Actor, handoff: Handoff) -> list[HandoffNote]:
    """What one's own side wrote down for itself."""
    return list(HandoffNote.objects.filter(handoff_id=handoff.pk, org_id=actor.org_id)[:200])


def may_write(handoff: Handoff) -> bool:
    """To the other side, as far as both sides may know."""
    is_told = handoff.feedback != "nothing" or handoff.accepted_at is None
    return not rules.may_not_write(handoff, closure="", is_told=is_told)


def handoffs_of(referral: Referral) -> list[Handoff]:
    rows = Handoff.objects.filter(referral_id=referral.pk).select_related(
        "to_org", "service", "holder__person", "holder_desk"
    )
    return list(rows.order_by("id"))


def package_of(handoff: Handoff) -> Package | None:
    return Package.objects.filter(pk=handoff.pk).first()


def witnesses_of(referral: Referral) -> list[Witness]:
    return list(Witness.objects.filter(referral=referral).order_by("at"))


@dataclass(frozen=True)
class AskOf:
    """One ask that was sent for a client, and the organization on whose side it is followed. Never its status."""

    handoff_id: UUID
    org_id: UUID


def asks_of_client(client_id: UUID) -> list[AskOf]:
    """Every ask that this organization ever sent for them, also those that it may not see any more."""
    with connection.cursor() as cursor:
        cursor.execute("select handoff_id, followed_by from law.asks_of_client(%s)", [client_id])
        return [AskOf(*row) for row in cursor.fetchall()]


def asked_for(actor: Actor, referral_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The asks of these promises that may be seen, each with its promise. One query."""
    rows = Handoff.objects.filter(referral_id__in=referral_ids, org_id=actor.org_id)
    return dict(rows.values_list("id", "referral_id"))


def attempts_of(referral: Referral) -> list[ContactAttempt]:
    """Who tried to reach them, the last first."""
    return list(ContactAttempt.objects.filter(referral_id=referral.pk).order_by("-happened_at", "-id"))


def helped_answers_of(referral: Referral) -> list[HelpedAnswer]:
    return list(HelpedAnswer.objects.filter(referral_id=referral.pk).order_by("-happened_at", "-id"))


def open_referrals_of(client_id: UUID) -> list[Referral]:
    return list(Referral.objects.filter(client_id=client_id, status__in=list(REFERRAL.standings)).order_by("id"))


def who_answers_for(client: Any, promise: Referral | None = None) -> dict[str, UUID | None]:
    """Exactly one: whoever holds this promise, else who made the record and still works here, else a desk."""
    for membership_id in [promise.holder_id if promise else None, client.made_by_id]:
        member = accounts.membership(membership_id) if membership_id else None
        if member and member.active and member.org_id == client.org_id:
            return {"holder_id": member.pk, "holder_desk_id": None}
        if promise and promise.holder_desk_id:
            return {"holder_id": None, "holder_desk_id": promise.holder_desk_id}
    return {"holder_id": None, "holder_desk_id": accounts.first_desk_of(client.org_id)}


def referrals_of_client(actor: Actor, client_id: UUID) -> QuerySet[Referral]:
    """What was promised to this person, on whichever of their records."""
    rows = Referral.objects.filter(client_id__in=clients.same_person(client_id), org_id=actor.org_id)
    rows = rows.select_related("client", "holder__person", "holder_desk")
    return rows.order_by("-id")[:50]


def lately_of(actor: Actor, client_id: UUID, *, at: datetime) -> list[Referral]:
    """Everything written, open, or closed within the last 90 days, the latest first."""
    rows = [row for row in referrals_of_client(actor, client_id) if row.status != "entered_in_error"]
    return [row for row in rows if row.closed_at is None or row.closed_at > at - rules.WAY_BACK]


def by_number(actor: Actor, numbers: Collection[int]) -> dict[int, Referral]:
    """This organization's promises by the number that people say. One query."""
    rows = Referral.objects.filter(org_id=actor.org_id, number__in=numbers).select_related("client__merged_into")
    return {row.number: row for row in rows}


MOST_OF_A_PERSON = 3


def latest_of(actor: Actor, kept_ids: Collection[UUID]) -> dict[UUID, list[Referral]]:
    """What was promised to each of these people: what is open, else the one that ended last. One query.

    `kept_ids`: of the records that stay; what was promised on a record merged into one counts for it.
    """
    rows = Referral.objects.filter(org_id=actor.org_id, client_id__in=clients.same_people(kept_ids))
    rows = rows.exclude(status__in=["draft", "entered_in_error"]).select_related(
        "client__merged_into", "holder__person", "holder_desk"
    )
    of_each: dict[UUID, list[Referral]] = defaultdict(list)
    for row in rows.order_by("-opened_at", "-id"):
        of_each[row.client.kept.pk].append(row)
    return {pk: current_ones(rows)[:MOST_OF_A_PERSON] for pk, rows in of_each.items()}


def current_ones(rows: list[Referral]) -> list[Referral]:
    still_open = [row for row in rows if REFERRAL.is_open(row.status)]
    return still_open or sorted(rows, key=lambda row: row.closed_at or row.first_requested_at, reverse=True)[:1]


def live_handoffs(referral_ids: Collection[UUID]) -> dict[UUID, Handoff]:
    """The furthest live ask of each, of those that may be seen. One query."""
    rows = Handoff.objects.filter(referral_id__in=referral_ids).exclude(status="ended")
    rows = rows.select_related("to_org", "holder__person", "holder_desk").order_by("accepted_at", "id")
    found: dict[UUID, Handoff] = {}
    for row in rows:
        if row.referral_id not in found or row.accepted_at:
            found[row.referral_id] = row
    return found


def furthest_of(asks: Iterable[Handoff]) -> Handoff | None:
    """The live one of these asks that came furthest, the first of them."""
    live = [ask for ask in asks if ask.status != "ended"]
    return max(live, key=lambda ask: standing.HOW_FAR.index(ask.status), default=None)


def cooling_off(org_id: UUID, service_ids: Collection[UUID], *, on: date) -> dict[UUID, date]:
    """Those of these services that told us no for want of room, each with the day from which it is asked again. One query."""
    rows = Handoff.objects.filter(org_id=org_id, service_id__in=service_ids, not_before__gt=on)
    return {row.service_id: row.not_before for row in rows.order_by("not_before") if row.not_before}


MOST_HELD = 300  # as many as one coordinator keeps


def held_open(actor: Actor) -> list[Referral]:
    """What this member holds and is open, the most urgent first, then the latest. One query with the clients."""
    order = Case(*(When(urgency=code, then=Value(n)) for n, code in enumerate(Urgency)), output_field=IntegerField())
    rows = Referral.objects.filter(Q(holder_id=actor.membership_id), org_id=actor.org_id, status="open")
    return list(rows.select_related("client__merged_into").order_by(order, "due_at", "id")[:MOST_HELD])


def held_open_by(actor: Actor, membership_ids: Collection[UUID]) -> list[Referral]:
    """What these colleagues hold and is open, the latest first. One query with the clients and the holders."""
    rows = Referral.objects.filter(holder_id__in=membership_ids, org_id=actor.org_id, status="open")
    return list(rows.select_related("client__merged_into", "holder__person").order_by("due_at", "id")[:MOST_HELD])


def last_attempts(referral_ids: Collection[UUID]) -> dict[UUID, ContactAttempt]:
    """The last time that somebody tried, for each of these promises. One query."""
    rows = ContactAttempt.objects.filter(referral_id__in=referral_ids)
    rows = rows.order_by("referral_id", "-happened_at", "-id").distinct("referral_id")
    return {row.referral_id: row for row in rows}


JUDGED_BY = "first_treatment"


@dataclass(frozen=True)
class Judged:
    """What the network is judged by: from the first request to the first treatment visit, whatever lay between."""

    requested_at: datetime
    due_at: datetime
    treated_at: datetime | None  # None: it goes on, or the promise ended without treatment
    is_running: bool


def judged(referral_id: UUID) -> Judged | None:
    """By the one clock that accept, hold, redirect, hand-back and reopening never reset (design §3). None for a draft."""
    clock = clock_queries.clocks_of(referral_id).filter(step=JUDGED_BY).first()
    if clock is None:
        return None
    treated_at = clock.stopped_at if clock.state == "stopped" else None
    return Judged(clock.started_at, clock.due_at, treated_at, clock.state in {"running", "paused"})


def may_hand_over_for_others(actor: Actor) -> bool:
    return actor.has(Role.COORDINATOR) or accounts.leads_a_desk(actor)


def is_offered_to(offer: HandOver, actor: Actor) -> bool:
    """To this member, or to the desk at which they sit."""
    return offer.to_id == actor.membership_id if offer.to_id else offer.to_desk_id == actor.desk_id


def caseload(actor: Actor, membership_id: UUID) -> list[Referral]:
    """What this colleague holds, open or drafted, what is due first standing first. One query."""
    rows = Referral.objects.filter(org_id=actor.org_id, holder_id=membership_id, status__in=HANDED)
    return list(rows.select_related("client").order_by("due_at", "id")[:MOST_HELD])


def promises(actor: Actor, referral_ids: Collection[UUID]) -> list[Referral]:
    """Of these, what is open or drafted here, what is due first standing first. One query."""
    rows = Referral.objects.filter(org_id=actor.org_id, pk__in=referral_ids, status__in=HANDED)
    return list(rows.select_related("client").order_by("due_at", "id")[:MOST_HELD])


def open_offers(referral_ids: Collection[UUID]) -> dict[UUID, HandOver]:
    """To whom each of these promises is offered. One query."""
    rows = HandOver.objects.filter(referral_id__in=referral_ids, status="offered")
    return {row.referral_id: row for row in rows.select_related("to__person", "to_desk")}


def offered_to_whom(referral: Referral) -> str:
    offer = open_offers([referral.pk]).get(referral.pk)
    return offer.successor if offer else ""


MOST_OFFERED = 50


def offered_to(actor: Actor) -> list[HandOver]:
    """What waits for this member, or for anybody at their desk. One query for each."""
    whose: list[dict[str, Any]] = [{"to_id": actor.membership_id}]
    whose += [{"to_desk_id": actor.desk_id}] if actor.desk_id else []
    rows = HandOver.objects.filter(org_id=actor.org_id, status="offered", referral__status__in=HANDED)
    rows = rows.select_related("referral__client", "referral__holder__person", "referral__holder_desk")
    return [row for those in whose for row in rows.filter(**those).order_by("due_at", "id")[:MOST_OFFERED]]


def offered_by(actor: Actor) -> list[HandOver]:
    """What this member offered and nobody has answered yet, or what came back and is still with them."""
    rows = HandOver.objects.filter(org_id=actor.org_id, by_id=actor.membership_id)
    rows = rows.filter(referral__status__in=HANDED).exclude(status="taken")
    rows = rows.select_related("referral__client", "to__person", "to_desk")
    latest: dict[UUID, HandOver] = {}
    for row in rows.order_by("-offered_at", "-id")[:MOST_HELD]:
        latest.setdefault(row.referral_id, row)
    mine = actor.membership_id
    came_back = {row.pk for row in latest.values() if row.status == "given_back" and row.referral.holder_id == mine}
    return [row for row in latest.values() if row.status == "offered" or row.pk in came_back]


def offer_of(actor: Actor, offer_id: UUID) -> HandOver | None:
    return HandOver.objects.filter(org_id=actor.org_id, pk=offer_id).first()


def offers_waiting(actor: Actor) -> int:
    """For this member, at most MOST_OFFERED. One bounded count."""
    rows = HandOver.objects.filter(org_id=actor.org_id, to_id=actor.membership_id, status="offered")
    return rows[:MOST_OFFERED].count()


def last_steps(referral_ids: Collection[UUID]) -> dict[UUID, ReferralStep]:
    """What was done last on each of these promises. One query."""
    rows = ReferralStep.objects.filter(record_id__in=referral_ids).order_by("record_id", "-at", "-id")
    return {row.record_id: row for row in rows.distinct("record_id")}


def held_by_each(actor: Actor) -> dict[UUID, int]:
    """How many open promises each colleague holds. One query."""
    rows = Referral.objects.filter(org_id=actor.org_id, status__in=list(REFERRAL.standings), holder__isnull=False)
    return dict(rows.order_by().values_list("holder_id").annotate(n=Count("id")))


def drafts(actor: Actor) -> QuerySet[Referral]:
    rows = Referral.objects.filter(org_id=actor.org_id, status="draft", holder_id=actor.membership_id)
    return rows.select_related("client").order_by("-id")[:50]


def removed_at(draft: Referral) -> datetime | None:
    """When this draft will be removed unless somebody goes on; None for one that is opened instead."""
    return None if rules.is_kept(draft) else rules.removed_at(draft)


def fading_drafts(*, at: datetime) -> list[tuple[UUID, UUID]]:
    """Organization and id of drafts that nobody went on with, of everybody: asked by the worker through its law function."""
    after, notice = rules.days_of_drafts()
    with connection.cursor() as cursor:
        cursor.execute("select org_id, id from law.fading_drafts(%s, %s)", [at - after + notice, at - notice])
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Happened:
    """One row of a timeline, of the promise or of one of its asks."""

    id: UUID
    subject: str
    name: str
    to_status: str
    by_name: str
    at: datetime
    happened_at: datetime
    reason: str
    said_by: str
    route: str
    facts: dict[str, Any]


def timeline(referral: Referral) -> list[Happened]:
    """Every step of the promise and of the handoffs that the actor may see, oldest first. Two queries."""
    mine = [happened("referral", row) for row in ReferralStep.objects.filter(record_id=referral.pk)]
    asks = HandoffStep.objects.filter(record__referral_id=referral.pk).select_related("record")
    theirs = [happened_in(row.record, row) for row in asks if not is_inside_only(row.record, row)]
    return sorted([*mine, *theirs], key=lambda row: (row.at, row.id))


def timeline_of_handoff(handoff: Handoff) -> list[Happened]:
    rows = HandoffStep.objects.filter(record_id=handoff.pk)
    return [happened_in(handoff, row) for row in rows if not is_inside_only(handoff, row)]


def is_inside_only(handoff: Handoff, row: HandoffStep) -> bool:
    """Who comes and goes on the other side is not told; nor that somebody is looked for, where only coming may be told."""
    if row.org_id == current().org_id:
        return False
    return row.name == "needs_clinician" or (row.name == "reach_out" and not tells_how_it_goes(current(), handoff))


def how_it_stands(actor: Actor, handoff: Handoff) -> str:
    """As this actor may know it: that somebody is looked for after a missed visit is how it goes."""
    is_untold = handoff.status in IN_HAND and not tells_how_it_goes(actor, handoff)
    return handoff.status if is_untold else standing_key(handoff)


def tells_how_it_goes(actor: Actor, handoff: Handoff) -> bool:
    """What the receiving side writes after its yes is its own, unless the client lets the sender know how it goes."""
    is_sender = actor.org_id == handoff.org_id and handoff.to_org_id != handoff.org_id
    return not is_sender or handoff.feedback == "progress" or handoff.to_org_id is None


def happened_in(handoff: Handoff, row: HandoffStep) -> Happened:
    step = happened(handoff.service_name, row)
    if row.name == "assign" and row.org_id != current().org_id:
        return replace(step, reason="", said_by="")  # how the other side shares out its work is its own
    if row.from_status in IN_HAND and row.org_id != handoff.org_id and not tells_how_it_goes(current(), handoff):
        return replace(step, reason="", said_by="", facts=without(step.facts, "contact"))
    return step


def without(facts: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key != name}


def happened(subject: str, row: Any) -> Happened:
    return Happened(
        row.id,
        subject,
        row.name,
        row.to_status,
        row.by_name,
        row.at,
        row.happened_at,
        row.reason,
        row.said_by,
        row.route,
        row.facts,
    )


def whose_hands(handoff: Handoff) -> UUID | None:
    """The member of the receiving side who has it; None while it is a desk's."""
    return handoff.holder_id if handoff.status in IN_HAND else handoff.assigned_to_id


MOST_ALONE = 50


def left_alone(actor: Actor) -> list[Handoff]:
    """Whose clinician left and whom nobody else sees yet, what is due first standing first; one more says that there are more."""
    rows = Handoff.objects.filter(to_org_id=actor.org_id, alone_since__isnull=False)
    return list(rows.select_related("sent_package", "org").order_by("due_at", "id")[: MOST_ALONE + 1])


def who_had(handoff_ids: Collection[UUID]) -> dict[UUID, str]:
    """Who saw each of these people until they left. One query."""
    rows = HandoffStep.objects.filter(record_id__in=handoff_ids, name="needs_clinician")
    rows = rows.order_by("record_id", "-at", "-id").distinct("record_id")
    return {row.record_id: row.facts["had"] for row in rows}


def alone_waiting(actor: Actor) -> int:
    """At most MOST_ALONE. One bounded count."""
    return Handoff.objects.filter(to_org_id=actor.org_id, alone_since__isnull=False)[:MOST_ALONE].count()


def desk_of(handoff: Handoff) -> UUID | None:
    """The receiving side's desk at which it lies, in nobody's hands."""
    return handoff.holder_desk_id if handoff.status in IN_HAND else handoff.to_desk_id


def by_status(actor: Actor) -> dict[str, dict[str, int]]:
    """Counts of this organization's referrals and handoffs by status, for `throughcare check loops`."""
    referrals = Referral.objects.filter(org_id=actor.org_id).values_list("status").annotate(n=Count("id"))
    asks = Handoff.objects.values_list("status").annotate(n=Count("id"))
    return {"referrals": dict(referrals), "handoffs": dict(asks)}


def loops(*, at: datetime) -> dict[str, Loops]:
    """Open, orphaned and overdue referrals and handoffs of everybody. Asked as the keeper."""
    in_hand = ", ".join(f"'{status}'" for status in IN_HAND)
    held_by = f"case when r.status in ({in_hand}) then coalesce(r.to_org_id, r.org_id) else r.org_id end"
    shown_as = f"case when r.status in ({in_hand}) and r.to_org_id is not null then r.id else r.referral_id end"
    return {
        "referrals": count(
            table="referrals_referral",
            open_statuses=list(REFERRAL.standings),
            listed_as="r.id",
            holder_org="r.org_id",
            at=at,
        ),
        "handoffs": count(
            table="referrals_handoff",
            open_statuses=[status for status in HANDOFF.standings if status in HandoffStatus.values],
            listed_as=shown_as,
            holder_org=held_by,
            at=at,
        ),
    }


def record_of(subject_kind: str, subject_id: UUID) -> Referral | Handoff | None:
    """The record that a clock belongs to, None for what is not ours or not to be seen."""
    if subject_kind == "referral":
        return Referral.objects.filter(pk=subject_id).first()
    return Handoff.objects.filter(pk=subject_id).first() if subject_kind == "handoff" else None


def promises_of(actor: Actor, handoff_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Of those of these asks that this organization sent: for which promise each was. One query."""
    rows = Handoff.objects.filter(pk__in=handoff_ids, org_id=actor.org_id)
    return dict(rows.values_list("id", "referral_id"))


def called(actor: Actor, referral_ids: Collection[UUID]) -> dict[UUID, str]:
    """For whom each of these promises or drafts of this organization is. One query."""
    rows = Referral.objects.filter(pk__in=referral_ids, org_id=actor.org_id)
    return dict(rows.values_list("id", "client__name"))


PAST_ASKS = 50


def past_ask(actor: Actor, handoff_id: UUID) -> PastAsk | None:
    """What this organization keeps of an ask that it did not accept."""
    return PastAsk.objects.filter(pk=handoff_id, org_id=actor.org_id).select_related("from_org").first()


def past_asks(actor: Actor, *, before: UUID | None) -> list[PastAsk]:
    """The latest first, one more than a page holds; `before`: the last of the page before."""
    rows = PastAsk.objects.filter(org_id=actor.org_id).select_related("from_org").order_by("-handoff_id")
    return list((rows.filter(handoff_id__lt=before) if before else rows)[: PAST_ASKS + 1])
