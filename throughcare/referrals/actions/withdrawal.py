"""What becomes of an ask that has left when the client takes back the consent it rests on, in the same transaction."""

from datetime import datetime
from typing import Any

from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.transactions import action
from throughcare.referrals import standing
from throughcare.referrals.lifecycle import ENDED
from throughcare.referrals.models import Handoff

from .handoffs import leave

WITHDRAWN = "The consent was withdrawn: nothing goes back to the sender"


@action
def tell_no_more(event: Any) -> None:
    """What may come back was agreed in the same consent. The receiving side goes on; the sending side hears nothing more."""
    asks = Handoff.objects.select_for_update(of=("self",)).select_related("org", "to_org")
    asks = asks.filter(basis_id=event.basis_id, org_id=event.org_id, sent_at__isnull=False, to_org__isnull=False)
    for handoff in (
        asks.exclude(status=ENDED).exclude(to_org_id=event.org_id).exclude(feedback="nothing").order_by("id")
    ):
        silence(handoff, at=event.at)


def silence(handoff: Handoff, *, at: datetime) -> None:
    assert handoff.to_org_id is not None
    Handoff.objects.filter(pk=handoff.pk).update(feedback="nothing")
    handoff.feedback = "nothing"
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=at)
    if handoff.accepted_at is None:
        return  # it is seen until they accept, and can be recalled
    standing.reflect(handoff, said=WITHDRAWN, at=at)
    with on_behalf_of(handoff.to_org_id):
        leave(handoff)
