"""What the promise itself shows of the services that were asked without a name."""

from typing import Any

from throughcare.accounts import actions as accounts
from throughcare.accounts.queries import whom_to_tell
from throughcare.foundation.actor import current, on_behalf_of
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import standing
from throughcare.referrals.lifecycle import DRAFT, OPEN, REFERRAL, SENDER
from throughcare.referrals.models import Referral

from .composites import choose
from .referrals import hold_asks_of, hold_still, take_referral_step


def hold_promise_still(event: Any) -> None:
    """For whoever answers about it, on whichever side: until their transaction ends nobody closes it."""
    with on_behalf_of(event.org_id):
        hold_asks_of(event.referral_id)
        hold_still(event.referral_id)


def open_to_ask(event: Any) -> None:
    """Whoever asks services for somebody has promised to go on: the draft is open from here."""
    status = hold_still(event.referral_id).status
    if status == DRAFT:
        take_referral_step(event.referral_id, "open", actor=current(), at=event.at)
    elif not REFERRAL.is_open(status):
        raise NotAllowed("This promise is over. Reopen it before you ask anybody for it.")


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


def tell_of_inquiry(event: Any) -> None:
    """Whoever holds the promise answers for what was asked for it, whoever did the asking."""
    referral = Referral.objects.get(pk=event.referral_id)
    told = whom_to_tell(event.tell, holder_id=referral.holder_id, desk_id=referral.holder_desk_id)
    if told is not None:
        accounts.tell(
            to=told, clock_id=event.clock_id, rung=event.rung, subject_kind="inquiry", subject_id=event.inquiry_id,
            kind=event.kind, clock=event.clock, due_at=event.due_at, at=event.at,
        )  # fmt: skip
