"""A draft is its own small thing: written, rewritten, thrown away. Only an offer to hand it over points at it, and goes with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action
from throughcare.foundation.two_writers import Seen
from throughcare.papers import actions as papers
from throughcare.referrals import kinds, queries, rules
from throughcare.referrals.lifecycle import DRAFT, SENDING
from throughcare.referrals.models import Kind, Referral, Urgency
from throughcare.referrals.two_writers import together

WRITABLE = {
    "kind", "need", "service_type", "reason", "question", "barriers", "prompts", "urgency", "urgency_reason", "package",
    "wishes", "hears_back", "again_reason", "awaits_treatment",
}  # fmt: skip


@action
def begin(*, client_id: UUID, need: str, actor: Actor, at: datetime, **facts: Any) -> Referral:
    """A draft for this client. The first request is now, unless `first_requested_at` says that it was earlier.

    `holding`: who holds it, where that is not who writes.
    """
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    if not need.strip():
        raise NotAllowed("Say in a few words what the person needs.")
    first = facts.pop("first_requested_at", None) or at
    if first > at:
        raise NotAllowed("The first request cannot lie ahead.")
    judge_urgency(facts)
    judge_kind(facts)
    earlier = earlier_ones(client_id, facts=facts | {"need": need}, actor=actor, at=at)
    first = min([first, *(row.first_requested_at for row in earlier)])
    holding = facts.pop("holding", None) or {"holder_id": actor.membership_id}
    draft = Referral.objects.create(
        client_id=client_id, org_id=actor.org_id, need=need.strip(), made_by_id=actor.membership_id,
        first_requested_at=first, touched_at=at, turn="sender", **holding, **facts,
    )  # fmt: skip
    draft.refresh_from_db(fields=["number"])
    audit.wrote("referral", draft.pk, client_id=client_id, at=at)
    return draft


def earlier_ones(
    client_id: UUID, *, facts: dict[str, Any], actor: Actor, at: datetime, besides: UUID | None = None
) -> list[Referral]:
    """What was promised for the same need. Going on beside it takes a reason; of two people at once one sees the other's."""
    one_at_a_time(client_id)
    lately = queries.lately_of(actor, client_id, at=at)
    earlier = [row for row in lately if row.pk != besides and rules.is_same_need(row, **same_need(facts))]
    if earlier and not facts.get("again_reason", "").strip():
        words = PROMISED.format(earlier[0].number, earlier[0].get_status_display().lower())
        raise PromisedAlready(words, service_type=facts.get("service_type", ""))
    return earlier


def same_need(facts: dict[str, Any]) -> dict[str, str]:
    return {"need": facts["need"], "service_type": facts.get("service_type", "")}


ASKED_TOGETHER = "This is asked for beside it already: TC-{}. Go on with that one."
PROMISED = "For the same need there is TC-{} ({}). Go on with that one, or say why there is one more."


class PromisedAlready(NotAllowed):
    """There is a referral for the same need; one more takes a reason. `service_type`: of the one more, where it names one."""

    def __init__(self, words: str, *, service_type: str = "") -> None:
        super().__init__(words)
        self.service_type = service_type


def one_at_a_time(client_id: UUID) -> None:
    """Until this transaction ends, nobody else begins a referral for this person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"draft of {clients.whose(client_id)}"]
        )


@action
def write(draft: Referral, *, actor: Actor, at: datetime, seen: Seen | None = None, **facts: Any) -> Referral:
    """Change what the draft says, or the package of an open referral before it is sent.

    `seen`: the marks of these fields when the page was made. Raises BothWrote where somebody else changed them since.
    """
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    if unknown := set(facts) - WRITABLE:
        raise ValueError(f"not written by a person: {sorted(unknown)}")
    if draft.status != DRAFT and set(facts) - {"package", "reason", "question", "wishes", "hears_back"}:
        raise NotAllowed("It is open. Change urgency or need by a step of its own.")
    if seen:
        facts = together(Referral.objects.select_for_update(of=("self",)).get(pk=draft.pk), facts, seen)
    judge_urgency(facts)
    judge_kind({"kind": draft.kind, "awaits_treatment": draft.awaits_treatment} | facts)
    if draft.status == DRAFT and "need" in facts:
        earlier = earlier_ones(draft.client_id, facts=facts, actor=actor, at=at, besides=draft.pk)
        judge_sitting(draft, facts)
        facts["first_requested_at"] = min([draft.first_requested_at, *(row.first_requested_at for row in earlier)])
    facts |= {"touched_at": at, "told_fading_at": None}
    changed = Referral.objects.filter(pk=draft.pk, status=draft.status).update(**facts)
    if not changed:
        raise Overtaken("Someone was faster. Here is how it stands now.")
    for name, value in facts.items():
        setattr(draft, name, value)
    audit.wrote("referral", draft.pk, client_id=draft.client_id, at=at)
    return draft


def judge_kind(facts: dict[str, Any]) -> None:
    if kinds.asks_who_waits(facts.get("kind", "service")) and facts.get("awaits_treatment") is None:
        raise NotAllowed("Say whether they wait for treatment meanwhile.")


def judge_sitting(draft: Referral, facts: dict[str, Any]) -> None:
    """In one sitting each support is asked for once; the database keeps it."""
    now = {name: facts.get(name, getattr(draft, name)) for name in ("kind", "service_type")}
    if draft.sitting is None or now["kind"] != Kind.SUPPORT:
        return
    for other in queries.asked_together(draft):
        if (other.kind, other.service_type) == (now["kind"], now["service_type"]):
            raise NotAllowed(ASKED_TOGETHER.format(other.number))


def judge_urgency(facts: dict[str, Any]) -> None:
    """The most urgent prompt that was ticked is the floor; to go below it takes a reason in words (URG-02, -03)."""
    order = list(Urgency.values)
    floor = rules.most_urgent(facts.get("prompts", []), order)
    if floor is None or "urgency" not in facts:
        return
    below = order.index(facts["urgency"]) > order.index(floor["urgency"])
    if below and not facts.get("urgency_reason", "").strip():
        raise NotAllowed(f"“{floor['short']['en']}” suggests more urgency. Say why you judge it otherwise.")


@action
def discard(draft: Referral, *, actor: Actor, at: datetime) -> None:
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    gone, _ = Referral.objects.filter(pk=draft.pk, org_id=actor.org_id, status=DRAFT).delete()
    if not gone:
        raise NotAllowed("Only a draft is thrown away. Close an open referral with its reason.")
    papers.throw_away(draft.pk, actor=actor)
    audit.wrote("referral", draft.pk, client_id=draft.client_id, at=at)
