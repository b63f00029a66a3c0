"""Whoever reads over a shoulder learns nothing: each template, in each language, filled with the longest there is."""

import pytest

from throughcare.messaging import templates

LONGEST = {
    "day": "Wednesday 12/30", "time": "11:30 PM", "phone": "+1 305-555-0110",
    "link": "https://throughcare.example/d/" + "A" * 43 + "/",
    "list": "https://throughcare.example/", "wanted": "https://throughcare.example/digest/", "due": "1000", "late": "1000",
    "told": "100",
}  # fmt: skip
EVERY = [(name, language) for name in templates.names() for language in ("en", "es")]
ANSWERS = [(name, language) for name in templates.book()["answers"] for language in ("en", "es")]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_template_tells_of_care(name, language):
    said = templates.words(name, language, LONGEST, medium="text")
    assert templates.what_it_tells(said) == []
    assert templates.fits_one_text(said) or templates.is_by_mail_only(name), f"{len(said)} signs"
    assert templates.what_it_tells(templates.subject(name, language)) == []
    assert templates.unfit(name, LONGEST) == ""


@pytest.mark.parametrize(("name", "language"), ANSWERS)
def test_no_answer_tells_of_care(name, language):
    said = templates.answer(name, language)
    assert templates.what_it_tells(said) == []
    assert templates.fits_one_text(said), f"{len(said)} signs"


@pytest.mark.parametrize(
    "said",
    [
        "Your appointment with Dr. Lee is on Tuesday.",
        "Your therapist is waiting for you.",
        "Su cita en la CLÍNICA es mañana.",
        "Harbor Behavioral Health is calling.",
        "We found a detox bed.",
    ],
)
def test_a_template_that_names_care_is_found(said):
    assert templates.what_it_tells(said)


def test_a_text_that_would_be_cut_in_two_is_found():
    assert not templates.fits_one_text("á" * 71)
    assert not templates.fits_one_text("a" * 161)


@pytest.mark.parametrize(
    "fills",
    [{}, {"phone": "Harbor clinic"}, {"phone": "305-555-0110 Dr. Lee"}, {"phone": "https://harbor.example"}],
)
def test_only_times_and_numbers_are_filled_in(fills):
    assert templates.unfit("please_call", fills)
