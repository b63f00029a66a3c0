"""How a promise stands: after its asks, or by itself."""

from datetime import datetime
from typing import Any

from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.work import actions as work
from throughcare.referrals import errands, rules
from throughcare.referrals.lifecycle import ENDED, HANDOFF, OPEN, RECEIVER, REFERRAL, SENDER, SENT
from throughcare.referrals.models import Handoff, Referral

from .asks import sender_is_told
from .lists import show_receiver, show_sender
from .shared import HOW_FAR, SITUATION, due, due_of_referral, live_handoff, restart_clock


def reflect(handoff: Handoff, *, said: str, at: datetime, no: bool = False) -> None:
    """The sender's referral follows its handoff as far as the sender may know; then both work lists."""
    with on_behalf_of(handoff.org_id):
        referral = Referral.objects.select_related("client", "org").get(pk=handoff.referral_id)
        if not stands_still(referral, handoff):
            show_followed(referral, handoff, said=said, at=at, no=no)
    show_receiver(handoff, who=referral.client.name, said=said, at=at)


def reflect_inside(handoff: Handoff, *, said: str, at: datetime) -> None:
    """What the receiving side does for itself: the sender's promise gets its new time, and no word of it."""
    with on_behalf_of(handoff.org_id):
        referral = Referral.objects.select_related("client", "org").get(pk=handoff.referral_id)
        if REFERRAL.is_open(referral.status):
            set_due(referral, handoff.due_at)
            work.give_time(referral.pk, org_id=referral.org_id, due_at=referral.due_at)
    show_receiver(handoff, who=referral.client.name, said=said, at=at)


def stands_still(referral: Referral, handoff: Handoff) -> bool:
    """What may not be followed changes nothing on the sender's side, until it is theirs again: a new due time or the time
    of a last event would tell on which day the person came."""
    is_theirs_again = REFERRAL.is_open(referral.status) and not HANDOFF.is_open(handoff.status)
    return not (sender_is_told(handoff) or referral.is_followed or is_theirs_again)


def show_followed(referral: Referral, handoff: Handoff, *, said: str, at: datetime, no: bool) -> None:
    lead = furthest(referral, handoff)
    if REFERRAL.is_open(referral.status):
        follow(referral, lead, at=at, no=no)
    told = sender_is_told(handoff) or handoff.status == SENT
    beside = lead.service_name if referral.live_status else ""
    show_sender(referral, beside=beside, said=said if told else "Details may not be shared", at=at)


def furthest(referral: Referral, handoff: Handoff) -> Handoff:
    """Of several that are asked at once the one that came furthest, the first of them; of one alone, itself."""
    if not rules.first_wins(referral):
        return handoff
    asks = Handoff.objects.filter(referral=referral).exclude(status=ENDED).select_related("org", "to_org")
    return max(asks.order_by("id"), key=lambda ask: HOW_FAR.index(ask.status), default=handoff)


def follow(referral: Referral, handoff: Handoff, *, at: datetime, no: bool) -> None:
    fields: dict[str, Any] = {"noes": referral.noes + 1} if no else {}
    fields["is_followed"] = sender_is_told(handoff) or not HANDOFF.is_open(handoff.status)
    if not HANDOFF.is_open(handoff.status):
        fields |= {"live_status": "", "turn": SENDER, "waiting_on": "nobody"}
        fields["due_at"] = due(referral.org, step=REFERRAL.standings[OPEN].clock, urgency=referral.urgency, at=at)
        fields |= {"advised_at": at} if handoff.ending == "advised" else {}
        fields["errands"] = referral.errands = still_asked(referral, handoff)
    elif sender_is_told(handoff):
        fields |= {"live_status": handoff.status, "turn": handoff.turn, "waiting_on": handoff.waiting_on}
        fields["due_at"] = handoff.due_at
    else:
        unfollowed = HANDOFF.standings["in_treatment"].clock
        fields |= {"live_status": SENT, "turn": RECEIVER, "waiting_on": "receiver"}
        fields["due_at"] = due(referral.org, step=unfollowed, urgency="routine", at=at)
    fields["due_at"] = errands.earliest(referral, fields["due_at"])
    live_before = bool(referral.live_status)
    Referral.objects.filter(pk=referral.pk).update(**fields)
    for name, value in fields.items():
        setattr(referral, name, value)
    keep_referral_time(referral, live_before=live_before, at=at)


def still_asked(referral: Referral, handoff: Handoff) -> list[str]:
    """Whoever is connected is still asked how they find it there; nobody who came back."""
    return referral.errands if handoff.ending == "connected" else errands.without_treatment(referral.errands)


def contact_today(referral: Referral, *, at: datetime) -> None:
    """Home again: somebody speaks with them the same day. A clock of its own; those that run go on."""
    clocks.stop(org_id=referral.org_id, subject_id=referral.pk, step=SITUATION, at=at)
    restart_clock(
        referral.org, kind="referral", subject_id=referral.pk, step=SITUATION, urgency=referral.urgency, at=at
    )
    today = due(referral.org, step=SITUATION, urgency=referral.urgency, at=at)
    set_due(referral, min(today, referral.due_at or today))


def contacted(referral: Referral, *, at: datetime) -> None:
    """It is due again when it was before."""
    if not clocks.stop(org_id=referral.org_id, subject_id=referral.pk, step=SITUATION, at=at):
        return
    set_due(referral, due_of_referral(referral, at=at))


def set_due(referral: Referral, due_at: datetime | None) -> None:
    due_at = errands.earliest(referral, due_at)
    Referral.objects.filter(pk=referral.pk).update(due_at=due_at)
    referral.due_at = due_at


def catch_up(referral: Referral, *, at: datetime) -> None:
    """Open again while a service still has them in hand: it stands as that service's handoff does."""
    if live := live_handoff(referral):
        follow(referral, live, at=at, no=False)


def keep_referral_time(referral: Referral, *, live_before: bool, at: datetime) -> None:
    """The referral's own clock rests while a handoff's clock runs, and runs again when none does."""
    if bool(referral.live_status) == live_before:
        return
    clocks.stop(org_id=referral.org_id, subject_id=referral.pk, at=at, besides=referral.errands)
    if not referral.live_status and REFERRAL.is_open(referral.status):
        restart_clock(
            referral.org, kind="referral", subject_id=referral.pk, step=REFERRAL.standings[referral.status].clock,
            urgency=referral.urgency, at=at,
        )  # fmt: skip
