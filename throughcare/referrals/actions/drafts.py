"""A draft is its own small thing: written, rewritten, thrown away. Nothing points at it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action
from throughcare.referrals import rules
from throughcare.referrals.lifecycle import DRAFT, SENDING
from throughcare.referrals.models import Referral, Urgency

WRITABLE = {
    "kind", "need", "service_type", "reason", "question", "barriers", "prompts", "urgency", "urgency_reason", "package",
    "wishes", "hears_back",
}  # fmt: skip


@action
def begin(*, client_id: UUID, need: str, actor: Actor, at: datetime, **facts: Any) -> Referral:
    """A draft for this client. The first request is now, unless `first_requested_at` says that it was earlier."""
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    if not need.strip():
        raise NotAllowed("Say in a few words what the person needs.")
    first = facts.pop("first_requested_at", None) or at
    if first > at:
        raise NotAllowed("The first request cannot lie ahead.")
    judge_urgency(facts)
    draft = Referral.objects.create(
        client_id=client_id, org_id=actor.org_id, need=need.strip(), made_by_id=actor.membership_id,
        holder_id=actor.membership_id, first_requested_at=first, turn="sender", **facts,
    )  # fmt: skip
    draft.refresh_from_db(fields=["number"])
    audit.wrote("referral", draft.pk, client_id=client_id, at=at)
    return draft


@action
def write(draft: Referral, *, actor: Actor, at: datetime, **facts: Any) -> Referral:
    """Change what the draft says, or the package of an open referral before it is sent."""
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    if unknown := set(facts) - WRITABLE:
        raise ValueError(f"not written by a person: {sorted(unknown)}")
    if draft.status != DRAFT and set(facts) - {"package", "reason", "question", "wishes", "hears_back"}:
        raise NotAllowed("It is open. Change urgency or need by a step of its own.")
    judge_urgency(facts)
    changed = Referral.objects.filter(pk=draft.pk, status=draft.status).update(**facts)
    if not changed:
        raise Overtaken("Someone was faster. Here is how it stands now.")
    for name, value in facts.items():
        setattr(draft, name, value)
    audit.wrote("referral", draft.pk, client_id=draft.client_id, at=at)
    return draft


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
    audit.wrote("referral", draft.pk, client_id=draft.client_id, at=at)
