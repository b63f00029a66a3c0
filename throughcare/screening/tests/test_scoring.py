import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.screening.instruments import library
from throughcare.screening.rules import (
    came_through_a_relative,
    finding,
    missing_explanation,
    score,
    unknown_answers,
    with_prorating,
)

PHQ9 = library()["phq-9", "1"]
GAD7 = library()["gad-7", "1"]
EVERY_INSTRUMENT = st.sampled_from(sorted(library().values(), key=lambda found: found.id))


def answers(instrument, *values):
    """Values for the scored questions in order; None leaves one open."""
    pairs = zip(instrument.scored_items, values, strict=True)
    return {item.link_id: item.answers[value].code for item, value in pairs if value is not None}


@st.composite
def answered(draw, complete=False):
    instrument = draw(EVERY_INSTRUMENT)
    value = st.integers(0, 3) if complete else st.none() | st.integers(0, 3)
    values = draw(st.tuples(*[value] * len(instrument.scored_items)))
    return instrument, values


@given(answered(complete=True))
def test_a_complete_screen_adds_up_and_falls_into_one_band(case):
    instrument, values = case

    result = score(instrument, answers(instrument, *values))

    assert result.total == sum(values)
    assert result.positive is (sum(values) >= instrument.positive_from)
    assert not result.missing and not result.reason
    if instrument.bands:
        assert result.band.low <= result.total <= result.band.high


@given(answered())
def test_there_is_a_total_only_when_every_scored_question_is_answered(case):
    instrument, values = case

    result = score(instrument, answers(instrument, *values))

    assert (result.total is None) is (None in values)
    assert bool(result.reason) is (None in values)
    assert (result.positive is None) is (None in values)
    assert len(result.missing) == values.count(None)


@given(st.tuples(*[st.none() | st.integers(0, 3)] * 9), st.booleans())
def test_thoughts_of_self_harm_are_critical_whatever_else_is_answered(values, through_a_relative):
    result = score(PHQ9, answers(PHQ9, *values), through_a_relative=through_a_relative)

    assert bool(result.critical) is ((values[8] or 0) >= 1)
    if result.critical:
        assert result.cause == "answer"


@given(st.tuples(*[st.integers(0, 3)] * 8))
def test_a_no_to_question_9_through_a_relative_is_not_asked_and_never_a_negative(values):
    result = score(PHQ9, answers(PHQ9, *values, 0), through_a_relative=True)

    assert result.total is None and result.positive is None
    assert "relative" in result.reason
    assert result.not_asked == ("q9",)
    assert result.cause == "not_asked"


@given(st.tuples(*[st.integers(0, 3)] * 8))
def test_a_skipped_question_9_is_still_to_be_asked(values):
    result = score(PHQ9, answers(PHQ9, *values, None))

    assert result.not_asked == ("q9",) and result.cause == "not_asked"


@given(answered(), st.integers(0, 3))
def test_the_unscored_question_changes_nothing(case, how_difficult):
    instrument, values = case
    unscored = [item for item in instrument.items if not item.is_scored]
    given_answers = answers(instrument, *values)
    more = given_answers | {item.link_id: item.answers[how_difficult].code for item in unscored}

    assert score(instrument, more) == score(instrument, given_answers)


@given(st.tuples(*[st.integers(0, 3)] * 9), st.integers(0, 8))
def test_a_worse_answer_never_lowers_the_total(values, place):
    worse = [*values[:place], min(3, values[place] + 1), *values[place + 1 :]]

    assert score(PHQ9, answers(PHQ9, *worse)).total >= score(PHQ9, answers(PHQ9, *values)).total


@pytest.mark.parametrize(
    "total, band",
    [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"),
     (15, "moderately_severe"), (19, "moderately_severe"), (20, "severe"), (27, "severe")],
)  # fmt: skip
def test_the_bands_of_the_phq9(total, band):
    values = [min(3, max(0, total - 3 * place)) for place in range(9)]

    assert score(PHQ9, answers(PHQ9, *values)).band.id == band


@pytest.mark.parametrize("total, band, positive", [(9, "mild", False), (10, "moderate", True), (15, "severe", True)])
def test_the_cut_off_of_the_gad7(total, band, positive):
    values = [min(3, max(0, total - 3 * place)) for place in range(7)]
    result = score(GAD7, answers(GAD7, *values))

    assert (result.band.id, result.positive) == (band, positive)


def test_prorating_is_off_unless_a_site_turns_it_on():
    two_open = answers(PHQ9, 2, 2, 2, 2, 2, 2, 1, None, None)

    assert score(PHQ9, two_open).total is None
    prorated = score(with_prorating(PHQ9, at_most_missing=2), two_open)
    assert (prorated.total, prorated.prorated) == (17, True)  # 13 / 7 × 9 = 16.7
    assert prorated.not_asked == ("q9",), "a mean never answers a safety question"


def test_prorating_stops_at_its_limit():
    three_open = answers(PHQ9, 2, 2, 2, 2, 2, 2, None, None, None)

    assert score(with_prorating(PHQ9, at_most_missing=2), three_open).total is None


def test_an_answer_that_the_form_does_not_offer_is_named():
    assert unknown_answers(PHQ9, {"q77": "LA6568-5"}) == "PHQ-9 has no question q77."
    assert unknown_answers(PHQ9, {"q1": "LA6575-0"}) == "Question 1 has no such answer."
    assert unknown_answers(PHQ9, answers(PHQ9, *[0] * 9)) == ""


def test_a_value_outside_the_list_cannot_be_scored():
    with pytest.raises(ValueError, match="q1 has no answer"):
        score(PHQ9, answers(PHQ9, *[0] * 9) | {"q1": "LA6575-0"})


def test_an_incomplete_screen_says_why():
    eight = answers(PHQ9, *[1] * 8, None)

    assert "Not answered: 9." in missing_explanation(PHQ9, eight, "")
    assert missing_explanation(PHQ9, eight, "declined") == ""


@pytest.mark.parametrize(
    "interpreter, answered_by, asked_alone, counts_as_relative",
    [
        ("none", "client", True, False),
        ("none", "client", False, False),
        ("qualified", "client", True, False),
        ("relative", "client", True, True),
        ("none", "someone_else", True, True),
        ("none", "with_help", True, False),
        ("none", "with_help", False, True),
    ],
)
def test_who_stood_between_us_and_the_client(interpreter, answered_by, asked_alone, counts_as_relative):
    came = came_through_a_relative(interpreter=interpreter, answered_by=answered_by, asked_alone=asked_alone)

    assert came is counts_as_relative


def test_the_finding_says_what_was_answered():
    thoughts = answers(PHQ9, *[0] * 8, 1)
    left_open = answers(PHQ9, *[0] * 8, None)

    assert finding(PHQ9, thoughts, score(PHQ9, thoughts)) == "PHQ-9, question 9: several days"
    assert finding(PHQ9, left_open, score(PHQ9, left_open)) == "PHQ-9, question 9: not asked"
    assert finding(GAD7, {}, score(GAD7, {})) == ""
