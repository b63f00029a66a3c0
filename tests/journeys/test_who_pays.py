"""Journeys in which somebody's insurance ends on the way."""

from datetime import date

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting


def test_her_coverage_ends_while_she_waits(journey, refer, dr_osei, sam, rosa):
    """On the waiting list Maya loses her coverage. It is seen to on both sides, and she keeps her place and her time."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.take(rosa, handoff, "waitlist", 2, "The next group begins in May")

    with acting(sam):
        clients.lose_coverage(
            journey.maya, uncovered_from=date(2026, 4, 1), source="Her aunt", actor=sam, at=journey.on(10)
        )
    assert journey.referral(dr_osei, handoff).due_at <= journey.on(14), "somebody sees to it within days"
    assert journey.line(rosa, handoff).last_event.endswith("call"), "Harbor learns whom to call"
    journey.take(rosa, handoff, "lose_coverage", 11, "Northside, by phone", uncovered_from=date(2026, 4, 1))
    journey.nothing_is_lost(dr_osei, sam, rosa)

    with acting(sam):
        clients.settle_coverage(journey.maya, covered="without", source="Her aunt", actor=sam, at=journey.on(14))
    journey.take(rosa, handoff, "cover", 15, "Sliding fee from April", covered="without")
    assert journey.handoff(rosa, handoff).errands == journey.referral(dr_osei, handoff).errands == []
    journey.nothing_is_lost(dr_osei, sam, rosa)
    journey.treat(rosa, handoff, 40, visit_on=45)
    assert not journey.judged(dr_osei, handoff, treated=45)
