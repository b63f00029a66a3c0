"""A service closes: who waits for its answer is given back, and who is in its hands comes onto a list.

Nobody of ours is there to take over from one outside the network: who is in its hands is back with the side that asked.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import acting, system
from throughcare.foundation.transactions import action
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import IN_HAND
from throughcare.referrals.models import HandoffStep

from .handoffs import hold_handoff_still, take_handoff_step
from .left_alone import needs_another, wait_no_more


@action
def leave_closed(event: Any) -> None:
    """React to a ServiceClosed. Whoever closed it holds the service: no ask begins meanwhile."""
    for ask in queries.live_asks_of_service(event.service_id):
        if ask.status not in IN_HAND:
            give_back(ask, "return_closed", why=event.words, at=event.at)
        elif event.is_outside:
            give_back(ask, "hand_back", why=event.words, at=event.at)
        else:
            needs_another_program(ask.handoff_id, org_id=event.org_id, why=event.words, at=event.at)


def give_back(ask: queries.LiveAsk, name: str, *, why: str, at: datetime) -> None:
    """By the program of the side that asked: it is theirs again, and no no."""
    with acting(system(ask.org_id)) as program:
        take_handoff_step(ask.handoff_id, name, actor=program, at=at, said={"reason": why})


def needs_another_program(handoff_id: UUID, *, org_id: UUID, why: str, at: datetime) -> None:
    with acting(system(org_id)) as program:
        handoff = hold_handoff_still(handoff_id)
        if handoff.alone_since is None:  # else they wait for somebody already, and since then
            needs_another(handoff, "program_closed", had=handoff.service_name, why=why, program=program, at=at)


@action
def stay_after_all(event: Any) -> None:
    """React to a ServiceOpenedAgain. Whose clinician left as well goes on waiting for another."""
    with acting(system(event.org_id)):
        for ask in queries.live_asks_of_service(event.service_id):
            if ask.status in IN_HAND and why_alone(ask.handoff_id) == "program_closed":
                handoff = hold_handoff_still(ask.handoff_id)
                if handoff.alone_since is not None:
                    wait_no_more(handoff, said="The program is open again", at=event.at)


def why_alone(handoff_id: UUID) -> str:
    rows = HandoffStep.objects.filter(record_id=handoff_id, name__in=["needs_clinician", "program_closed"])
    return rows.order_by("-at", "-id").values_list("name", flat=True).first() or ""
