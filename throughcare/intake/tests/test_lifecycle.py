from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.intake.lifecycle import HELP, HelpStatus, Part, parts_in_help, stands

EVERY_CASE = list(product(HELP.steps.values(), HelpStatus, Part))
NORTHSIDE, ELSEWHERE = uuid4(), uuid4()


def request_like(status="knocked", **fields):
    kept = {"org_id": NORTHSIDE, "status": status, "holder_id": None, "holder_desk_id": uuid4()}
    return SimpleNamespace(**kept | {"tries": 3, "days_tried": 2} | fields)


@pytest.mark.parametrize("step, status, part", EVERY_CASE, ids=lambda x: getattr(x, "name", x))
def test_a_step_is_open_only_where_the_table_says(step, status, part):
    request = request_like(status)

    expected = status in step.sources and part in step.by

    assert (step in [choice.step for choice in HELP.choices(request, {part})]) is expected
    if expected:
        assert HELP.check(step.name, request, {part}) is step
    else:
        with pytest.raises(NotAllowed):
            HELP.check(step.name, request, {part})


def test_every_open_status_has_a_way_out_a_holder_and_a_clock():
    for status in HelpStatus:
        assert bool([step for step in HELP.steps.values() if status in step.sources]) is HELP.is_open(status)
        if HELP.is_open(status):
            assert stands(request_like(status)).holder == Part.HOLDER and stands(request_like(status)).clock


def test_only_who_called_ends_it_as_heard_and_the_program_ends_nothing():
    heard = {part for step in HELP.steps.values() if step.target == "heard" for part in step.by}
    by_program = {step.target for step in HELP.steps.values() if Part.PROGRAM in step.by}

    assert (heard, by_program) == ({Part.HOLDER}, {"="})


def test_the_part_follows_from_the_request_and_not_from_a_role():
    sam = Actor(org_id=NORTHSIDE, membership_id=uuid4())

    assert parts_in_help(request_like(holder_id=sam.membership_id), sam) == {Part.HOLDER}
    assert parts_in_help(request_like(), sam) == {Part.COLLEAGUE}
    assert parts_in_help(request_like(""), Actor(org_id=NORTHSIDE)) == {Part.CALLER}
    assert parts_in_help(request_like(), Actor(org_id=NORTHSIDE)) == {Part.PROGRAM}
    assert parts_in_help(request_like(), Actor(org_id=ELSEWHERE, membership_id=uuid4())) == set()
