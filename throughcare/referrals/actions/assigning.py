"""Inside the organization that was asked, or has somebody in hand, one gives them to another. Nobody's time becomes later."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.foundation.work import actions as work
from throughcare.referrals import standing
from throughcare.referrals.lifecycle import HANDOFF, IN_HAND, RECEIVING, SENT, parts_in_handoff
from throughcare.referrals.models import Handoff, HandoffStep
from throughcare.referrals.queries import desk_of, whose_hands

from .handoffs import hold_handoff_still, move


@action
def assign(
    handoff_id: UUID, *, to: Any, actor: Actor, at: datetime, reason: str = "", seen_holder: UUID | None = None
) -> Handoff:
    """`to`: a membership; `seen_holder`: who held it, member or desk, when the page was made.

    Raises NotAllowed for somebody away, without the roles, or full where no reason is given; Overtaken.
    """
    handoff = hold_handoff_still(handoff_id)
    has_it = whose_hands(handoff)
    if has_it == to.pk and not handoff.alone_since:
        return handoff
    if seen_holder and seen_holder not in {has_it, None if has_it else desk_of(handoff)}:
        raise Overtaken(faster(handoff))
    step = HANDOFF.check("assign", handoff, parts_in_handoff(handoff, actor))
    if refusal := may_not_take(to, handoff, on=people.today_of(standing.receiving_org(handoff), at)):
        raise NotAllowed(refusal)
    if (full := is_full(to)) and not reason.strip():
        raise NotAllowed(f"{full} Say why it goes to them all the same.")
    heir = {"holder_id": to.pk, "holder_desk_id": None}
    given = heir | standing.seen_again(handoff, at=at) if handoff.status in IN_HAND else {"assigned_to_id": to.pk}
    move(handoff, step, actor=actor, at=at, **given)
    words = " ".join(part for part in (f"To {to.person.name}.", reason.strip()) if part)
    row = HandoffStep.objects.create(
        record=handoff, **taken(step, source=handoff.status, actor=actor, at=at, reason=words)
    )
    org_id = standing.receiving_org(handoff).pk
    work.hand_over(handoff.pk, org_id=org_id, **heir, due_at=handoff.due_at)
    work.say(handoff.pk, org_id=org_id, said=step.label, at=at)
    audit.wrote("handoff", handoff.pk, client_id=handoff.client_id, at=at)
    if to.pk != actor.membership_id:
        accounts.tell(
            to=to, clock_id=row.pk, rung=0, subject_kind="handoff", subject_id=handoff.pk, kind="assign", clock="assign",
            due_at=handoff.due_at or at, at=at,
        )  # fmt: skip
    return handoff


def faster(handoff: Handoff) -> str:
    """Who gave it to whom in the meantime."""
    last = HandoffStep.objects.filter(record=handoff, name="assign").order_by("-at", "-id").first()
    has_it = whose_hands(handoff)
    now_with = people.membership(has_it) if has_it else None
    name = now_with.person.name if now_with else "the desk"
    return f"{last.by_name if last else 'Somebody'} was faster: {name} has it now."


def may_not_take(to: Any, handoff: Handoff, *, on: date) -> str:
    if to.org_id != standing.receiving_org(handoff).pk or not to.active or not set(RECEIVING) & set(to.roles):
        return "Choose a colleague who sees people here."
    if to.away_until and to.away_until > on:
        return f"{to.person.name} is away until {to.away_until.day} {to.away_until:%B}. Choose somebody who is here."
    return ""


def is_full(to: Any) -> str:
    """How full they are, in words, where they have as many as they take."""
    if to.takes_at_most is None:
        return ""
    held = Handoff.objects.filter(holder_id=to.pk, status__in=IN_HAND).count()
    held += Handoff.objects.filter(assigned_to_id=to.pk, status=SENT).count()
    return f"{to.person.name} has {held} in hand, as many as they take." if held >= to.takes_at_most else ""
