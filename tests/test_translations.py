"""What clients read: in English and Spanish, complete, and easy enough for somebody of eleven."""

import re

import pyphen
import pytest

from throughcare.command import translations

READING_AGE = 11
STARTS_SCHOOL = 5  # years before the first grade
LONGEST_SENTENCE = 24  # words
CATALOG = translations.read()
SYLLABLES = {"en": pyphen.Pyphen(lang="en_US", left=1, right=1), "es": pyphen.Pyphen(lang="es", left=1, right=1)}


def test_the_catalog_is_complete_and_compiled():
    assert translations.faults_in(CATALOG, set(translations.gathered())) == []


def sentences(language: str) -> list[list[str]]:
    """Of everything that is a sentence on these pages, as words."""
    found = []
    for message in CATALOG:
        said = message.id if language == "en" else message.string
        for text in translations.as_list(said) if message.id else []:
            plain = re.sub(r"<[^>]+>", "", re.sub(r"%\(\w+\)s", "Luz", text))
            found += [part.split() for part in re.split(r"[.?!:]\s*", plain) if part.strip()]
    return [words for words in found if len(words) > 2]


def syllables(words: list[str], language: str) -> int:
    letters = (re.sub(r"[^\w]", "", word) for word in words)
    return sum(len(SYLLABLES[language].positions(word)) + 1 for word in letters if word and not word.isdigit())


def grade(language: str) -> float:
    """Flesch-Kincaid for English (1975), Crawford for Spanish (1985): the school year in which one can read it."""
    said = sentences(language)
    words = sum(map(len, said))
    heard = sum(syllables(sentence, language) for sentence in said)
    if language == "en":
        return 0.39 * words / len(said) + 11.8 * heard / words - 15.59
    return -0.205 * (100 * len(said) / words) + 0.049 * (100 * heard / words) - 3.407


@pytest.mark.parametrize("language", ["en", "es"])
def test_somebody_of_eleven_can_read_it(language):
    assert grade(language) + STARTS_SCHOOL <= READING_AGE


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_is_long(language):
    assert not [" ".join(words) for words in sentences(language) if len(words) > LONGEST_SENTENCE]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_measure_knows_what_is_hard(language):
    hard = {
        "en": "Notwithstanding institutional confidentiality obligations",
        "es": "Independientemente de responsabilidades institucionales correspondientes",
    }
    words = hard[language].split()
    assert syllables(words, language) > 3 * len(words)
