"""What the promise itself shows of the services that were asked without a name."""

from typing import Any

from throughcare.foundation.actor import current, on_behalf_of
from throughcare.referrals import standing
from throughcare.referrals.lifecycle import DRAFT, OPEN, SENDER
from throughcare.referrals.models import Referral

from .composites import choose
from .referrals import hold_still, take_referral_step


def hold_promise_still(event: Any) -> None:
    """For whoever answers about it, on whichever side: until their transaction ends nobody closes it."""
    with on_behalf_of(event.org_id):
        hold_still(event.referral_id)


def open_to_ask(event: Any) -> None:
    """Whoever asks services for somebody has promised to go on: the draft is open from here."""
    if hold_still(event.referral_id).status == DRAFT:
        take_referral_step(event.referral_id, "open", actor=current(), at=event.at)


def begin_handoff(event: Any) -> None:
    """The client chose this service among those that said yes."""
    choose(event.referral_id, service_id=event.service_id, choice=event.reason, actor=current(), at=event.at)


def note_inquiry(event: Any) -> None:
    """Whom it waits on, and what was said last. Its holder and its time stay: an inquiry is no promise."""
    with on_behalf_of(event.org_id):
        referral = Referral.objects.select_for_update(of=("self",)).select_related("client").get(pk=event.referral_id)
        if referral.status != OPEN or referral.live_status:
            return
        referral.waiting_on = "client" if event.offers else "receiver" if event.asked else "nobody"
        Referral.objects.filter(pk=referral.pk).update(waiting_on=referral.waiting_on, turn=SENDER)
        standing.show_sender(referral, beside="", said=event.said, at=event.at)
