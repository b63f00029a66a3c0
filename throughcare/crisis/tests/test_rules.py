import json

import pytest

from throughcare.crisis import rules
from throughcare.crisis.models import Cause, Level, Method

WORDS = "Asked the six questions, made a safety plan."


def test_an_answer_needs_a_level_a_method_and_words():
    missing = rules.missing_in_answer(cause="answer", level="", method="", done="ok")

    assert set(missing) == {"level", "method", "done"}


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("method", [Method.ASSESSMENT, Method.JUDGMENT])
def test_an_assessment_or_a_judgment_answers_at_any_level(level, method):
    assert rules.missing_in_answer(cause="answer", level=level, method=method, done=WORDS) == {}


def test_a_worrying_answer_is_not_undone_by_asking_again():
    missing = rules.missing_in_answer(cause="answer", level="none", method="asked_alone", done=WORDS)

    assert "assessment" in missing["method"]


def test_asking_alone_answers_a_question_that_was_not_asked():
    assert rules.missing_in_answer(cause="not_asked", level="none", method="asked_alone", done=WORDS) == {}


def test_high_and_imminent_mean_calling_before_writing():
    assert [level for level in Level if rules.is_to_call_now(level)] == [Level.HIGH, Level.IMMINENT]


def test_every_cause_has_the_urgency_of_its_clock():
    assert {cause: rules.urgency_of(cause) for cause in Cause} == {"answer": "emergent", "not_asked": "very_urgent"}


def test_a_word_is_not_a_reason():
    assert rules.missing_words("oops")
    assert not rules.missing_words("Typed for the wrong client.")


def test_everybody_on_the_list_can_be_called_or_written_to():
    found = {entry["id"]: entry for entry in rules.shipped_resources()}

    assert found["988"]["call"] == "988"
    assert found["crisis-text-line"]["text"] == "741741"


@pytest.mark.parametrize(
    "change, words", [({"source": ""}, "source is missing"), ({"call": "", "text": ""}, "no number to call or text")]
)
def test_a_resource_nobody_could_reach_is_refused(change, words, tmp_path):
    file = tmp_path / "ours.json"
    file.write_text(json.dumps({"resources": [rules.shipped_resources()[0] | change]}))

    with pytest.raises(ValueError, match=words):
        rules.resources_in(file)
