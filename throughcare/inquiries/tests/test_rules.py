"""Nobody may tell from a question who it is about; and every open inquiry has a way out."""

from datetime import date
from itertools import product
from types import SimpleNamespace

import pytest

from throughcare.foundation.lifecycle import NotAllowed
from throughcare.inquiries import rules
from throughcare.inquiries.lifecycle import INQUIRY, InquiryStatus, Part


@pytest.mark.parametrize(("born", "band"), [(date(2010, 4, 9), "13-17"), (date(2008, 3, 2), "18-25"), (None, "")])
def test_an_age_becomes_a_band(born, band):
    assert rules.band_of(born, on=date(2026, 3, 2)) == band


def test_every_age_has_a_band_and_its_words():
    bands = {rules.band_of(date(2026 - years, 1, 1), on=date(2026, 3, 2)) for years in range(110)}

    assert bands == {band["key"] for band in rules.policy()["bands"]}
    assert rules.in_words("13-17") == "a young person of 13 to 17" and rules.in_words("") == "somebody (age not said)"


def test_an_area_is_the_beginning_of_a_postal_code():
    assert (rules.area_of("33130"), rules.area_of("")) == ("331", "")


@pytest.mark.parametrize("words", ["Trauma therapy in Spanish", "A group on Tuesdays at 5", "Two sessions a week"])
def test_a_need_without_a_name_may_go(words):
    assert rules.names_somebody(words, ["Maya Torres", ""]) == ""


@pytest.mark.parametrize(
    "step, status, part",
    [*product(INQUIRY.steps.values(), InquiryStatus, Part)],
    ids=lambda case: getattr(case, "name", str(case)),
)
def test_a_step_is_open_only_where_the_table_says(step, status, part):
    record = SimpleNamespace(status=status)

    offered = step in [choice.step for choice in INQUIRY.choices(record, {part})]

    assert offered is (str(status) in step.sources and str(part) in step.by)
    if not offered:
        with pytest.raises(NotAllowed):
            INQUIRY.check(step.name, record, {part})


def test_every_open_inquiry_has_a_way_out_and_a_clock():
    for status, standing in INQUIRY.standings.items():
        assert standing.clock and [s for s in INQUIRY.steps.values() if status in s.sources and s.target != status]
