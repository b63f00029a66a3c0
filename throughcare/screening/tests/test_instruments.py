import copy
import json

import pytest

from throughcare.screening import faults, instruments
from throughcare.screening.instruments import DATA, FaultyInstrument, library, read_folder

PHQ9 = json.loads((DATA / "phq-9.v1.json").read_text())


@pytest.fixture
def phq9_file():
    return copy.deepcopy(PHQ9)


def test_every_file_that_ships_is_sound():
    assert {title.title for title in library().values()} == {"PHQ-9", "GAD-7", "PHQ-2", "GAD-2"}


@pytest.mark.parametrize("code", ["44249-1", "44261-6", "LA6568-5", "LL465-6", "LA33-6", "LA4-4", "69736-7"])
def test_known_codes_carry_their_check_digit(code):
    assert faults.has_check_digit(code)


@pytest.mark.parametrize("code", ["44249-2", "LA6568-6", "44261", "-1", "44261-x", "４-4", ""])
def test_a_mistyped_code_is_noticed(code):
    assert not faults.has_check_digit(code)


def test_the_short_forms_borrow_their_text_from_the_long_ones():
    phq2, phq9 = library()["phq-2", "1"], library()["phq-9", "1"]

    assert phq2.items == phq9.items[:2]
    assert phq2.notice_text == phq9.notice_text


def test_the_lowest_answer_reads_not_at_all():
    for instrument in library().values():
        for item in instrument.scored_items:
            assert item.answers[0].text["en"] == "Not at all"


def test_question_9_of_the_phq9_asks_for_an_assessment_in_the_same_contact():
    (rule,) = library()["phq-9", "1"].critical

    assert (rule.item, rule.at_least, rule.asks_for) == ("q9", 1, "same_contact_suicide_risk_assessment")


def break_gap(entry):
    entry["bands"][1]["from"] = 6


def break_cover(entry):
    entry["bands"][-1]["to"] = 26


def break_overlap(entry):
    entry["bands"][0]["to"] = 6


def break_backwards(entry):
    entry["bands"][0] |= {"from": 0, "to": -1}


def break_code(entry):
    entry["items"][0]["code"] = "44250-8"


def break_link(entry):
    entry["items"][1]["link_id"] = "q1"


def break_list(entry):
    entry["items"][0]["answers"] = "nowhere"


def break_value(entry):
    entry["items"][9]["scored"] = True


def break_answer_twice(entry):
    entry["answer_lists"]["difficulty"].append(entry["answer_lists"]["difficulty"][0])


def break_range(entry):
    entry["scoring"]["to"] = 30


def break_cutoff(entry):
    entry["positive"]["from"] = 99


def break_rule(entry):
    entry["critical"][0]["item"] = "q99"


def break_safety(entry):
    entry["items"][8]["safety"] = False


def break_words(entry):
    entry["languages"] = ["en", "es"]


def break_languages(entry):
    entry["languages"] = []


def break_license(entry):
    entry["license_class"] = "E"


def break_notice(entry):
    entry["notice_text"] = ""


def break_sources(entry):
    entry["sources"] = []


def break_confidence(entry):
    entry["sources"][0]["confidence"] = "sure"


def break_items(entry):
    entry["items"] = []


def break_absent(entry):
    del entry["stem"]


@pytest.mark.parametrize(
    "break_it, words",
    [
        (break_gap, "gap or an overlap"),
        (break_cover, "do not cover"),
        (break_overlap, "gap or an overlap"),
        (break_backwards, "ends before it begins"),
        (break_code, "wrong check digit"),
        (break_link, "link_id q1 is used 2 times"),
        (break_list, "not here"),
        (break_value, "an answer has no value"),
        (break_answer_twice, "says a code twice"),
        (break_range, "not what the items can add up to"),
        (break_cutoff, "outside the range"),
        (break_rule, "not an item"),
        (break_safety, "not marked as a safety question"),
        (break_words, "missing in es"),
        (break_languages, "no language"),
        (break_license, "not known"),
        (break_notice, "notice is empty"),
        (break_sources, "no source"),
        (break_confidence, "no known confidence"),
        (break_items, "no items"),
        (break_absent, "stem is missing"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_faulty_file_is_refused_in_words(phq9_file, break_it, words, tmp_path):
    break_it(phq9_file)
    (tmp_path / "phq-9.v1.json").write_text(json.dumps(phq9_file))

    with pytest.raises(FaultyInstrument, match=words) as refusal:
        read_folder(tmp_path)

    assert "phq-9.v1.json" in str(refusal.value)


def test_a_safety_question_without_a_rule_is_refused(phq9_file):
    phq9_file["critical"] = []

    assert faults.in_instrument(phq9_file) == ["the safety question q9 has no critical rule"]


def test_an_instrument_of_class_c_shows_no_items_without_permission(phq9_file):
    phq9_file["license_class"] = "C"
    assert not instruments.frozen(phq9_file).may_show_items

    phq9_file["permission_reference"] = "letter of 2 March"
    assert instruments.frozen(phq9_file).may_show_items
