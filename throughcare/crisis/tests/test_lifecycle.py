from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest

from throughcare.crisis import rules
from throughcare.crisis.lifecycle import SIGNAL, Part, SignalStatus, parts_in_signal
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed

EVERY_CASE = list(product(SIGNAL.steps.values(), SignalStatus, Part))
NORTHSIDE, ELSEWHERE = uuid4(), uuid4()


def signal_like(status="open", **fields):
    people = {"holder_id": None, "holder_desk_id": None, "asked_id": None, "asked_desk_id": None}
    return SimpleNamespace(org_id=NORTHSIDE, status=status, **people | fields)


def member(org=NORTHSIDE, **fields):
    return Actor(org_id=org, membership_id=uuid4(), **fields)


@pytest.mark.parametrize("step, status, part", EVERY_CASE, ids=lambda x: getattr(x, "name", x))
def test_a_step_is_open_only_where_the_table_says(step, status, part, monkeypatch):
    asked = uuid4() if step.name == "keep" else None
    signal = signal_like(status, asked_id=asked)

    expected = status in step.sources and part in step.by

    assert (step in [choice.step for choice in SIGNAL.choices(signal, {part})]) is expected
    if expected:
        assert SIGNAL.check(step.name, signal, {part}) is step
    else:
        with pytest.raises(NotAllowed):
            SIGNAL.check(step.name, signal, {part})


def test_every_open_status_has_a_way_out_a_holder_and_a_clock():
    for status in SignalStatus:
        ways_out = [step for step in SIGNAL.steps.values() if status in step.sources]
        assert bool(ways_out) is SIGNAL.is_open(status)
        if SIGNAL.is_open(status):
            assert SIGNAL.standings[status].holder == Part.HOLDER
            assert SIGNAL.standings[status].clock == "signal"


def test_only_the_holder_ends_a_signal():
    endings = [step for step in SIGNAL.steps.values() if step.target in {"answered", "entered_in_error"}]

    assert {part for step in endings for part in step.by} == {Part.HOLDER}


def test_the_part_follows_from_the_signal_and_not_from_a_role():
    dr_osei, sam, desk = member(), member(), uuid4()
    at_the_desk = member(desk_id=desk)
    signal = signal_like(holder_id=dr_osei.membership_id, asked_desk_id=desk)

    assert parts_in_signal(signal, dr_osei) == {Part.HOLDER}
    assert parts_in_signal(signal, at_the_desk) == {Part.ASKED}
    assert parts_in_signal(signal, sam) == {Part.COLLEAGUE}
    assert parts_in_signal(signal, member(ELSEWHERE)) == set()
    assert parts_in_signal(signal, Actor(org_id=NORTHSIDE)) == {Part.PROGRAM}


def test_a_desk_that_holds_is_held_by_whoever_sits_there():
    desk = uuid4()

    assert parts_in_signal(signal_like(holder_desk_id=desk), member(desk_id=desk)) == {Part.HOLDER}
    assert parts_in_signal(signal_like(holder_desk_id=desk), member()) == {Part.COLLEAGUE}


def test_nobody_is_asked_twice_and_nothing_is_kept_that_was_not_offered():
    assert rules.already_asked(signal_like(asked_id=uuid4()))
    assert not rules.already_asked(signal_like())
    assert rules.nobody_asked(signal_like())
    assert not rules.nobody_asked(signal_like(asked_desk_id=uuid4()))
