"""What becomes of an ask that has left when the consent it rests on is taken back or outgrown, in the same transaction."""

from datetime import datetime
from typing import Any

from throughcare.foundation.actor import current, on_behalf_of
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.referrals import standing
from throughcare.referrals.lifecycle import ENDED, HANDOFF, SYSTEM
from throughcare.referrals.models import Handoff, HandoffStep

from .handoffs import leave
from .situation import still

WHY = {
    "withdraw": "The consent was withdrawn: nothing goes back to the sender",
    "outgrow": "The consent ended: nothing goes back to the sender",  # not why: a birthday tells an age
}


@action
def tell_no_more(event: Any) -> None:
    """What may come back was agreed in the same consent. The receiving side goes on; the sending side hears nothing more."""
    asks = Handoff.objects.select_for_update(of=("self",)).select_related("org", "to_org")
    asks = asks.filter(basis_id=event.basis_id, org_id=event.org_id, sent_at__isnull=False).exclude(status=ENDED)
    for handoff in asks.order_by("id"):
        write_down(handoff, event.step, at=event.at)
        if handoff.to_org_id not in {None, event.org_id} and handoff.feedback != "nothing":
            silence(handoff, said=WHY[event.step], at=event.at)


def write_down(handoff: Handoff, name: str, *, at: datetime) -> None:
    """In the history of both sides, as long as both see it: whoever has the package learns what it rests on no more."""
    step = HANDOFF.check(name, handoff, {SYSTEM})
    HandoffStep.objects.create(record=handoff, **taken(step, source=handoff.status, actor=current(), at=at))
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=at)
    standing.say_to_receiver(handoff, said=step.label, at=at)


@action
def ask_themselves(event: Any) -> None:
    """Of age: what was agreed for them has ended. Whoever holds a promise speaks with them the same day."""
    for referral in still(event.client_id, event.org_id):
        standing.contact_today(referral, at=event.at)
        standing.show_sender(referral, beside="", said="Of age now: ask them what may be shared", at=event.at)


def silence(handoff: Handoff, *, said: str, at: datetime) -> None:
    assert handoff.to_org_id is not None
    Handoff.objects.filter(pk=handoff.pk).update(feedback="nothing")
    handoff.feedback = "nothing"
    if handoff.accepted_at is None:
        return  # it is seen until they accept, and can be recalled
    standing.reflect(handoff, said=said, at=at)
    with on_behalf_of(handoff.to_org_id):
        leave(handoff)
