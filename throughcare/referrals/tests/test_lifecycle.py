from itertools import product
from types import SimpleNamespace

import pytest

from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals.lifecycle import (
    ASKED,
    ENDINGS,
    HANDOFF,
    REFERRAL,
    HandoffStatus,
    Part,
    ReferralStatus,
)
from throughcare.scheduling.lifecycle import VISIT, VisitStatus
from throughcare.scheduling.lifecycle import Part as VisitPart

LIFECYCLES = [(REFERRAL, ReferralStatus, Part), (HANDOFF, HandoffStatus, Part), (VISIT, VisitStatus, VisitPart)]
EVERY_CASE = [
    (lifecycle, step, status, part)
    for lifecycle, statuses, parts in LIFECYCLES
    for step, status, part in product(lifecycle.steps.values(), statuses, parts)
]
READY = {
    "urgency": "routine", "live_status": "", "is_followed": True, "holds": 0, "renegotiated": 0,
    "whoever_is_first": False, "errands": ["check_in", "another_place", "coverage_lost", "planned_return"],
    "noes": 3, "went_on_at_noes": 0,
    "external": "external", "basis_id": 1, "choice": "they chose", "question": "",
    "report": "it goes well",
    "questions_asked": 0, "feedback": "progress", "pathway": "", "acknowledged_at": None,
    "advised_at": "yesterday", "reached_at": "yesterday", "prompts": ["T1_HARM"], "risk_raised_at": None, "signed_off_at": None,
}  # fmt: skip
COMPLETE = {key: "words" for key in ("concerns", "safety", "medical", "allergies", "social")}


def name(case):
    return getattr(case, "name", str(case))


@pytest.mark.parametrize("lifecycle, step, status, part", EVERY_CASE, ids=name)
def test_a_step_is_open_only_where_the_table_says(lifecycle, step, status, part):
    question = "Which school?" if step.name == "answer" else ""
    kind = min(step.kinds, default="service")
    record = SimpleNamespace(
        status=status,
        kind=kind,
        referral=SimpleNamespace(package=COMPLETE),
        looked_for=0,
        **(READY | {"question": question}),
    )

    offered = [choice.step.name for choice in lifecycle.choices(record, {part})]

    expected = str(status) in step.sources and str(part) in step.by
    assert (step.name in offered) is expected
    if not expected:
        with pytest.raises(NotAllowed):
            lifecycle.check(step.name, record, {part})


@pytest.mark.parametrize("lifecycle, statuses, parts", LIFECYCLES, ids=name)
def test_every_open_status_has_a_way_out_a_holder_and_a_clock(lifecycle, statuses, parts):
    for status in statuses:
        leaves = [s for s in lifecycle.steps.values() if str(status) in s.sources and s.leads_to(status) != str(status)]
        if lifecycle.is_open(status):
            assert leaves, f"{status} has no way out"
            standing = lifecycle.standings[str(status)]
            assert standing.holder in parts and standing.turn in parts and standing.clock


def test_the_client_is_never_a_holder():
    for lifecycle, _, _ in LIFECYCLES:
        assert all(standing.holder != "client" for standing in lifecycle.standings.values())


def test_a_sent_handoff_is_held_by_the_sending_side_until_somebody_accepts():
    assert HANDOFF.standings["sent"].holder == HANDOFF.standings[ASKED].holder == Part.SENDER
    assert HANDOFF.standings["accepted"].holder == Part.RECEIVER


def test_every_step_that_ends_a_handoff_says_how_it_ended():
    assert set(ENDINGS) == {step.name for step in HANDOFF.steps.values() if step.target == HandoffStatus.ENDED}
