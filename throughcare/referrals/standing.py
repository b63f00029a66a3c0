"""How a record stands after a step: who holds it, whose turn, until when; on the record, its clock, both work lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.accounts.queries import calendar_of
from throughcare.foundation.actor import Actor, on_behalf_of
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.lifecycle import Standing
from throughcare.foundation.work import actions as work

from . import errands, rules
from .lifecycle import ENDED, HANDOFF, IN_HAND, OPEN, PREPARED, RECEIVER, REFERRAL, SENDER, SENT, standing_key
from .models import Handoff, Referral

HOW_FAR = [str(PREPARED), str(SENT), *(str(status) for status in IN_HAND)]
SITUATION = "situation"  # the step of the response policy for somebody who is home again
ALONE = "clinician_left"  # and for somebody whose clinician left


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Exactly one of the two: a member, or a desk."""

    holder_id: UUID | None = None
    holder_desk_id: UUID | None = None


def due(org: Any, *, step: str, urgency: str, at: datetime) -> datetime:
    """When this step is due by the organization's response policy and calendar."""
    plan = clock_queries.due_for(
        org_id=org.pk, network_id=org.network_id, step=step, urgency=urgency, at=at,
        calendar=calendar_of(org), policy=org.response_policy,
    )  # fmt: skip
    return plan.due_at


def restart_clock(org: Any, *, at: datetime, **words: Any) -> None:  # the words of clock_for
    clocks.start_many([clock_for(org, **words)], at=at)


def clock_for(org: Any, *, kind: str, subject_id: UUID, step: str, urgency: str) -> clocks.Wanted:
    """By the organization's own policy and calendar."""
    return clocks.Wanted(
        org_id=org.pk, network_id=org.network_id, subject_kind=kind, subject_id=subject_id, step=step, urgency=urgency,
        calendar=calendar_of(org), policy=org.response_policy,
    )  # fmt: skip


def fields_of(standing: Standing, *, due_at: datetime, holder: Holder) -> dict[str, Any]:
    return {
        "due_at": due_at,
        "turn": standing.turn,
        "waiting_on": standing.waiting_on,
        "holder_id": holder.holder_id,
        "holder_desk_id": holder.holder_desk_id,
    }


# --- a handoff


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


# --- both work lists


def show_receiver(handoff: Handoff, *, who: str, said: str, at: datetime) -> None:
    if handoff.to_org_id is None or handoff.sent_at is None:
        return
    with on_behalf_of(handoff.to_org_id):
        if not HANDOFF.is_open(handoff.status):
            nobody = {} if handoff.accepted_at else {"who": "", "who_key": "", "client_id": None}  # their sight ends
            work.finish(handoff.pk, org_id=handoff.to_org_id, at=at, status=handoff.status, last_event=said, **nobody)
            return
        work.place([receivers_item(handoff, who=who, said=said, at=at)])


def receivers_item(handoff: Handoff, *, who: str, said: str, at: datetime) -> dict[str, Any]:
    assert handoff.to_org_id is not None
    held_here = handoff.status in IN_HAND
    return work.item(
        org_id=handoff.to_org_id, subject_kind="handoff", subject_id=handoff.pk, client_id=handoff.client_id,
        number=handoff.number, who=who, what=handoff.service_name, beside=handoff.org.name,
        holder_id=handoff.holder_id if held_here else handoff.assigned_to_id,
        holder_desk_id=handoff.holder_desk_id if held_here else None if handoff.assigned_to_id else handoff.to_desk_id,
        is_ours=handoff.turn == RECEIVER, turn=handoff.turn, waiting_on=handoff.waiting_on,
        status=handoff.status, urgency=handoff.urgency, rank=rank(handoff.urgency), marks=errands.marks(handoff),
        started_at=at, due_at=handoff.due_at, last_event=said, at=at,
    )  # fmt: skip


def say_to_receiver(handoff: Handoff, *, said: str, at: datetime) -> None:
    """Only the last event of its line changes."""
    if handoff.to_org_id is not None:
        with on_behalf_of(handoff.to_org_id):
            work.say(handoff.pk, org_id=handoff.to_org_id, said=said, at=at)


def show_sender(referral: Referral, *, beside: str, said: str, at: datetime) -> None:
    if not REFERRAL.is_open(referral.status):
        work.finish(referral.pk, org_id=referral.org_id, at=at, status=referral.status, last_event=said)
        return
    work.place([senders_item(referral, beside=beside, said=said, at=at)])


def senders_item(referral: Referral, *, beside: str, said: str, at: datetime) -> dict[str, Any]:
    return work.item(
        org_id=referral.org_id, subject_kind="referral", subject_id=referral.pk, client_id=referral.client_id,
        number=referral.number, who=referral.client.kept.name, what=referral.need, beside=beside,
        holder_id=referral.holder_id, holder_desk_id=referral.holder_desk_id,
        is_ours=referral.turn != RECEIVER, turn=referral.turn, waiting_on=referral.waiting_on,
        status=referral.live_status or referral.status, urgency=referral.urgency, rank=rank(referral.urgency),
        marks=errands.marks(referral),
        started_at=at, due_at=referral.due_at, last_event=said, at=at,
    )  # fmt: skip


def items_of_both(handoff: Handoff, *, said: str, at: datetime) -> list[dict[str, Any]]:
    """A handoff just sent, as it stands on both sides' lists."""
    referral = handoff.referral
    items = [senders_item(referral, beside=handoff.service_name, said=said, at=at)]
    if handoff.to_org_id:
        items.append(receivers_item(handoff, who=referral.client.name, said=said, at=at))
    return items


def rank(urgency: str) -> int:
    return 0 if urgency == "emergent" else 1


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


def due_of_referral(referral: Referral, *, at: datetime) -> datetime | None:
    """When the live ask is due, else its own step; home again, they are spoken with before that."""
    live = live_handoff(referral)
    own = clock_queries.due_times(referral.pk, [REFERRAL.standings[referral.status].clock, SITUATION])
    unfollowed = HANDOFF.standings["in_treatment"].clock
    due_at = live.due_at if live else own.get(REFERRAL.standings[referral.status].clock)
    due_at = due_at or due(referral.org, step=unfollowed, urgency="routine", at=at)
    return min(due_at, own.get(SITUATION, due_at))


def set_due(referral: Referral, due_at: datetime | None) -> None:
    due_at = errands.earliest(referral, due_at)
    Referral.objects.filter(pk=referral.pk).update(due_at=due_at)
    referral.due_at = due_at


def catch_up(referral: Referral, *, at: datetime) -> None:
    """Open again while a service still has them in hand: it stands as that service's handoff does."""
    if live := live_handoff(referral):
        follow(referral, live, at=at, no=False)


def live_handoff(referral: Referral) -> Handoff | None:
    """The one that may be seen."""
    asks = Handoff.objects.filter(referral=referral).exclude(status=ENDED).select_related("org", "to_org")
    return asks.order_by("-accepted_at", "-id").first()


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
