"""A draft that nobody goes on with: its writer is told, then it is removed. Where somebody may be in danger it is opened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import actions as accounts_actions
from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.transactions import action
from throughcare.papers import actions as papers
from throughcare.referrals import rules
from throughcare.referrals.events import DraftFading
from throughcare.referrals.lifecycle import DRAFT
from throughcare.referrals.models import Referral

from .referrals import take_referral_step

KEPT = "Nobody went on with this draft. It is not thrown away, because somebody may be in danger."


@action
def let_fade(draft_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Tell its writer, or remove it when they were told long enough ago. Again, or when somebody wrote: nothing."""
    rows = Referral.objects.select_for_update(of=("self",)).filter(pk=draft_id, org_id=actor.org_id, status=DRAFT)
    draft = rows.select_related("client").first()
    if draft is None or not rules.is_fading(draft, at=at):
        return
    holder = accounts.whom_to_tell("holder", holder_id=draft.holder_id, desk_id=draft.holder_desk_id)
    if holder is None:
        return  # never removed behind everybody's back
    announce(DraftFading(referral_id=draft.pk, org_id=draft.org_id, client_id=draft.client_id, at=at))
    draft.refresh_from_db(fields=["risk_raised_at"])
    if rules.is_kept(draft) and clients.may_be_contacted(draft.client):
        keep(draft, holder, actor=actor, at=at)
    elif draft.told_fading_at is None:
        tell(draft, holder, at=at)
    else:
        Referral.objects.filter(pk=draft.pk, status=DRAFT).delete()
        papers.throw_away(draft.pk, actor=actor)
        audit.wrote("referral", draft.pk, client_id=draft.client_id, at=at)


def keep(draft: Referral, holder: Any, *, actor: Actor, at: datetime) -> None:
    """A promise like any other from now on: with a holder, a clock and a line of the work list."""
    Referral.objects.filter(pk=draft.pk).update(holder_id=holder.pk, holder_desk_id=None)
    take_referral_step(draft.pk, "open", actor=actor, at=at, said={"reason": KEPT})


def tell(draft: Referral, holder: Any, *, at: datetime) -> None:
    Referral.objects.filter(pk=draft.pk).update(told_fading_at=at)
    draft.told_fading_at = at
    accounts_actions.tell(
        to=holder, clock_id=draft.pk, rung=int(draft.touched_at.timestamp()), subject_kind="referral",
        subject_id=draft.pk, kind="warning", clock="draft", due_at=rules.removed_at(draft), at=at,
    )  # fmt: skip


def raise_risk_of_draft(event: Any) -> None:
    """Risk was raised for this person at some time: their draft is nothing to throw away."""
    Referral.objects.filter(pk=event.referral_id, status=DRAFT).update(risk_raised_at=event.at)
