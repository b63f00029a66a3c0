"""What fires when, what a hold may be, and that the presets leave no step without a time."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.foundation.clocks.calendars import SiteCalendar, Unit
from throughcare.foundation.clocks.presets import presets
from throughcare.foundation.clocks.rules import (
    NEVER_PAUSED,
    Escalation,
    Kind,
    Rule,
    due_in,
    refused_pause,
    rule_from,
    schedule,
    still_worth_telling,
)

HARBOR = SiteCalendar("America/New_York", "US", "NY")
TUESDAY = datetime(2026, 11, 17, 14, tzinfo=UTC)
ROUTINE = Rule(
    urgency="routine",
    step="sent",
    amount=2,
    unit="business_days",
    warn_at=(Fraction(1, 2),),
    ladder=(Escalation(amount=2, unit="business_days", tell="desk_lead"),),
    max_pauses=2,
    max_paused_days=30,
)
URGENCIES = ["emergent", "very_urgent", "urgent", "soon", "routine", "info"]
STEPS = [
    *("draft", "open", "prepared", "sent", "asked", "accepted", "waitlisted", "booked"),
    *("assessed", "in_treatment", "on_hold", "signal", "first_treatment"),
]
DAYS = st.integers(0, 60).map(lambda n: timedelta(days=n))


def times(rungs):
    return [(rung.at - TUESDAY, rung.kind, rung.tell) for rung in rungs]


def test_a_sent_referral_warns_the_holder_breaches_and_climbs_to_the_desk_lead():
    assert times(schedule(ROUTINE, TUESDAY, HARBOR)) == [
        (timedelta(days=1), "warning", "holder"),
        (timedelta(days=2), "breach", "holder"),
        (timedelta(days=6), "escalation", "desk_lead"),  # Monday: a weekend lies between
    ]


def test_a_hold_of_two_days_puts_off_what_would_fall_on_saturday_to_monday():
    rungs = schedule(ROUTINE, TUESDAY, HARBOR, paused=timedelta(days=2))
    assert due_in(rungs) == TUESDAY + timedelta(days=6)  # Thursday, and two days, and then the weekend


def test_of_missed_warnings_only_the_last_is_told_and_none_after_the_breach():
    rungs = schedule(rule_from({**WARNED_TWICE}), TUESDAY, HARBOR)
    told = still_worth_telling(rungs, TUESDAY + timedelta(hours=9))
    assert [rung.kind for rung in told] == [Kind.WARNING, Kind.BREACH]
    assert [rung.kind for rung in still_worth_telling(rungs, TUESDAY + timedelta(hours=10))] == [Kind.BREACH]


WARNED_TWICE = {"urgency": "soon", "step": "sent", "amount": 10, "unit": "hours", "warn_at": ["0.5", "0.8"]}


@pytest.mark.parametrize("urgency", NEVER_PAUSED)
def test_urgent_work_is_never_put_on_hold_whatever_a_policy_says(urgency):
    rule = Rule(urgency=urgency, step="open", amount=1, unit="hours", max_pauses=9, max_paused_days=99)
    assert "never put on hold" in refused_pause(rule, pauses=0, paused=timedelta(), wanted=timedelta(days=1))


@pytest.mark.parametrize(
    ("pauses", "paused", "wanted", "words"),
    [
        (0, 0, 30, ""),
        (1, 10, 20, ""),
        (1, 10, 21, "30 days on hold altogether; 20 are left"),
        (2, 5, 1, "2 times already"),
        (0, 0, 0, "a time still to come"),
    ],
)
def test_a_routine_hold_is_limited_in_number_and_length(pauses, paused, wanted, words):
    reason = refused_pause(ROUTINE, pauses=pauses, paused=timedelta(days=paused), wanted=timedelta(days=wanted))
    assert words in reason if words else not reason


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": -1}, "negative"),
        ({"warn_at": ["0.8", "0.5"]}, "rising"),
        ({"warn_at": ["1"]}, "between 0 and 1"),
        ({"urgency": "urgent", "max_pauses": 1}, "never paused"),
        ({"never_resets": True, "max_pauses": 1}, "never paused"),
        ({"unit": "fortnights"}, "fortnights"),
        ({"ladder": [{"amount": 1, "unit": "hours", "tell": "nobody"}]}, "nobody"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_the_reason(wrong, words):
    with pytest.raises(ValueError, match=words):
        rule_from({**WARNED_TWICE, **wrong})


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
@pytest.mark.parametrize("urgency", URGENCIES)
def test_every_preset_says_how_long_every_step_may_take(preset, urgency):
    assert {sourced.rule.step for sourced in preset.rules if sourced.rule.urgency == urgency} >= set(STEPS)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_every_time_in_a_preset_names_its_source(preset):
    assert all(sourced.source and sourced.confidence in {"S", "GK"} for sourced in preset.rules)


def test_the_published_standards_are_what_they_say():
    said = {
        (p.name, s.rule.urgency): (s.rule.amount, s.rule.unit)
        for p in presets()
        for s in p.rules
        if s.rule.never_resets
    }
    assert said["ccbhc-2023", "urgent"] == (1, "business_days")
    assert said["ccbhc-2023", "routine"] == (10, "business_days")
    assert said["ncqa-access", "very_urgent"] == (6, "hours")
    assert said["ncqa-access", "urgent"] == (48, "hours")
    assert said["ncqa-access", "routine"] == (10, "business_days")


RULES = st.sampled_from([sourced.rule for preset in presets() for sourced in preset.rules])
MOMENTS = st.integers(0, 430 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(RULES, MOMENTS, DAYS)
def test_a_plan_runs_forward_and_breaches_once(rule, start, paused):
    rungs = schedule(rule, start, HARBOR, paused)
    assert [rung.at for rung in rungs] == sorted(rung.at for rung in rungs)
    assert [rung.kind for rung in rungs].count(Kind.BREACH) == 1
    assert rungs[0].at >= start


@given(RULES, MOMENTS, DAYS)
def test_what_is_still_worth_telling_is_the_tail_of_the_plan(rule, start, late):
    rungs = schedule(rule, start, HARBOR)
    told = still_worth_telling(rungs, start + late)
    assert told == rungs[len(rungs) - len(told) :]
    assert any(rung.kind == Kind.BREACH for rung in told)


def test_units_are_those_of_the_published_standards():
    assert set(Unit.values) == {"minutes", "hours", "calendar_days", "business_days"}
