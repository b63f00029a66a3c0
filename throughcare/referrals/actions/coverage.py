"""Coverage that was lost is an errand of whoever holds the person, until it is settled who pays.

Our own side learns what happened. The other side learns that something did, and whom to call: no more than that.
"""

from datetime import datetime
from typing import Any

from throughcare.foundation.actor import acting, current, system
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.referrals.models import Referral

from . import errands
from .referrals import go_on, hold_still
from .situation import still, tell_holder, tell_receiver


def tell_coverage(event: Any) -> None:
    """It was lost: asks first, then promises, the order of every step."""
    tell_the_others(event)
    for referral in still(event.client_id, event.org_id):
        lose(referral, words=event.words, source=event.source, at=event.at)


def tell_covered(event: Any) -> None:
    tell_the_others(event)
    for referral in still(event.client_id, event.org_id):
        if errands.LOST in referral.errands:
            changes = errands.done(referral, [errands.LOST], at=event.at)
            note(referral, "cover", changes, words=event.words, source=event.source, at=event.at)


def tell_the_others(event: Any) -> None:
    for ask in queries.asks_of_client(event.client_id):
        with acting(system(ask.org_id)) as program:
            tell_receiver(ask.handoff_id, event, program)


def see_who_pays(event: Any) -> None:
    """A promise was opened for somebody whose coverage had ended before."""
    referral = hold_still(event.referral_id)
    lose(referral, words="Their coverage had ended before.", source=referral.client.uncovered_source, at=event.at)


def lose(referral: Referral, *, words: str, source: str, at: datetime) -> None:
    changes = errands.begin(referral, errands.LOST, at=at)
    note(referral, "lose_coverage", changes, words=words, source=source, at=at)


def note(referral: Referral, name: str, changes: dict[str, Any], *, words: str, source: str, at: datetime) -> None:
    said = {"reason": words, "said_by": source}
    go_on(referral, REFERRAL[name], changes=changes, said=said, actor=current(), at=at)
    if referral.holder_id is None or referral.holder_id != current().membership_id:
        whose = {"holder_id": referral.holder_id, "desk_id": referral.holder_desk_id}
        tell_holder(referral, "referral", **whose, at=at, news="coverage")
