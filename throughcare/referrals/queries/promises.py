"""The promises of an organization, and what was written, tried and said on each."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.referrals import kinds, rules
from throughcare.referrals.lifecycle import HANDED, REFERRAL, SENDING
from throughcare.referrals.models import (
    ContactAttempt,
    HelpedAnswer,
    Referral,
    ReferralStep,
    Urgency,
    Witness,
)


def came_out_of(referral: Referral) -> Referral | None:
    """The question from which this promise followed."""
    return referral.follows if referral.follows_id else None


def what_followed(referral: Referral) -> Referral | None:
    """The promise that followed from this question or concern."""
    may_have = referral.closure and referral.closure == kinds.closes_as(referral.kind)
    return referral.followed_by.order_by("id").first() if may_have else None


def asked_together(referral: Referral) -> list[Referral]:
    """What else was asked for in the same sitting, in the order in which it was thought of."""
    if referral.sitting is None:
        return []
    rows = Referral.objects.filter(org_id=referral.org_id, sitting=referral.sitting).exclude(pk=referral.pk)
    return list(rows.exclude(status="entered_in_error").order_by("id"))


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


def witnesses_of(referral: Referral) -> list[Witness]:
    return list(Witness.objects.filter(referral=referral).order_by("at"))


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


def promises(actor: Actor, referral_ids: Collection[UUID]) -> list[Referral]:
    """Of these, what is open or drafted here, what is due first standing first. One query."""
    rows = Referral.objects.filter(org_id=actor.org_id, pk__in=referral_ids, status__in=HANDED)
    return list(rows.select_related("client").order_by("due_at", "id")[:MOST_HELD])


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


def called(actor: Actor, referral_ids: Collection[UUID]) -> dict[UUID, str]:
    """For whom each of these promises or drafts of this organization is. One query."""
    rows = Referral.objects.filter(pk__in=referral_ids, org_id=actor.org_id)
    return dict(rows.values_list("id", "client__name"))
