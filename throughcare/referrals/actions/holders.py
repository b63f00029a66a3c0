"""Holding passes on when somebody hands over or their access ends; the client's name reaches every list."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.foundation.work import actions as work
from throughcare.referrals.lifecycle import ENDED, REFERRAL, parts_in_referral
from throughcare.referrals.models import Handoff, Referral

from .referrals import hold_still


def pass_on(event: Any) -> None:
    """Access ends: everything open that this member holds passes to the lead, or to the desk, in that transaction."""
    heir = {"holder_id": event.to_membership_id, "holder_desk_id": event.to_desk_id}
    open_statuses = list(REFERRAL.standings)
    Referral.objects.filter(holder_id=event.membership_id, status__in=open_statuses).update(**heir)
    Referral.objects.filter(holder_id=event.membership_id).exclude(status__in=open_statuses).update(holder=None)
    Handoff.objects.filter(holder_id=event.membership_id).exclude(status=ENDED).update(**heir)
    work.pass_on(event.membership_id, org_id=event.org_id, **heir)


@action
def pass_to(referral_id: UUID, *, membership: Any, actor: Actor, at: datetime) -> Referral:
    """Another point person of the same organization."""
    referral = hold_still(referral_id)
    if not parts_in_referral(referral, actor):
        raise NotAllowed("Your role does not hand over referrals.")
    if membership.org_id != referral.org_id or not membership.active:
        raise NotAllowed("Choose somebody who works here.")
    heir = {"holder_id": membership.pk, "holder_desk_id": None}
    Referral.objects.filter(pk=referral.pk).update(**heir)
    Handoff.objects.filter(referral=referral, status__in=["prepared", "sent"]).update(**heir)
    work.hand_over(referral.pk, org_id=referral.org_id, **heir)
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    return referral


def rename_client(event: Any) -> None:
    work.rename(event.client_id, org_id=event.org_id, who=event.name)
