"""A planned return: who hands somebody back says on which day they may come again, and what must be true by then."""

from datetime import date, datetime, time
from typing import Any

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import standing
from throughcare.referrals.models import Handoff, Referral

from . import errands

RETURN = "planned_return"
MORNING = time(8)
NO_MORE: dict[str, Any] = {"returns_to_id": None, "returns_on": None, "returns_if": ""}


def must_be_ahead(handoff: Handoff, facts: dict[str, Any], at: datetime) -> None:
    """Raises NotAllowed where a return is planned for no day, or for one that is over."""
    day: date | None = facts.get("returns_on")
    if day is None and facts.get("returns_if"):
        raise NotAllowed("Say on which day they may come back.")
    if day is not None and day <= accounts.today_of(standing.receiving_org(handoff), at):
        raise NotAllowed("They may come back on a day still to come.")


def plan_return(handoff: Handoff, facts: dict[str, Any], *, at: datetime) -> None:
    """From the morning of that day on whoever holds the promise asks the same service again."""
    if facts.get("returns_on") is None:
        return
    with on_behalf_of(handoff.org_id):
        referral = Referral.objects.select_related("org").get(pk=handoff.referral_id)
        zone = accounts.calendar_of(referral.org).zone
        since = datetime.combine(facts["returns_on"], MORNING, tzinfo=zone)
        plan = {
            "returns_to_id": handoff.service_id,
            "returns_on": facts["returns_on"],
            "returns_if": facts.get("returns_if", "") if tells_how_it_goes(handoff) else "",
        }
        errands.write(referral, errands.begin(referral, RETURN, at=at, since=since) | plan)


def tells_how_it_goes(handoff: Handoff) -> bool:
    return handoff.feedback == "progress" or handoff.to_org_id is None


def come_back(handoff: Handoff, *, at: datetime) -> None:
    """The same service is asked again: what was planned has begun."""
    referral = Referral.objects.select_related("org").get(pk=handoff.referral_id)
    if RETURN in referral.errands and referral.returns_to_id == handoff.service_id:
        errands.write(referral, errands.done(referral, [RETURN], at=at) | NO_MORE)


def no_return(referral: Referral, facts: Any, said: Any, actor: Any, at: datetime) -> dict[str, Any]:
    if not said.get("reason"):
        raise NotAllowed("Say why, in a few words.")
    return errands.done(referral, [RETURN], at=at) | NO_MORE
