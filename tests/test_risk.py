"""From a ticked box to a held signal, across screening, crisis, the clocks, the work list and leaving."""

from datetime import timedelta

import pytest

from throughcare.crisis import actions as signals
from throughcare.crisis import queries as crisis
from throughcare.crisis.models import RiskSignal
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.work.models import WorkItem
from throughcare.screening import actions, queries
from throughcare.screening.actions import Asking
from throughcare.screening.models import Screen

PHQ9 = queries.instrument("phq-9")
ALONE = Asking(asked_alone=True)


def ticked(question_9):
    codes = {item.link_id: item.answers[0].code for item in PHQ9.scored_items}
    return codes | {"q9": PHQ9.item("q9").answers[question_9].code}


def record(actor, maya, at, *, question_9, asking=ALONE):
    with acting(actor):
        return actions.record(
            client_id=maya.pk, instrument=PHQ9, answers=ticked(question_9), asking=asking, actor=actor, at=at
        )


def test_a_critical_answer_is_held_timed_and_first_in_the_same_transaction(dr_osei, maya, noon):
    screen = record(dr_osei, maya, noon, question_9=1)

    with acting(dr_osei):
        signal = crisis.signal_of_source(dr_osei, "screen", screen.pk)
        first = WorkItem.objects.filter(is_open=True).order_by("rank", "due_at").first()
        clock = clocks.open_clock(signal.pk, "signal")
    assert (signal.holder_id, signal.cause) == (dr_osei.membership_id, "answer")
    assert first.subject_id == signal.pk
    assert clock.due_at == signal.due_at <= noon + timedelta(minutes=30)


def test_no_worry_no_signal(dr_osei, maya, noon):
    record(dr_osei, maya, noon, question_9=0)

    with acting(dr_osei):
        assert not crisis.signals_of(dr_osei, maya.pk).exists()


def test_a_no_that_an_aunt_passed_on_opens_a_signal_to_ask_again_alone(dr_osei, maya, noon):
    screen = record(dr_osei, maya, noon, question_9=0, asking=Asking(asked_alone=False, interpreter="relative"))

    with acting(dr_osei):
        signal = crisis.signal_of_source(dr_osei, "screen", screen.pk)
    assert (screen.total, signal.cause, signal.finding) == (None, "not_asked", "PHQ-9, question 9: not asked")


def test_when_the_signal_cannot_open_the_screen_is_not_kept_either(dr_osei, maya, noon, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("the clocks are gone")

    monkeypatch.setattr("throughcare.crisis.actions.start_clock", breaks)
    with pytest.raises(RuntimeError):
        record(dr_osei, maya, noon, question_9=3)

    with acting(dr_osei):
        assert not Screen.objects.filter(client_id=maya.pk).exists()
        assert not RiskSignal.objects.filter(client_id=maya.pk).exists()


def test_once_answered_its_clock_no_longer_runs(dr_osei, maya, noon):
    screen = record(dr_osei, maya, noon, question_9=2)
    found = signals.Finding(level="moderate", method="assessment", done="Safety plan made with her aunt.")
    with acting(dr_osei):
        signal = crisis.signal_of_source(dr_osei, "screen", screen.pk)
        signals.answer(signal.pk, found=found, actor=dr_osei, at=noon + timedelta(minutes=5))

        assert clocks.open_clock(signal.pk, "signal") is None
