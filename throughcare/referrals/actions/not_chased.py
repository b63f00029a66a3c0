"""A place is not chased from now on, or answers again: what was sent there stands another way."""

from typing import Any

from throughcare.foundation.actor import acting, system
from throughcare.foundation.transactions import action
from throughcare.referrals.lifecycle import SENT
from throughcare.referrals.models import Handoff

from .handoffs import take_handoff_step


@action
def follow_another_way(event: Any) -> None:
    """React to a ManagementChanged. Whoever said it holds the service: nothing is sent there meanwhile."""
    asks = Handoff.objects.filter(org_id=event.org_id, service_id=event.service_id, status=SENT, to_org=None)
    for pk in asks.order_by("id").values_list("id", flat=True):
        with acting(system(event.org_id)) as program:
            take_handoff_step(pk, event.step, actor=program, at=event.at, said={"reason": event.why})
