"""How an ask stands: who answers for it, whose move it is, and until when."""

from datetime import datetime
from typing import Any

from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.lifecycle import Standing
from throughcare.referrals import errands
from throughcare.referrals.lifecycle import HANDOFF, IN_HAND, RECEIVER, SENDER, standing_key
from throughcare.referrals.models import Handoff, Referral

from .shared import ALONE, Holder, due, due_of_referral, fields_of, restart_clock


def receiving_org(handoff: Handoff) -> Any:
    """A service outside the network is followed by the sending side, on its own clock."""
    return handoff.to_org or handoff.org


def handoff_standing(handoff: Handoff, *, key: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """The fields that `key` (a status, or *asked*) gives the handoff; {} of holders once it has ended."""
    standing = HANDOFF.standings.get(key)
    if standing is None:
        return {"due_at": None, "turn": "", "waiting_on": "nobody", "holder_id": None, "holder_desk_id": None}
    org = receiving_org(handoff) if standing.holder == RECEIVER else handoff.org
    due_at = due(org, step=standing.clock, urgency=handoff.urgency, at=at)
    return fields_of(standing, due_at=due_at, holder=handoff_holder(handoff, standing, actor))


def handoff_holder(handoff: Handoff, standing: Standing, actor: Actor) -> Holder:
    """Holding passes only when the other side accepts; then it is who was given it, else whoever accepted; or it goes on."""
    is_new = handoff.holder_id is None and handoff.holder_desk_id is None
    if standing.holder == SENDER and is_new:
        return Holder(holder_id=handoff.referral.holder_id, holder_desk_id=handoff.referral.holder_desk_id)
    if standing.holder == SENDER or handoff.status in IN_HAND:
        return Holder(holder_id=handoff.holder_id, holder_desk_id=handoff.holder_desk_id)
    if handoff.assigned_to_id:
        return Holder(holder_id=handoff.assigned_to_id)
    if actor.org_id == receiving_org(handoff).pk and actor.membership_id:
        return Holder(holder_id=actor.membership_id)
    if handoff.to_org_id is None:  # they answered by link: whoever of ours holds it goes on
        return Holder(holder_id=handoff.holder_id, holder_desk_id=handoff.holder_desk_id)
    return Holder(holder_desk_id=handoff.to_desk_id)


def keep_handoff_time(handoff: Handoff, *, source: str, at: datetime, starts: datetime | None = None) -> None:
    """One clock runs for an open handoff: of the side that holds it, for the step that it waits for.

    `source`: the status it comes from; `starts`: a booked visit's clock starts with the visit.
    """
    standing = HANDOFF.standings.get(standing_key(handoff))
    for org_id in whose_clock_ran(handoff, source):
        clocks.stop(org_id=org_id, subject_id=handoff.pk, at=at, besides=runs_on(handoff))
    if standing:
        org = receiving_org(handoff) if standing.holder == RECEIVER else handoff.org
        restart_clock(
            org,
            kind="handoff",
            subject_id=handoff.pk,
            step=standing.clock,
            urgency=handoff.urgency,
            at=starts or at,
        )


def runs_on(handoff: Handoff) -> list[str]:
    """The clocks that a step of the handoff does not stop."""
    return [*handoff.errands, *[ALONE] * bool(handoff.alone_since)]


def leave_alone(handoff: Handoff, *, at: datetime) -> dict[str, Any]:
    """Their clinician left: a clock of its own, beside the one that runs. What that changes on the handoff."""
    org = receiving_org(handoff)
    restart_clock(org, kind="handoff", subject_id=handoff.pk, step=ALONE, urgency=handoff.urgency, at=at)
    return {"alone_since": at, "due_at": no_later(handoff, handoff.due_at, since=at)}


def no_later(handoff: Handoff, due_at: datetime | None, *, since: datetime) -> datetime:
    """Whatever else comes due: somebody sees those who were left alone in the time that this may take."""
    seen_by = due(receiving_org(handoff), step=ALONE, urgency=handoff.urgency, at=since)
    return min(seen_by, due_at or seen_by)


def seen_again(handoff: Handoff, *, at: datetime) -> dict[str, Any]:
    """Somebody sees them: it is due again when its own step is."""
    if not handoff.alone_since:
        return {}
    clocks.stop(org_id=receiving_org(handoff).pk, subject_id=handoff.pk, step=ALONE, at=at)
    handoff.alone_since = None
    return {"alone_since": None, "due_at": errands.earliest(handoff, own_due(handoff, at=at))}


def own_due(record: Handoff | Referral, *, at: datetime) -> datetime | None:
    """When its own step is due, whatever errands there are."""
    if isinstance(record, Referral):
        return due_of_referral(record, at=at)
    own = clock_queries.open_clock(record.pk, HANDOFF.standings[standing_key(record)].clock)
    due_at = own.due_at if own else record.due_at
    return no_later(record, due_at, since=record.alone_since) if record.alone_since else due_at


def whose_clock_ran(handoff: Handoff, source: str) -> list[Any]:
    """The organization that held it in `source`; nobody's clock ran before it was prepared."""
    held = HANDOFF.standings.get(source)
    if held is None:
        return []
    return [receiving_org(handoff).pk if held.holder == RECEIVER else handoff.org_id]


def sender_is_told(handoff: Handoff) -> bool:
    """A status is a disclosure too: after acceptance the sender sees what the client allowed (design §3)."""
    return handoff.feedback != "nothing" or handoff.accepted_at is None
