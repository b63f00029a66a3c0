"""Maya waits at Harbor: her place, what is known of the wait, contacts while she waits, and what follows when nobody answers."""

from datetime import timedelta

import pytest

from throughcare.accounts import queries as people
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import actions, queries, waiting
from throughcare.referrals.models import Handoff
from throughcare.scheduling import actions as scheduling

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def take(rosa):
    def take(handoff, name, *, at, actor=rosa, reason="", **facts):
        with acting(actor):
            return actions.take_handoff_step(handoff.pk, name, actor=actor, at=at, said={"reason": reason}, **facts)

    return take


@pytest.fixture
def waits(refer, take):
    """Somebody on the list since `at`, with the urgency said."""

    def waits(*, at, **asked):
        handoff = refer("sent", at=at, **asked)
        take(handoff, "accept", at=at)
        return take(handoff, "waitlist", at=at)

    return waits


@pytest.fixture
def place(rosa):
    """Offered a slot that they take."""

    def place(handoff, *, at):
        with acting(rosa):
            return scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id,
                sender_org_id=handoff.org_id, starts_at=at + DAY, kind="intake", actor=rosa, at=at,
            )  # fmt: skip

    return place


def places(rosa, service):
    with acting(rosa):
        return [row.handoff.pk for row in queries.waiting_list(rosa, service.pk).rows]


def test_the_place_is_by_first_request_within_the_urgency(waits, rosa, harbor_service, noon):
    later, first, urgent = waits(at=noon), waits(at=noon), waits(at=noon, urgency="urgent")
    asked = {later: noon - DAY, first: noon - 60 * DAY, urgent: noon}
    with acting(rosa):
        for handoff, requested_at in asked.items():
            Handoff.objects.filter(pk=handoff.pk).update(requested_at=requested_at)

    assert places(rosa, harbor_service) == [urgent.pk, first.pk, later.pk]


def test_the_list_knows_when_the_promise_was_first_asked_for(waits, dr_osei, noon):
    handoff = waits(at=noon)
    with acting(dr_osei):
        assert handoff.requested_at == queries.referral(dr_osei, handoff.referral_id).first_requested_at


def test_the_wait_is_not_known_until_enough_were_placed_and_then_half_of_them_say_it(
    waits, place, rosa, harbor_service, noon
):
    for weeks in (2, 3, 4, 6, 30):
        with acting(rosa):
            assert queries.half_wait_weeks(rosa.org_id, harbor_service.pk) is None
        place(waits(at=noon), at=noon + weeks * WEEK)

    with acting(rosa):
        assert queries.half_wait_weeks(rosa.org_id, harbor_service.pk) == 4


def test_who_referred_reads_the_estimate_and_not_the_contacts(waits, take, dr_osei, noon):
    handoff = waits(at=noon, feedback="attendance")
    take(handoff, "keep_in_touch", at=noon + 14 * DAY, contact="changed", reason="Her aunt moved")

    with acting(dr_osei):
        steps = queries.timeline_of_handoff(queries.handoff(dr_osei, handoff.pk))
    assert steps[-2].facts == {"weeks": None}
    assert (steps[-1].name, steps[-1].reason, steps[-1].facts) == ("keep_in_touch", "", {})


def test_each_contact_sets_the_day_of_the_next(waits, take, rosa, noon):
    handoff = waits(at=noon)
    assert handoff.due_at.date() == (noon + 14 * DAY).date()

    handoff = take(handoff, "keep_in_touch", at=noon + 10 * DAY, contact="still_wants")

    assert handoff.due_at.date() == (noon + 24 * DAY).date()
    with acting(rosa):
        assert clocks.open_clock(handoff.pk, "waitlisted").due_at == handoff.due_at


def test_a_contact_says_what_became_of_it(waits, take, noon):
    with pytest.raises(NotAllowed, match="Say what became of it."):
        take(waits(at=noon), "keep_in_touch", at=noon + DAY, contact="called")


def test_two_unanswered_contacts_flag_them_and_the_holder_is_told_once_an_answer_ends_it(
    waits, take, rosa, harbor_service, noon
):
    handoff = waits(at=noon)
    take(handoff, "keep_in_touch", at=noon + 14 * DAY, contact="unreached")
    with acting(rosa):
        assert not [row for row in people.notices(rosa) if row.kind == "drifting"]

    take(handoff, "keep_in_touch", at=noon + 28 * DAY, contact="unreached")
    with acting(rosa):
        told = [row.subject_id for row in people.notices(rosa) if row.kind == "drifting"]
        (row,) = queries.waiting_list(rosa, harbor_service.pk).rows
    assert told == [handoff.pk] and row.may_drift and row.said == "Could not reach them"

    take(handoff, "keep_in_touch", at=noon + 30 * DAY, contact="still_wants")
    with acting(rosa):
        (row,) = queries.waiting_list(rosa, harbor_service.pk).rows
    assert not row.may_drift and row.handoff.status == "waitlisted"


def test_a_new_urgency_gives_a_new_time_and_what_it_was_is_kept(waits, take, rosa, noon):
    handoff = take(waits(at=noon), "weigh_again", at=noon + DAY, urgency="soon", reason="She stopped going to school")

    assert (handoff.urgency, handoff.due_at) == ("soon", noon + 4 * DAY)
    with acting(rosa):
        last = queries.timeline_of_handoff(handoff)[-1]
    assert last.facts == {"was": "routine", "urgency": "soon"}


def test_an_emergency_does_not_wait_on_a_list(waits, take, noon):
    with pytest.raises(NotAllowed, match="An emergency does not wait on a list."):
        take(waits(at=noon), "weigh_again", at=noon + DAY, urgency="emergent", reason="She is in danger")


def test_after_an_intake_visit_she_waits_for_treatment_on_a_clock_of_its_own(refer, take, place, rosa, noon):
    handoff = refer("sent")
    take(handoff, "accept", at=noon)
    visit = place(handoff, at=noon)
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + 2 * DAY)

    handoff = take(handoff, "waitlist", at=noon + 3 * DAY, reason="No therapist before May")

    assert (handoff.status, handoff.due_at.date()) == ("waitlisted", (noon + 17 * DAY).date())


def test_not_suitable_after_the_intake_goes_back_with_the_reason(refer, take, place, rosa, dr_osei, noon):
    handoff = refer("sent")
    take(handoff, "accept", at=noon)
    visit = place(handoff, at=noon)
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + 2 * DAY)

    ended = take(handoff, "hand_back", at=noon + 3 * DAY, reason="She needs a psychiatrist first")

    assert ended.ending == "handed_back"
    with acting(dr_osei):
        assert queries.referral(dr_osei, handoff.referral_id).status == "open"


def test_a_stranger_reads_no_list(waits, eve, harbor_service, noon):
    waits(at=noon)
    with acting(eve):
        assert queries.waiting_list(eve, harbor_service.pk).count == 0


def test_the_rule_of_drifting_looks_at_the_last_contacts_only():
    assert not waiting.drifts(["unreached"])
    assert waiting.drifts(["still_wants", "unreached", "unreached"])
    assert not waiting.drifts(["unreached", "unreached", "changed"])
