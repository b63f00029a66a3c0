"""Holding passes on when somebody's access ends; the client's name reaches every list."""

from typing import Any

from throughcare.foundation.work import actions as work
from throughcare.referrals.lifecycle import ENDED, HANDED, IN_HAND, SENT
from throughcare.referrals.models import Handoff, Referral

from .hand_overs import leave_behind
from .left_alone import leave_alone


def pass_on(event: Any) -> None:
    """Access ends: what is open or drafted and held by this member passes to the lead, or to the desk, at once."""
    heir = {"holder_id": event.to_membership_id, "holder_desk_id": event.to_desk_id}
    theirs = Referral.objects.filter(holder_id=event.membership_id)
    held = list(theirs.filter(status__in=HANDED).select_for_update().order_by("pk").values_list("pk", flat=True))
    Referral.objects.filter(pk__in=held).update(**heir)
    theirs.update(holder=None)
    theirs_to_see = Handoff.objects.filter(holder_id=event.membership_id, to_org_id=event.org_id, status__in=IN_HAND)
    seen = list(theirs_to_see.select_for_update().order_by("pk").values_list("pk", flat=True))
    Handoff.objects.filter(holder_id=event.membership_id).exclude(status=ENDED).update(**heir)
    Handoff.objects.filter(assigned_to_id=event.membership_id, status=SENT).update(assigned_to=event.to_membership_id)
    work.pass_on(event.membership_id, org_id=event.org_id, **heir)
    leave_alone(event.membership_id, seen, org_id=event.org_id, at=event.at)
    leave_behind(event.membership_id, held, org_id=event.org_id, heir=heir, at=event.at)


def rename_client(event: Any) -> None:
    work.rename(event.client_id, org_id=event.org_id, who=event.name)
