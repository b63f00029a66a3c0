from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.accounts import queries as accounts
from throughcare.accounts.events import AccessEnding
from throughcare.crisis import actions, jobs, queries
from throughcare.crisis.actions import Finding, Said
from throughcare.crisis.models import RiskSignal, RiskSignalStep
from throughcare.foundation.actor import acting, system
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem

FOUND = Finding(level="low", method="assessment", done="Asked the six questions. Safety plan made with her aunt.")
WORRY = "PHQ-9, question 9: several days"


@pytest.fixture
def news(worry):
    return worry()


@pytest.fixture
def signal(news, dr_osei):
    with acting(dr_osei):
        return actions.open_signal(news)


def test_the_person_with_the_client_holds_the_signal_until_a_time_of_the_policy(signal, dr_osei, noon):
    assert (signal.status, signal.holder_id) == ("open", dr_osei.membership_id)
    assert noon < signal.due_at <= noon + timedelta(minutes=60)


def test_a_signal_is_first_on_the_list_of_the_person_with_the_client(signal, dr_osei):
    with acting(dr_osei):
        item = WorkItem.objects.get(subject_id=signal.pk)

    assert (item.rank, item.holder_id, item.is_open, item.due_at) == (0, dr_osei.membership_id, True, signal.due_at)
    assert item.who == "Maya Torres" and "risk" in item.what


def test_one_screen_opens_one_signal(signal, news, dr_osei):
    with acting(dr_osei):
        assert actions.open_signal(news).pk == signal.pk
        assert RiskSignal.objects.count() == 1


def test_an_answer_ends_the_signal_and_is_kept_with_its_words(signal, dr_osei, noon):
    later = noon + timedelta(minutes=8)
    with acting(dr_osei):
        said = Said(by="Nurse Amina", route="phone", happened_at=noon)
        actions.answer(signal.pk, found=FOUND, actor=dr_osei, at=later, said=said)
        now = RiskSignal.objects.get(pk=signal.pk)
        step = now.steps.get(name="answer")

        assert (now.status, now.level, now.method, now.answered_at) == ("answered", "low", "assessment", later)
        assert (step.from_status, step.to_status, step.by_name) == ("open", "answered", dr_osei.name)
        assert (step.said_by, step.route, step.happened_at, step.at) == ("Nurse Amina", "phone", noon, later)
        assert not WorkItem.objects.get(subject_id=signal.pk).is_open


def test_an_answer_without_words_is_refused(signal, dr_osei, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="what was done"):
        actions.answer(signal.pk, found=Finding(level="low", method="assessment", done="ok"), actor=dr_osei, at=noon)


def test_a_signal_is_answered_once(signal, dr_osei, noon):
    with acting(dr_osei):
        actions.answer(signal.pk, found=FOUND, actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="not possible while answered"):
            actions.answer(signal.pk, found=FOUND, actor=dr_osei, at=noon)


def test_only_the_first_of_two_people_wins(signal, dr_osei, sam, noon):
    with acting(dr_osei):
        as_read_before = RiskSignal.objects.get(pk=signal.pk)
        actions.answer(signal.pk, found=FOUND, actor=dr_osei, at=noon)
        with pytest.raises(Overtaken):
            actions.moved(as_read_before, "void", actor=dr_osei, at=noon, changes={})


def test_until_sam_takes_it_dr_osei_holds_it(signal, dr_osei, sam, noon):
    with acting(dr_osei):
        actions.ask(signal.pk, to=sam.membership_id, actor=dr_osei, at=noon)
        asked = RiskSignal.objects.get(pk=signal.pk)
        assert (asked.status, asked.holder_id, asked.asked_id) == ("open", dr_osei.membership_id, sam.membership_id)
    with acting(sam):
        actions.take(signal.pk, actor=sam, at=noon)
        taken = RiskSignal.objects.get(pk=signal.pk)

        assert (taken.status, taken.holder_id, taken.asked_id) == ("passed_on", sam.membership_id, None)
        assert taken.due_at == signal.due_at, "the time that is left does not start again"
        assert WorkItem.objects.get(subject_id=signal.pk).holder_id == sam.membership_id


def test_a_colleague_who_is_in_the_room_may_take_it_unasked_but_not_answer_for_the_holder(signal, sam, noon):
    with acting(sam):
        with pytest.raises(NotAllowed, match="for the holder"):
            actions.answer(signal.pk, found=FOUND, actor=sam, at=noon)
        actions.take(signal.pk, actor=sam, at=noon)
        assert actions.answer(signal.pk, found=FOUND, actor=sam, at=noon).status == "answered"


def test_dr_osei_may_change_her_mind_and_keep_it(signal, dr_osei, sam, noon):
    with acting(dr_osei):
        actions.ask(signal.pk, to=sam.membership_id, actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="has been asked"):
            actions.ask(signal.pk, to=sam.membership_id, actor=dr_osei, at=noon)
        assert actions.keep(signal.pk, actor=dr_osei, at=noon).asked_id is None


def test_nobody_outside_the_organization_is_asked_to_take_it(signal, dr_osei, eve, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="of your organization"):
        actions.ask(signal.pk, to=eve.membership_id, actor=dr_osei, at=noon)
    with acting(dr_osei), pytest.raises(NotAllowed, match="one person or one desk"):
        actions.ask(signal.pk, actor=dr_osei, at=noon)


def test_a_signal_entered_in_error_says_what_was_wrong_and_raises_no_risk(signal, dr_osei, maya, noon):
    with acting(dr_osei):
        assert queries.risk_was_ever_raised(dr_osei, maya.pk)
        with pytest.raises(NotAllowed, match="in a sentence"):
            actions.void(signal.pk, actor=dr_osei, at=noon, said=Said(reason="oops"))
        actions.void(signal.pk, actor=dr_osei, at=noon, said=Said(reason="Typed for the wrong client."))
        assert not queries.risk_was_ever_raised(dr_osei, maya.pk)


def test_history_tells_the_status(signal, dr_osei, sam, noon):
    with acting(dr_osei):
        actions.ask(signal.pk, to=sam.membership_id, actor=dr_osei, at=noon)
    with acting(sam):
        actions.take(signal.pk, actor=sam, at=noon + timedelta(minutes=1))
        actions.answer(signal.pk, found=FOUND, actor=sam, at=noon + timedelta(minutes=2))
        steps = [(step.name, step.to_status) for step in queries.history(RiskSignal.objects.get(pk=signal.pk))]

    assert steps == [("open", "open"), ("ask", "open"), ("take", "passed_on"), ("answer", "answered")]


def test_the_database_refuses_an_open_signal_without_holder_or_due_time(signal, dr_osei):
    rows = RiskSignal.objects.filter(pk=signal.pk)
    with acting(dr_osei):
        for orphan in ({"holder_id": None}, {"due_at": None}):
            with pytest.raises(IntegrityError, match="open_has_one_holder_and_due_time"), transaction.atomic():
                rows.update(**orphan)


def test_the_database_refuses_an_answer_without_level_and_words(signal, dr_osei):
    with (
        acting(dr_osei),
        pytest.raises(IntegrityError, match="says_level_method_and_what_was_done"),
        transaction.atomic(),
    ):
        RiskSignal.objects.filter(pk=signal.pk).update(status="answered")


def test_the_database_refuses_a_step_outside_the_table(signal, dr_osei, noon):
    step = {"name": "answer", "from_status": "answered", "to_status": "open", "by_name": "a script", "at": noon}
    with acting(dr_osei), pytest.raises(IntegrityError, match="signal_step_is_in_lifecycle"), transaction.atomic():
        signal.steps.create(**step, happened_at=noon, org_id=dr_osei.org_id)


def test_eve_sees_no_signal_and_can_write_none(signal, news, eve, noon):
    with acting(eve):
        assert not RiskSignal.objects.exists() and not RiskSignalStep.objects.exists()
        assert queries.signal(eve, signal.pk) is None
        with pytest.raises(RiskSignal.DoesNotExist):
            actions.take(signal.pk, actor=eve, at=noon)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            RiskSignal.objects.create(
                client_id=signal.client_id, org_id=eve.org_id, source_kind="screen", source_id=uuid7(), cause="answer",
                finding=WORRY, holder_id=eve.membership_id, due_at=noon, opened_at=noon,
            )  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            RiskSignalStep.objects.create(
                record_id=signal.pk, name="take", from_status="open", to_status="passed_on", org_id=eve.org_id,
                by_name="Eve", at=noon, happened_at=noon,
            )  # fmt: skip


def test_steps_are_never_changed_and_signals_never_deleted(signal, dr_osei):
    with acting(dr_osei):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            RiskSignalStep.objects.update(by_name="nobody")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            RiskSignal.objects.all()._raw_delete("default")


def test_our_own_line_comes_first_then_988():
    found = queries.resources(local_line="(305) 555-0100")

    assert [one.id for one in found[:2]] == ["local", "988"]
    assert found[0].call == "3055550100"


def test_an_installation_may_bring_its_own_list(settings, tmp_path):
    file = tmp_path / "ours.json"
    file.write_text(
        '{"resources": [{"id": "x", "name": {"en": "Ours"}, "says": {"en": "Call 1."}, "call": "1", "languages": ["en"],'
        ' "for": "anyone", "source": "us", "confidence": "seen"}]}'
    )
    settings.CRISIS_RESOURCES = str(file)

    assert [one.name for one in queries.resources()] == ["Ours"]


def test_when_the_holders_access_ends_the_signal_passes_on_in_the_same_transaction(signal, dr_osei, sam, noon):
    ending = AccessEnding(
        membership_id=dr_osei.membership_id, org_id=dr_osei.org_id, to_membership_id=sam.membership_id, to_desk_id=None,
        at=noon,
    )  # fmt: skip
    with acting(sam):
        actions.pass_on(ending)
        now = RiskSignal.objects.get(pk=signal.pk)

        assert (now.holder_id, now.status, now.due_at) == (sam.membership_id, "open", signal.due_at)
        assert WorkItem.objects.get(subject_id=signal.pk).holder_id == sam.membership_id
        assert now.steps.get(name="inherit").by_id is None


def run(news):
    """As the worker runs a job: the program itself, for the organization of the event."""
    with acting(system(UUID(news["org_id"]))):
        jobs.tell.work(news)


@pytest.fixture
def too_late(signal):
    """The words of the clock that has reached its next rung."""

    def too_late(tell="desk_lead", **words):
        news = {"clock_id": str(uuid7()), "org_id": str(signal.org_id), "subject_kind": "signal", "rung": "2"}
        news |= {"subject_id": str(signal.pk), "clock": "signal", "urgency": "emergent", "step": "escalation"}
        return news | {"tell": tell, "due_at": signal.due_at.isoformat()} | words

    return too_late


@pytest.mark.parametrize("who", ["dr_osei", "sam"])
def test_when_it_is_not_answered_in_time_the_lead_of_the_desk_is_asked(signal, too_late, request, who, noon):
    holder = request.getfixturevalue(who)
    with acting(holder):
        if signal.holder_id != holder.membership_id:
            actions.take(signal.pk, actor=holder, at=noon)
        lead = accounts.desk(holder.desk_id).lead_id

    news = too_late()
    run(news)
    run(news)

    with acting(holder):
        now = RiskSignal.objects.get(pk=signal.pk)
        assert (now.holder_id, now.due_at) == (holder.membership_id, signal.due_at)
        assert now.asked_id == (lead if lead != holder.membership_id else None)
        assert now.steps.get(name="escalate").by_id is None, "once, however often the job runs"
        assert WorkItem.objects.get(subject_id=signal.pk).last_event == "Not answered in time"


def test_the_holder_is_warned_once_and_nothing_else_changes(signal, too_late, dr_osei):
    news = too_late("holder", step="warning")

    run(news)
    run(news)

    with acting(dr_osei):
        assert [notice.subject_id for notice in accounts.notices(dr_osei)] == [signal.pk]
        assert not RiskSignalStep.objects.filter(name="escalate").exists()


def test_an_answered_signal_wakes_nobody(signal, too_late, dr_osei, noon):
    with acting(dr_osei):
        actions.answer(signal.pk, found=FOUND, actor=dr_osei, at=noon)

    run(too_late())

    with acting(dr_osei):
        assert not accounts.notices(dr_osei)
        assert not RiskSignalStep.objects.filter(name="escalate").exists()


def test_the_clock_of_another_record_is_none_of_our_business(signal, too_late, dr_osei):
    run(too_late(subject_kind="handoff"))

    with acting(dr_osei):
        assert not accounts.notices(dr_osei)


def test_nobody_waits_for_someone_whose_access_has_ended(signal, dr_osei, sam, noon):
    with acting(dr_osei):
        actions.ask(signal.pk, to=sam.membership_id, actor=dr_osei, at=noon)
        actions.pass_on(
            AccessEnding(
                membership_id=sam.membership_id,
                org_id=sam.org_id,
                to_membership_id=dr_osei.membership_id,
                to_desk_id=None,
                at=noon,
            )  # fmt: skip
        )
        now = RiskSignal.objects.get(pk=signal.pk)

    assert (now.holder_id, now.asked_id) == (dr_osei.membership_id, None)
