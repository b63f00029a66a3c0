"""What happened at a link of an ask: they want a call or a new link, or somebody guessed. Whoever holds the promise is told."""

from typing import Any
from uuid import UUID

from throughcare.accounts import actions as accounts
from throughcare.accounts.queries import whom_to_tell
from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.work import actions as work
from throughcare.referrals.models import Referral

SAID = {
    "want_call": "They ask to be called before they answer",
    "renew": "They asked for a new link",
    "guessed": "Many wrong words at their link: call them",
    "come_back": "The letter with their link did not arrive: call them",
}


def hear_at_the_door(event: Any, referral_id: UUID) -> None:
    """On the line of the promise, and to its holder; nobody's time and no turn changes by it: the link may be in wrong hands."""
    with on_behalf_of(event.org_id):
        referral = Referral.objects.get(pk=referral_id)
        work.say(referral.pk, org_id=referral.org_id, said=SAID[event.step], at=event.at)
        if told := whom_to_tell("holder", holder_id=referral.holder_id, desk_id=referral.holder_desk_id):
            accounts.tell(
                to=told, clock_id=event.link_id, rung=list(SAID).index(event.step), subject_kind="referral",
                subject_id=referral.pk, number=referral.number, kind=event.step, clock="link",
                due_at=referral.due_at or event.at, at=event.at,
            )  # fmt: skip
