"""A promise ends with a class, what the class needs, and evidence; and what a client says later still counts."""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.clocks.models import Clock
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, closing, queries
from throughcare.referrals.models import ContactAttempt, HelpedAnswer
from throughcare.scheduling import actions as scheduling
from throughcare.screening import actions as screening
from throughcare.screening import queries as screens

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def close(dr_osei, noon):
    def close(referral, closure, *, reason="", actor=dr_osei, at=noon + 10 * DAY):
        pk = getattr(referral, "referral_id", referral.pk)
        with acting(actor):
            said = {"reason": reason} if reason else {}
            return actions.take_referral_step(pk, "close", closure=closure, actor=actor, at=at, said=said)

    return close


@pytest.fixture
def tried(dr_osei):
    def tried(referral, at, *, outcome="no-answer", actor=dr_osei, route_kind="phone", **facts):
        with acting(actor):
            return actions.record_attempt(
                referral.pk, outcome=outcome, actor=actor, at=at, route_kind=route_kind, **facts
            )

    return tried


@pytest.fixture
def at_risk(maya, dr_osei):
    def at_risk(at):
        with acting(dr_osei):
            phq9 = screens.instrument("phq-9")
            answers = {item.link_id: item.answers[1].code for item in phq9.items}
            asking = screening.Asking(asked_alone=True)
            screening.record(client_id=maya.pk, instrument=phq9, answers=answers, asking=asking, actor=dr_osei, at=at)

    return at_risk


@pytest.fixture
def connected(refer, rosa, dr_osei, close, noon):
    """Closed as connected: Rosa treats her, and Dr. Osei closed it."""

    def connected(**facts):
        handoff = refer("sent", **facts)
        with acting(rosa):
            actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
            visit = scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
                starts_at=noon + DAY, kind="treatment", actor=rosa, at=noon,
            )  # fmt: skip
            scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + 2 * DAY)
        return close(handoff, "connected", at=noon + 3 * DAY)

    return connected


def referral_of(actor, record):
    with acting(actor):
        return queries.referral(actor, record.pk)


def sign_off(referral, *, actor, at, reason="She was seen at school today"):
    with acting(actor):
        said = {"reason": reason} if reason else {}
        return actions.take_referral_step(referral.pk, "sign_off", actor=actor, at=at, said=said)


# --- could not reach


def test_could_not_reach_needs_attempts_on_different_days_hours_and_routes(refer, tried, close, maya, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        clients.add_route(maya, kind="text", value="305-555-0161", actor=dr_osei, at=noon)
    with pytest.raises(
        NotAllowed, match="0 of 3 attempts, 0 of 3 different days, 0 of 2 different times of day, 0 of 2"
    ):
        close(referral, "unreached")
    tried(referral, noon)
    tried(referral, noon + HOUR)
    tried(referral, noon + DAY)
    with pytest.raises(
        NotAllowed, match="2 of 3 different days, 1 of 2 different times of day, 1 of 2 different routes"
    ):
        close(referral, "unreached")
    tried(referral, noon + 2 * DAY + 6 * HOUR, route_kind="text", outcome="message-left")

    closed = close(referral, "unreached")

    assert (closed.closure, closed.evidence) == ("unreached", "asserted")


def attempt(day: int, hour: int, kind: str, outcome: str) -> SimpleNamespace:
    return SimpleNamespace(happened_at=datetime(2026, 3, day, hour, tzinfo=UTC), route_kind=kind, outcome=outcome)


attempts = st.lists(
    st.builds(
        attempt, st.integers(1, 20), st.integers(0, 23), st.sampled_from(["phone", "text", "post"]),
        st.sampled_from(sorted(closing.outcomes())),
    ),
    max_size=8,
)  # fmt: skip


@given(attempts, st.integers(0, 4))
def test_whoever_was_reached_is_not_unreached_until_they_were_tried_again(tried, routes):
    tried = sorted(tried, key=lambda attempt: attempt.happened_at)
    if not closing.missing_attempts(tried, routes=routes, zone=UTC):
        last = tried[-3:]
        assert not any(closing.outcomes()[one.outcome]["reached"] for one in last)
        assert len({one.happened_at.date() for one in tried}) >= 3
    assert closing.missing_attempts([*tried, attempt(21, 9, "phone", "patient-reached")], routes=routes, zone=UTC)


def test_the_only_safe_route_is_enough(refer, tried, close, noon):
    referral = refer("open")
    for moment in (noon, noon + DAY + 6 * HOUR, noon + 2 * DAY):
        tried(referral, moment)
    assert close(referral, "unreached").closure == "unreached"


def test_where_risk_was_raised_a_clinician_signs_off_first(refer, tried, close, at_risk, dr_osei, sam, noon):
    referral = refer("open")
    at_risk(noon)
    for moment in (noon, noon + DAY + 6 * HOUR, noon + 2 * DAY):
        tried(referral, moment)
    with pytest.raises(NotAllowed, match="A clinician signs off first"):
        close(referral, "unreached")
    with pytest.raises(NotAllowed, match="A clinician signs off first"):
        close(referral, "unknown")
    with pytest.raises(NotAllowed, match="is for the clinician"):
        sign_off(referral, actor=sam, at=noon)
    with pytest.raises(NotAllowed, match="why it may end"):
        sign_off(referral, actor=dr_osei, at=noon + 3 * DAY, reason="")

    due_at = referral_of(dr_osei, referral).due_at
    signed = sign_off(referral, actor=dr_osei, at=noon + 3 * DAY)

    assert (signed.signed_off_by_id, signed.due_at) == (dr_osei.membership_id, due_at), "signing off moves no due time"
    assert close(referral, "unreached", actor=sam).closure == "unreached"


def test_risk_after_a_sign_off_needs_another_one(refer, close, at_risk, dr_osei, noon):
    referral = refer("open")
    at_risk(noon)
    sign_off(referral, actor=dr_osei, at=noon + HOUR)
    at_risk(noon + DAY)
    with pytest.raises(NotAllowed, match="A clinician signs off first"):
        close(referral, "unknown")


def test_risk_that_was_raised_before_the_referral_counts(refer, at_risk, dr_osei, noon):
    at_risk(noon)
    assert referral_of(dr_osei, refer("open")).risk_raised_at is not None


def test_without_risk_there_is_nothing_to_sign_off(refer, dr_osei, noon):
    with pytest.raises(NotAllowed, match="No sign-off is missing"):
        sign_off(refer("open"), actor=dr_osei, at=noon)


# --- attempts


def test_safe_hours_of_an_attempt_are_meant_where_they_live(refer, maya, dr_osei, tried, noon):
    referral = refer("open")
    with acting(dr_osei):
        early = clients.add_route(
            maya, kind="phone", value="2", safe_from=time(6), safe_until=time(8), actor=dr_osei, at=noon
        )
        clients.correct(maya, time_zone="Pacific/Honolulu", actor=dr_osei, at=noon)
    assert tried(referral, noon, contact_route_id=early.pk), "seven in the morning there"


def test_an_attempt_is_made_on_a_safe_route_in_its_safe_hours(refer, maya, dr_osei, tried, noon):
    referral = refer("open")
    with acting(dr_osei):
        unsafe = clients.add_route(maya, kind="phone", value="1", is_safe=False, actor=dr_osei, at=noon)
        evening = clients.add_route(
            maya, kind="phone", value="2", safe_from=time(17), safe_until=time(20), actor=dr_osei, at=noon
        )
    with pytest.raises(NotAllowed, match="not safe"):
        tried(referral, noon, contact_route_id=unsafe.pk)
    with pytest.raises(NotAllowed, match="from 17:00 to 20:00 only"):
        tried(referral, noon, contact_route_id=evening.pk)
    with pytest.raises(NotAllowed, match="not come yet"):
        tried(referral, noon, contact_route_id=evening.pk, happened_at=noon + 6 * HOUR)
    with pytest.raises(NotAllowed, match="by which route"):
        tried(referral, noon, route_kind="")
    with pytest.raises(NotAllowed, match="what came of it"):
        tried(referral, noon, outcome="nothing")

    made = tried(referral, noon + 6 * HOUR, contact_route_id=evening.pk)

    assert (made.route_kind, made.by_name) == ("phone", "Dr. Ama Osei")


def test_the_same_form_sent_twice_is_one_attempt(refer, tried, dr_osei, noon):
    from throughcare.foundation.ids import uuid7

    referral, key = refer("open"), uuid7()
    assert tried(referral, noon, key=key) == tried(referral, noon, key=key)
    with acting(dr_osei):
        assert len(queries.attempts_of(referral)) == 1
        assert WorkItem.objects.get(subject_id=referral.pk).last_event == "No answer"


def test_an_attempt_once_written_never_changes(refer, tried, dr_osei, noon):
    made = tried(refer("open"), noon)
    with acting(dr_osei), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ContactAttempt.objects.filter(pk=made.pk).update(outcome="patient-reached")


def test_attempts_and_answers_are_the_senders_own(refer, tried, connected, dr_osei, rosa, eve, noon):
    tried(refer("open"), noon)
    closed = connected()
    with acting(dr_osei):
        actions.record_helped(closed.pk, answer="helped", actor=dr_osei, at=noon)
    for stranger in (rosa, eve):
        with acting(stranger):
            assert not ContactAttempt.objects.exists() and not HelpedAnswer.objects.exists()


# --- the other classes


@pytest.mark.parametrize("closure", ["declined", "not_eligible", "no_capacity", "moved", "confidential"])
def test_most_classes_say_how_we_know(refer, close, closure):
    referral = refer("open")
    with pytest.raises(NotAllowed, match="how you know"):
        close(referral, closure)
    closed = close(referral, closure, reason="She said so on the phone")
    assert (closed.closure, closed.evidence) == (closure, "asserted")


@pytest.mark.parametrize(
    "closure, step, facts",
    [
        ("no_capacity", "decline", {"decline_reason": "no_room"}),
        ("not_eligible", "decline", {"decline_reason": "age"}),
        ("declined", "decline_for_client", {"said": {"reason": "Not now"}}),
    ],
)
def test_the_receivers_own_word_makes_two_witnesses(refer, close, rosa, noon, closure, step, facts):
    handoff = refer("sent")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, step, actor=rosa, at=noon, **facts)

    assert close(handoff, closure).evidence == "verified"


def test_a_service_that_has_no_room_says_nothing_about_eligibility(refer, close, rosa, noon):
    handoff = refer("sent")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "decline", actor=rosa, at=noon, decline_reason="no_room")
    with pytest.raises(NotAllowed, match="how you know"):
        close(handoff, "not_eligible")


def test_a_later_word_of_the_same_witness_stands(refer, dr_osei, close, noon):
    referral = refer("open")
    with acting(dr_osei):
        for n, says in enumerate([False, True]):
            actions.bear_witness(referral.pk, who="client", says_connected=says, actor=dr_osei, at=noon + n * HOUR)
        actions.bear_witness(referral.pk, who="referrer", says_connected=True, actor=dr_osei, at=noon + 3 * HOUR)
    assert close(referral, "connected").evidence == "verified"


# --- what the client says later


def test_a_later_yes_of_the_client_verifies(connected, dr_osei, noon):
    closed = connected()
    assert closed.evidence == "asserted"
    with acting(dr_osei):
        actions.bear_witness(closed.pk, who="client", says_connected=True, actor=dr_osei, at=noon + 9 * DAY)
    stands = referral_of(dr_osei, closed)
    assert (stands.status, stands.evidence) == ("closed", "verified")


def test_helped_is_asked_later_and_changes_no_closure(connected, dr_osei, sam, noon):
    closed = connected()
    with acting(sam):
        row = actions.record_helped(
            closed.pk,
            answer="partly",
            actor=sam,
            at=noon + 30 * DAY,
            said_by="Maya",
            route="phone",
            words="Sleeps better",
        )
        assert queries.helped_answers_of(closed) == [row]
    assert (row.by_name, row.route) == ("Sam Bright", "phone")
    assert referral_of(dr_osei, closed).status == "closed"


@pytest.mark.parametrize("answer", ["not", "not_them"])
def test_a_no_after_connected_is_a_contradiction_and_opens_again(connected, dr_osei, sam, noon, answer):
    closed = connected()
    later = noon + 120 * DAY
    with acting(sam):
        actions.record_helped(closed.pk, answer=answer, actor=sam, at=later, said_by="Maya")

    stands = referral_of(dr_osei, closed)
    assert (stands.status, stands.evidence, stands.closure) == ("open", "contradicted", "")
    assert stands.holder_id == dr_osei.membership_id, "its last holder, not whoever asked"
    assert stands.due_at is not None and stands.live_status == "in_treatment"
    with acting(dr_osei):
        shown = WorkItem.objects.get(subject_id=closed.pk)
        last = queries.timeline(stands)[-1]
    assert (shown.is_open, shown.due_at, shown.last_event) == (True, stands.due_at, "The client says otherwise")
    assert (last.name, last.facts) == ("contradict", {"closure": "connected"})


def test_a_client_who_never_came_contradicts_as_well(connected, dr_osei, noon):
    closed = connected()
    with acting(dr_osei):
        actions.bear_witness(
            closed.pk, who="client", says_connected=False, words="I never went", actor=dr_osei, at=noon + 9 * DAY
        )
    assert referral_of(dr_osei, closed).evidence == "contradicted"


def test_when_its_last_holder_left_whoever_asked_takes_it(connected, dr_osei, sam, noon):
    from throughcare.accounts import actions as accounts

    closed = connected()
    with acting(sam):
        accounts.end_access(dr_osei.membership_id, actor=sam, at=noon + 5 * DAY)
        actions.record_helped(closed.pk, answer="not", actor=sam, at=noon + 9 * DAY)
    assert referral_of(sam, closed).holder_id == sam.membership_id


def test_asked_and_not_answered_is_written_down(connected, dr_osei, noon):
    closed = connected()
    with acting(dr_osei):
        actions.record_helped(closed.pk, answer="no_answer", actor=dr_osei, at=noon + 9 * DAY)
    assert referral_of(dr_osei, closed).status == "closed"


def test_nobody_is_asked_whether_it_helped_before_they_were_there(refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    with acting(dr_osei):
        for answer, refusal in (("helped", "when they have been there"), ("perhaps", "Choose the answer")):
            with pytest.raises(NotAllowed, match=refusal):
                actions.record_helped(handoff.referral_id, answer=answer, actor=dr_osei, at=noon)


def test_whoever_treats_does_not_ask_whether_it_helped(sam, rosa, connected):
    from throughcare.referrals.actions import witnesses

    closed = connected()
    with acting(sam):
        assert not witnesses.treats(closed, sam)
    with acting(rosa):
        assert witnesses.treats(closed, rosa)
        assert "sending side" in witnesses.may_not_ask_whether(closed, "helped", rosa)


def test_the_way_back_keeps_the_clock_that_judges_the_network(refer, close, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        began = Clock.objects.get(subject_id=referral.pk, step="first_treatment")
    close(referral, "unknown", at=noon + 3 * DAY)
    with acting(dr_osei):
        assert clocks.open_clock(referral.pk, "first_treatment") is None
        actions.take_referral_step(
            referral.pk, "reopen", actor=dr_osei, at=noon + 60 * DAY, said={"reason": "She called"}
        )
        again = clocks.open_clock(referral.pk, "first_treatment")
    assert (again.pk, again.started_at, again.due_at) == (began.pk, began.started_at, began.due_at)


def test_the_way_back_is_open_for_ninety_days(refer, close, dr_osei, noon):
    referral = refer("open")
    close(referral, "unknown", at=noon)
    with acting(dr_osei), pytest.raises(NotAllowed, match="more than 90 days"):
        actions.take_referral_step(referral.pk, "reopen", actor=dr_osei, at=noon + 91 * DAY, said={"reason": "x"})


def test_open_again_it_follows_the_service_that_still_treats(connected, dr_osei, noon):
    closed = connected()
    with acting(dr_osei):
        again = actions.take_referral_step(closed.pk, "reopen", actor=dr_osei, at=noon + 9 * DAY, said={"reason": "x"})
    assert (again.status, again.live_status, again.turn) == ("open", "in_treatment", "receiver")


def test_a_signal_that_opens_twice_is_remembered_with_its_last_time(refer, maya, at_risk, dr_osei, noon):
    referral = refer("open")
    at_risk(noon)
    at_risk(noon + DAY)
    assert referral_of(dr_osei, referral).risk_raised_at == noon + DAY
