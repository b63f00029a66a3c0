from types import SimpleNamespace

import pytest

from throughcare.network import rules


@pytest.mark.parametrize(
    ("low", "high", "age", "fits"),
    [(None, None, 30, "unknown"), (18, None, 17, "no"), (18, None, 18, "yes"), (None, 17, 17, "yes"),
     (12, 25, 26, "no"), (12, 25, None, "unknown")],
)  # fmt: skip
def test_ages_fit_or_do_not_or_are_not_known(low, high, age, fits):
    assert rules.fits_age(SimpleNamespace(min_age=low, max_age=high), age) == fits


def test_an_empty_list_says_unknown_not_no():
    assert rules.fits_one_of([], "es") == "unknown"
    assert rules.fits_one_of(["en"], "es") == "no"
    assert rules.fits_one_of(["en", "es"], "es") == "yes"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(None, None, ""), (0, None, "All ages"), (18, None, "18 years and older"), (None, 17, "Up to 17 years"),
     (0, 17, "Up to 17 years"), (12, 25, "12 to 25 years")],
)  # fmt: skip
def test_ages_in_words(low, high, words):
    assert rules.ages_in_words(SimpleNamespace(min_age=low, max_age=high)) == words


def test_hours_in_words():
    week = {"days": ["MO", "TU", "WE", "TH", "FR"], "opens": "09:00", "closes": "17:00", "note": "9-5"}
    weekend = {"days": ["SA", "SU"], "opens": "10:00", "closes": "12:00", "note": ""}
    words = {"days": [], "opens": None, "closes": None, "note": "Call first"}
    days = {"days": ["MO", "WE"], "opens": None, "closes": None, "note": ""}
    assert rules.hours_in_words([week, weekend, words, days]) == [
        "Mon–Fri 09:00–17:00", "Sat, Sun 10:00–12:00", "Call first", "Mon, Wed, hours not known",
    ]  # fmt: skip


def test_phones_in_words_and_for_dialling():
    phone = {"number": "305-555-0142", "extension": "7"}
    assert rules.phone_in_words(phone) == "305-555-0142 ext. 7"
    assert rules.dialled(phone) == "tel:3055550142"
    assert rules.dialled({"number": "305-555-0142 x7"}) == "tel:3055550142"
    assert rules.dialled({"number": "call us"}) == ""


def test_every_code_that_a_mapping_gives_is_listed():
    from throughcare.network.reading.words import data

    types, payers, languages = (set(rules.labels(name)) for name in ("types", "payers", "languages"))
    assert {rule["type"] for rule in data("words")["rules"]} <= types
    samhsa = data("samhsa")
    for table in samhsa["types"].values():
        for values in table.values():
            assert {code for codes in values.values() for code in codes} <= types
    assert {code for values in samhsa["languages"].values() for codes in values.values() for code in codes} <= languages
    assert len(payers) == len(data("payers")["payers"])
