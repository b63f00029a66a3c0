"""Where a person is reaches everything open of theirs, in the same transaction, and tells nobody more than they may know."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from test_clock_reactions import notices, run_clocks

from throughcare.accounts.models import Notice
from throughcare.clients import actions as clients
from throughcare.clients.models import Client
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.referrals.models import ContactAttempt, Referral
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling import queries as visits
from throughcare.scheduling.models import Visit

IN_A_WEEK = date(2026, 3, 9)


@pytest.fixture
def change(maya, dr_osei, noon):
    def change(situation, *, at=noon, review_on=None, actor=dr_osei):
        with acting(actor):
            return clients.change_situation(
                maya, situation=situation, source="her aunt", review_on=review_on, actor=actor, at=at
            )

    return change


@pytest.fixture
def booked(refer, rosa, noon):
    def booked(feedback="progress"):
        handoff = refer("sent", feedback=feedback)
        with acting(rosa):
            actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
            scheduling.book(
                handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id,
                sender_org_id=handoff.org_id, starts_at=noon + timedelta(days=3), kind="intake", actor=rosa, at=noon,
            )  # fmt: skip
        return handoff

    return booked


def visit_of(actor, handoff):
    with acting(actor):
        return visits.visits_of(handoff.pk)[0]


def handoff_of(actor, handoff):
    with acting(actor):
        return queries.handoff(actor, handoff.pk)


def referral_of(actor, handoff):
    with acting(actor):
        return queries.referral(actor, getattr(handoff, "referral_id", handoff.pk))


def told_to(actor):
    with acting(actor):
        return list(Notice.objects.filter(membership_id=actor.membership_id).values_list("kind", flat=True))


# --- deceased


@pytest.mark.parametrize("feedback", ["progress", "nothing"])
def test_when_she_dies_nobody_waits_for_her_any_more(booked, change, dr_osei, rosa, feedback):
    handoff = booked(feedback)

    change("deceased")

    assert visit_of(rosa, handoff).status == "canceled"
    theirs = handoff_of(rosa, handoff)
    assert (theirs.status, theirs.holder_id) == ("accepted", rosa.membership_id), "the receiver still answers for her"
    with acting(rosa):
        said = queries.timeline_of_handoff(theirs)[-1]
        assert WorkItem.objects.get(subject_id=handoff.pk).last_event == "The person's situation changed: call"
    assert said.name == "situation"
    assert (
        said.reason
        == "The person's situation changed. Call Northside Family Health (305-555-0110) before the next contact."
    )
    assert "eceased" not in said.reason + said.said_by and "aunt" not in said.reason + said.said_by
    assert told_to(rosa) == ["situation"]
    assert referral_of(dr_osei, handoff).status == "open"


def test_when_she_dies_what_was_asked_is_taken_back(refer, change, dr_osei, sam, rosa, noon):
    sent, prepared = refer("sent"), refer("prepared")

    change("deceased", actor=sam)

    assert {handoff_of(dr_osei, ask).ending for ask in (sent, prepared)} == {"released"}
    referral = referral_of(dr_osei, sent)
    assert (referral.status, referral.live_status, referral.noes) == ("open", "", 0)
    assert told_to(dr_osei) == ["situation", "situation"]
    with acting(dr_osei):
        with pytest.raises(NotAllowed, match="Close it as deceased"):
            actions.take_referral_step(referral.pk, "close", closure="unknown", actor=dr_osei, at=noon)
        closed = actions.take_referral_step(referral.pk, "close", closure="deceased", actor=dr_osei, at=noon)
    assert (closed.status, closed.closure) == ("closed", "deceased")


def test_a_referral_is_not_closed_as_deceased_before_the_record_says_so(refer, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei), pytest.raises(NotAllowed, match="on the person's record first"):
        actions.take_referral_step(referral.pk, "close", closure="deceased", actor=dr_osei, at=noon)


def test_nobody_deceased_is_referred_asked_or_contacted(refer, change, harbor_service, dr_osei, noon):
    draft, opened, prepared = refer("draft"), refer("open"), refer("prepared")
    change("deceased")
    with acting(dr_osei):
        for attempt in (
            lambda: actions.take_referral_step(draft.pk, "open", actor=dr_osei, at=noon),
            lambda: actions.prepare(opened.pk, service_id=harbor_service.pk, choice="hers", actor=dr_osei, at=noon),
            lambda: actions.record_attempt(opened.pk, outcome="no-answer", route_kind="phone", actor=dr_osei, at=noon),
        ):
            with pytest.raises(NotAllowed, match="marked deceased"):
                attempt()
        with pytest.raises(NotAllowed):
            actions.send(prepared.pk, actor=dr_osei, at=noon)


def test_a_receiver_who_does_not_know_cannot_book_her_a_visit(booked, change, rosa, noon):
    handoff = booked()
    change("deceased")
    with acting(rosa), pytest.raises(NotAllowed, match="Call the side that knows them"):
        scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id,
            sender_org_id=handoff.org_id, starts_at=noon + timedelta(days=9), kind="intake", actor=rosa, at=noon,
        )  # fmt: skip


def test_the_database_lets_nobody_be_deceased_with_a_visit_ahead(booked, maya, dr_osei):
    booked()
    with acting(dr_osei), pytest.raises(IntegrityError, match="visit_ahead_is_of_somebody_alive"), transaction.atomic():
        Client.objects.filter(pk=maya.pk).update(situation="deceased")


def test_the_database_refuses_a_visit_and_an_attempt_for_somebody_deceased(booked, change, dr_osei, rosa, noon):
    handoff = booked()
    change("deceased")
    with acting(rosa), pytest.raises(IntegrityError, match="visit_ahead_is_of_somebody_alive"), transaction.atomic():
        Visit.objects.filter(handoff_id=handoff.pk).update(status="booked")
    with acting(dr_osei), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ContactAttempt.objects.create(
            referral_id=handoff.referral_id, client_id=handoff.client_id, org_id=dr_osei.org_id, outcome="no-answer",
            route_kind="phone", by_id=dr_osei.membership_id, by_name="x", at=noon, happened_at=noon,
        )  # fmt: skip


# --- hospital, custody, residential care, missing, moved


@pytest.mark.parametrize("situation", ["hospital", "custody", "residential", "missing"])
def test_somewhere_else_needs_a_day_on_which_to_ask_again(change, situation, noon):
    with pytest.raises(NotAllowed, match="when to ask again"):
        change(situation)
    with pytest.raises(NotAllowed, match="still to come"):
        change(situation, review_on=noon.date())
    assert change(situation, review_on=IN_A_WEEK).situation == situation


@pytest.mark.parametrize("feedback", ["progress", "nothing"])
def test_in_hospital_our_side_learns_where_and_theirs_whom_to_call(booked, change, dr_osei, rosa, feedback):
    handoff = booked(feedback)
    before = handoff_of(rosa, handoff).due_at

    change("hospital", review_on=IN_A_WEEK)

    referral = referral_of(dr_osei, handoff)
    with acting(dr_osei):
        ours = [row for row in queries.timeline(referral) if row.subject == "referral"][-1]
    assert (ours.name, ours.reason, ours.said_by) == ("situation", "In hospital. Ask again on 9 March.", "her aunt")
    assert ours.by_name == "Dr. Ama Osei"
    with acting(rosa):
        theirs = queries.timeline_of_handoff(handoff)[-1]
    assert theirs.name == "situation" and "ospital" not in theirs.reason
    visit = visit_of(rosa, handoff)
    assert (visit.status, visit.check_first_at is not None) == ("booked", True)
    assert handoff_of(rosa, handoff).due_at == before, "their clock goes on"


def test_a_confirmed_visit_needs_no_check_any_more(booked, change, rosa, noon):
    handoff = booked()
    change("hospital", review_on=IN_A_WEEK)
    with acting(rosa):
        scheduling.take_visit_step(visit_of(rosa, handoff).pk, "confirm", actor=rosa, at=noon)
    assert visit_of(rosa, handoff).check_first_at is None


def test_nobody_elsewhere_hears_of_it(booked, change, eve, rosa):
    booked()
    change("custody", review_on=IN_A_WEEK)
    assert told_to(eve) == []
    with acting(rosa):
        assert not Client.objects.exists(), "the receiver reads the package, not the record"


def test_the_database_tells_asks_to_their_sender_only_and_never_how_they_stand(booked, maya, dr_osei, rosa, eve):
    handoff = booked("nothing")
    for actor, seen in ((dr_osei, 1), (rosa, 0), (eve, 0)):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("select * from law.asks_of_client(%s)", [maya.pk])
            assert len(cursor.fetchall()) == seen
            assert [column.name for column in cursor.description] == ["handoff_id", "followed_by"]
    assert handoff_of(dr_osei, handoff) is None


@pytest.mark.usefixtures("house")
def test_on_the_day_to_ask_again_the_holder_is_told(refer, change, dr_osei):
    refer("open", urgency="info")
    change("hospital", review_on=IN_A_WEEK)

    run_clocks(datetime(2026, 3, 9, 11, tzinfo=UTC))
    assert "situation_review" not in clocks_told(dr_osei)
    run_clocks(datetime(2026, 3, 9, 21, tzinfo=UTC))

    assert "situation_review" in clocks_told(dr_osei)


@pytest.mark.usefixtures("house")
def test_whoever_is_home_again_is_not_asked_about(refer, change, dr_osei, noon):
    refer("open", urgency="info")
    change("hospital", review_on=IN_A_WEEK)
    change("home", at=noon + timedelta(days=1))

    run_clocks(datetime(2026, 3, 9, 21, tzinfo=UTC))

    assert "situation_review" not in clocks_told(dr_osei)


def clocks_told(actor):
    with acting(actor):
        return set(Notice.objects.filter(membership_id=actor.membership_id).values_list("clock", flat=True))


# --- home again


@pytest.mark.parametrize("situation", ["hospital", "custody", "residential"])
def test_a_release_is_followed_by_contact_the_same_day(refer, change, dr_osei, sam, noon, situation):
    referral = refer("open")
    was_due = referral.due_at
    change(situation, review_on=IN_A_WEEK)
    assert referral_of(dr_osei, referral).due_at == was_due

    released_at = noon + timedelta(hours=1)
    change("home", at=released_at, actor=sam)

    now_due = referral_of(dr_osei, referral).due_at
    assert released_at < now_due <= released_at + timedelta(hours=4)
    with acting(dr_osei):
        shown = WorkItem.objects.get(subject_id=referral.pk)
    assert (shown.due_at, shown.last_event) == (now_due, "Home again: contact them today")
    assert told_to(dr_osei) == ["situation"], "of the release by Sam; of the hospital she wrote herself"


def test_once_she_was_reached_it_is_due_again_when_it_was_before(refer, change, dr_osei, noon):
    referral = refer("open")
    was_due = referral.due_at
    change("hospital", review_on=IN_A_WEEK)
    change("home", at=noon + timedelta(hours=1))
    with acting(dr_osei):
        at = noon + timedelta(hours=2)
        actions.record_attempt(referral.pk, outcome="no-answer", route_kind="phone", actor=dr_osei, at=at)
        assert referral_of(dr_osei, referral).due_at < was_due
        actions.record_attempt(referral.pk, outcome="patient-reached", route_kind="phone", actor=dr_osei, at=at)
    assert referral_of(dr_osei, referral).due_at == was_due


# --- medicine


def days_from(noon, days):
    return (noon + timedelta(days=days)).date()


def urgency_of(actor, referral):
    return referral_of(actor, referral).urgency


@pytest.mark.parametrize("days, urgency", [(1, "very_urgent"), (6, "urgent"), (12, "soon"), (30, "routine")])
def test_the_days_of_medicine_that_are_left_set_the_urgency(refer, maya, dr_osei, noon, days, urgency):
    referral, handoff = refer("open"), refer("sent")
    with acting(dr_osei):
        clients.correct(maya, medicine_until=days_from(noon, days), actor=dr_osei, at=noon)
        open_clock = clocks.open_clock(referral.pk, "open")
    assert urgency_of(dr_osei, referral) == urgency_of(dr_osei, handoff) == urgency
    stands = referral_of(dr_osei, referral)
    assert (open_clock.urgency, open_clock.due_at) == (urgency, stands.due_at)
    assert handoff_of(dr_osei, handoff).urgency == urgency


def test_medicine_never_makes_anything_less_urgent(refer, maya, dr_osei, noon):
    referral = refer("open", urgency="emergent")
    with acting(dr_osei):
        clients.correct(maya, medicine_until=days_from(noon, 6), actor=dr_osei, at=noon)
    assert urgency_of(dr_osei, referral) == "emergent"


def test_what_is_on_hold_wakes_up_when_medicine_runs_out(refer, maya, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        actions.take_referral_step(
            referral.pk, "hold", wake_on=days_from(noon, 10), waiting_on="family", actor=dr_osei, at=noon
        )
        clients.correct(maya, medicine_until=days_from(noon, 3), actor=dr_osei, at=noon)
        row = Referral.objects.get(pk=referral.pk)
    assert (row.status, row.urgency) == ("open", "urgent")


def test_a_promise_that_is_opened_later_heeds_the_medicine(refer, maya, dr_osei, noon):
    with acting(dr_osei):
        clients.correct(maya, medicine_until=days_from(noon, 2), actor=dr_osei, at=noon)
    assert urgency_of(dr_osei, refer("open")) == "very_urgent"


@pytest.mark.usefixtures("house")
def test_urgency_rises_as_the_days_go_by(refer, maya, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        clients.correct(maya, medicine_until=days_from(noon, 20), actor=dr_osei, at=noon)
    assert urgency_of(dr_osei, referral) == "routine"
    for days, urgency in ((7, "soon"), (14, "urgent"), (19, "very_urgent")):
        run_clocks(noon + timedelta(days=days))
        assert urgency_of(dr_osei, referral) == urgency
    assert "breach" in notices(dr_osei)
