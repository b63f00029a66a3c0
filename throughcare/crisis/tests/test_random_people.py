"""Random people take random steps with random signals: no orphan, no forbidden move, history equals state."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.crisis import actions, queries
from throughcare.crisis.actions import Finding, Said
from throughcare.crisis.lifecycle import SIGNAL, parts_in_signal
from throughcare.crisis.models import RiskSignal
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem

FOUND = Finding(level="low", method="assessment", done="Asked the six questions, nothing more.")
SAID = Said(reason="Typed for the wrong client.")
MOVES = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["answer", "ask", "keep", "take", "void"])), max_size=12)


def do(name, signal, actor, someone_else, at):
    verbs = {
        "answer": lambda: actions.answer(signal.pk, found=FOUND, actor=actor, at=at),
        "ask": lambda: actions.ask(signal.pk, to=someone_else.membership_id, actor=actor, at=at),
        "keep": lambda: actions.keep(signal.pk, actor=actor, at=at),
        "take": lambda: actions.take(signal.pk, actor=actor, at=at),
        "void": lambda: actions.void(signal.pk, actor=actor, at=at, said=SAID),
    }
    return verbs[name]()


def may(name, signal, actor):
    return any(
        choice.step.name == name and not choice.waits_for
        for choice in SIGNAL.choices(signal, parts_in_signal(signal, actor))
    )


def stands_as_it_should(signal, actor):
    """The laws that hold after every step, taken or refused."""
    steps = list(queries.history(signal))
    assert [step.from_status for step in steps] == ["", *(step.to_status for step in steps[:-1])]
    assert steps[-1].to_status == signal.status
    item = WorkItem.objects.get(subject_id=signal.pk)
    assert item.is_open is SIGNAL.is_open(signal.status)
    if item.is_open:
        assert signal.holder_id and signal.due_at
        assert (item.holder_id, item.due_at, item.rank) == (signal.holder_id, signal.due_at, 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_whatever_people_do_one_person_holds_it_and_history_equals_state(opened, dr_osei, sam, eve, noon, moves):
    signal, cast = opened(), [dr_osei, sam, eve]
    for minute, (who, name) in enumerate(moves, start=1):
        actor, at = cast[who], noon + timedelta(minutes=minute)
        with acting(dr_osei):
            before = RiskSignal.objects.get(pk=signal.pk)
        with acting(actor):
            try:
                with transaction.atomic():
                    do(name, signal, actor, sam if actor == dr_osei else dr_osei, at)
                went = True
            except (NotAllowed, RiskSignal.DoesNotExist):
                went = False
        assert went is (actor != eve and may(name, before, actor))
        with acting(dr_osei):
            stands_as_it_should(RiskSignal.objects.get(pk=signal.pk), dr_osei)
