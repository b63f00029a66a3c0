"""Random people take random steps, also at once. No orphan, no forbidden move, no lost step, history equals state."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from held import is_answered_for, is_held
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.clients import actions as records
from throughcare.clients import queries as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem
from throughcare.inquiries import actions as inquiries
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.inquiries.models import Inquiry, InquiryStep
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import HANDOFF, REFERRAL
from throughcare.referrals.models import Handoff, HandoffStep, Kind, Referral, ReferralStep
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling import queries as visits

PEOPLE = ["dr_osei", "sam", "rosa", "ben", "eve"]
REFERRAL_STEPS = sorted(REFERRAL.steps)
HANDOFF_STEPS = sorted(
    set(HANDOFF.steps) - {"prepare", "send", "book", "lose_visit", "miss_visit", "assess", "begin_treatment"}
)
PERSON = ["attempt", "reached", "helped", "did_not_help", "hospital", "home", "medicine", "uncovered", "covered"]
VISIT_STEPS = ["book", "keep", "miss", "move", "cancel", "confirm"]
ASKED = [(name, number) for name in [*sorted(INQUIRY.steps), "inquire", "inquire"] for number in range(3)]
MOVES = [
    *[("referral", name) for name in REFERRAL_STEPS],
    *[("handoff", name) for name in HANDOFF_STEPS],
    *[("visit", name) for name in VISIT_STEPS],
    *[("person", name) for name in PERSON],
    *[("inquiry", which) for which in ASKED],
]
SAID = {
    "closure": "connected", "recommends": "Riverside", "decline_reason": "payer", "report": "She came.",
    "waiting_on": "family", "conditions": "", "finds_it": "fits_not", "covered": "again",
    "uncovered_from": date(2026, 4, 1), "returns_on": date(2026, 5, 4), "returns_if": "steady",
}  # fmt: skip
KINDS = sorted({kind for kind, _ in MOVES})
a_move = st.one_of(*(st.sampled_from([move for move in MOVES if move[0] == kind]) for kind in KINDS))
moves = st.lists(st.tuples(st.sampled_from(PEOPLE), a_move), min_size=5, max_size=25)


class Undo(Exception):
    pass


@pytest.fixture
def cast(dr_osei, sam, rosa, ben, eve):
    return {"dr_osei": dr_osei, "sam": sam, "rosa": rosa, "ben": ben, "eve": eve}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=moves, feedback=st.sampled_from(["progress", "attendance", "nothing"]), asked=st.integers(0, 3),
    kind=st.sampled_from(Kind.values),
)  # fmt: skip
def test_whatever_people_try_nothing_is_lost(refer, cast, services, noon, plan, feedback, asked, kind):
    """`asked`: so many services are asked without a name before anybody does anything else."""
    try:
        with transaction.atomic():
            waits = {"awaits_treatment": asked > 1} if queries.asks_who_waits(kind) else {}
            handoff = refer("sent", feedback=feedback, kind=kind, **waits)
            for number in range(asked):
                assert attempt(handoff, cast["dr_osei"], ("inquiry", ("inquire", number)), services, at=noon)
            for number, (who, move) in enumerate(plan):
                attempt(handoff, cast[who], move, services, at=noon + timedelta(hours=8 * (number + 1)))
                everything_is_held(handoff, cast)
            raise Undo
    except Undo:
        pass


answers = st.lists(
    st.tuples(
        st.sampled_from(["dr_osei", "sam", "rosa", "ben"]),
        st.sampled_from([move for move in MOVES if move[0] in {"inquiry", "referral"} and move[1] != "void"]),
    ),
    min_size=8,
    max_size=30,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=answers)
def test_whatever_is_answered_without_a_name_who_holds_the_promise_answers_for_it(refer, cast, services, noon, plan):
    try:
        with transaction.atomic():
            promise = SimpleNamespace(referral_id=refer("open").pk)
            for number in range(3):
                assert attempt(promise, cast["dr_osei"], ("inquiry", ("inquire", number)), services, at=noon)
            for number, (who, move) in enumerate(plan):
                attempt(promise, cast[who], move, services, at=noon + timedelta(hours=2 * (number + 1)))
                every_question_is_answered_for(promise.referral_id, cast)
            raise Undo
    except Undo:
        pass


def attempt(handoff, actor, move, services, *, at) -> bool:
    """Whether the step was taken. A refusal leaves nothing behind."""
    kind, name = move
    try:
        with acting(actor):
            if kind == "inquiry":
                about_a_question(handoff, actor, name, services, at)
            else:
                take(handoff, actor, kind, name, at)
    except (NotAllowed, Overtaken, Referral.DoesNotExist, Handoff.DoesNotExist):
        return False
    return True


def take(handoff, actor, kind, name, at):
    words = {"reason": "so it is"}
    if kind == "referral":
        wake_on = (at + timedelta(days=5)).date()
        actions.take_referral_step(handoff.referral_id, name, actor=actor, at=at, said=words, wake_on=wake_on, **SAID)
    elif kind == "handoff":
        actions.take_handoff_step(handoff.pk, name, actor=actor, at=at, said=words, **SAID)
    elif kind == "person":
        about_the_person(handoff, actor, name, at)
    elif name == "book":
        scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id, sender_org_id=handoff.org_id,
            starts_at=at + timedelta(hours=7), kind=("intake", "treatment")[at.hour % 2], actor=actor, at=at,
        )  # fmt: skip
    else:
        ahead = [visit for visit in visits.visits_of(handoff.pk) if visit.status == "booked"]
        for visit in ahead[:1]:
            scheduling.take_visit_step(
                visit.pk, name, actor=actor, at=at, said=words, starts_at=at + timedelta(hours=7)
            )


def about_a_question(handoff, actor, which, services, at):
    """One of the services is asked without a name, or what was asked of it is answered, chosen or thanked."""
    name, number = which
    asked = Inquiry.objects.exclude(status="over").filter(service=services[number]).first()
    if name != "inquire":
        if asked is None:
            raise NotAllowed("Nothing is asked of them.")
        room = {"from_on": at.date(), "declined_because": "No room"}
        inquiries.take_inquiry_step(asked.pk, name, actor=actor, at=at, said={"reason": "so it is"}, **room)
        return
    about = inquiries.About(need="Trauma therapy", urgency="routine")
    inquiries.inquire(handoff.referral_id, about=about, service_ids=[services[number].pk], names=[], actor=actor, at=at)


def about_the_person(handoff, actor, name, at):
    """Somebody tries to reach her, asks whether it helped, or learns where she is."""
    maya, pk = clients.client(actor, handoff.client_id), handoff.referral_id
    if maya is None:
        raise NotAllowed("Not known here.")
    if name in {"attempt", "reached"}:
        outcome = {"attempt": "no-answer", "reached": "patient-reached"}[name]
        actions.record_attempt(pk, outcome=outcome, route_kind="phone", actor=actor, at=at)
    elif name in {"helped", "did_not_help"}:
        answer = {"helped": "helped", "did_not_help": "not"}[name]
        actions.record_helped(pk, answer=answer, actor=actor, at=at)
    elif name == "medicine":
        records.correct(maya, medicine_until=(at + timedelta(days=at.hour % 20)).date(), actor=actor, at=at)
    elif name == "uncovered":
        records.lose_coverage(maya, uncovered_from=at.date(), source="her aunt", actor=actor, at=at)
    elif name == "covered":
        records.settle_coverage(maya, covered="again", source="her aunt", actor=actor, at=at)
    else:
        again = (at + timedelta(days=3)).date() if name == "hospital" else None
        records.change_situation(maya, situation=name, source="her aunt", review_on=again, actor=actor, at=at)


def everything_is_held(handoff, cast):
    """As each side sees it. Who holds and until when is refused by the database otherwise; here we compare the copies."""
    every_question_is_answered_for(handoff.referral_id, cast)
    with acting(cast["dr_osei"]):
        referral = Referral.objects.get(pk=handoff.referral_id)
        is_held(REFERRAL, referral, cast["dr_osei"])
        shown = WorkItem.objects.get(subject_id=referral.pk)
        assert shown.is_open == REFERRAL.is_open(referral.status)
        if shown.is_open:
            assert (shown.holder_id, shown.due_at) == (referral.holder_id, referral.due_at)
            assert (shown.holder_desk_id, shown.turn) == (referral.holder_desk_id, referral.turn)
        history_equals_state(ReferralStep.objects.filter(record=referral), referral, REFERRAL, started="draft")
        if Handoff.objects.filter(pk=handoff.pk).exists() and REFERRAL.is_open(referral.status):
            furthest = queries.furthest_of(Handoff.objects.filter(referral=referral))
            assert referral.live_status == (furthest.status if furthest else "")
    with acting(cast["rosa"]):
        is_the_receivers(handoff, cast["rosa"])


def is_the_receivers(handoff, rosa):
    """As it sees it; what ended without its yes it sees no more, and keeps that it was asked."""
    shown = WorkItem.objects.get(subject_id=handoff.pk)
    theirs = Handoff.objects.filter(pk=handoff.pk).first()
    if theirs is None:
        assert queries.past_ask(rosa, handoff.pk)
        assert (shown.is_open, shown.who, shown.client_id) == (False, "", None)
        return
    is_held(HANDOFF, theirs, rosa)
    assert (shown.is_open, shown.status) == (HANDOFF.is_open(theirs.status), theirs.status)
    if shown.is_open:
        assert shown.due_at == theirs.due_at
    history_equals_state(HandoffStep.objects.filter(record=theirs), theirs, HANDOFF, started="")
    held_here = HANDOFF.standings.get(theirs.status)
    if held_here and held_here.holder == "receiver":
        assert [clock.due_at for clock in clocks.clocks_of(theirs.pk) if clock.state == "running"]


def every_question_is_answered_for(referral_id, cast):
    """On the side that asks by whoever holds the promise; on the side that is asked it stands on the list, and names nobody."""
    with acting(cast["dr_osei"]):
        for asked in Inquiry.objects.filter(org_id=cast["dr_osei"].org_id, referral_id=referral_id):
            is_answered_for(asked, cast["dr_osei"])
            history_equals_state(InquiryStep.objects.filter(record=asked), asked, INQUIRY, started="")
    with acting(cast["rosa"]):
        for asked in Inquiry.objects.filter(to_org_id=cast["rosa"].org_id, referral_id=referral_id):
            line = WorkItem.objects.get(org_id=cast["rosa"].org_id, subject_id=asked.pk)
            assert (line.is_open, line.client_id) == (INQUIRY.is_open(asked.status), None)
            assert not line.is_open or line.due_at == asked.due_at


def history_equals_state(steps, record, lifecycle, *, started):
    status = started
    for row in steps.order_by("at", "id"):
        assert row.from_status == status, f"{row.name} does not follow from {status}"
        assert row.to_status == lifecycle[row.name].leads_to(status)
        status = row.to_status
    assert status == record.status


@pytest.mark.parametrize("crowd_number", range(6))
def test_people_who_press_at_once_leave_one_true_history(house, refer, cast, services, noon, crowd_number):
    handoff = refer("sent")
    chance = random.Random(20260302 + crowd_number)
    plan = [(chance.choice(PEOPLE), chance.choice(MOVES), number) for number in range(160)]

    def press(job):
        who, move, number = job
        try:
            return attempt(handoff, cast[who], move, services, at=noon + timedelta(minutes=30 * number))
        except IntegrityError:
            raise AssertionError(f"{move} of {who} reached a constraint instead of a person") from None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        taken = sum(crowd.map(press, plan))

    assert taken > 0
    with acting(cast["rosa"]):
        kept = queries.past_ask(cast["rosa"], handoff.pk)
    with acting(cast["dr_osei"] if kept else cast["rosa"]):
        record = Handoff.objects.get(pk=handoff.pk)
        counted_by_writing = HandoffStep.objects.filter(record=record).order_by("id")
        statuses = [(row.from_status, row.to_status) for row in counted_by_writing]
    assert statuses[-1][1] == record.status
    assert {before for before, _ in statuses} - {after for _, after in statuses} <= {""}


@pytest.mark.parametrize("rival", ["accept", "decline"])
def test_two_people_answer_at_once_and_one_wins(house, refer, dr_osei, rosa, ben, noon, rival):
    for _ in range(10):
        handoff = refer("sent")

        def answer(job, handoff=handoff):
            actor, name = job
            try:
                with acting(actor):
                    actions.take_handoff_step(
                        handoff.pk, name, actor=actor, at=noon, seen="sent", decline_reason="payer"
                    )
                return "won"
            except Overtaken as lost:
                return str(lost)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            results = list(both.map(answer, [(rosa, "accept"), (ben, rival)]))

        assert results.count("won") == 1
        assert any("was faster" in result for result in results)
        with acting(dr_osei):
            answers = [row.name for row in queries.timeline_of_handoff(handoff) if row.name in {"accept", "decline"}]
        assert len(answers) == 1
