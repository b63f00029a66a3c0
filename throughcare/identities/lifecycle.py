"""The life of a match: two records of two organizations, and the question whether they are one person."""

from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from throughcare.accounts.roles import STEWARD as ROLE
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import KEEPS, lifecycle, step


class MatchStatus(TextChoices):
    IN_QUESTION = "in_question", "Not answered"
    ONE_PERSON = "one_person", "The same person"
    TWO_PEOPLE = "two_people", "Two people"


class Part(StrEnum):
    STEWARD = "steward"
    PROGRAM = "program"


IN_QUESTION, ONE_PERSON, TWO_PEOPLE = MatchStatus
STEWARD, PROGRAM = Part
ANSWERED = [ONE_PERSON, TWO_PEOPLE]

MATCH = lifecycle(
    "match",
    #    step             from           to            by
    step("propose",       [""],          IN_QUESTION,  by=[PROGRAM], label="Found by a rule"),
    step("ask_sides",     [IN_QUESTION], KEEPS,        by=[STEWARD], label="Ask each side by phone"),
    step("say_same",      [IN_QUESTION], ONE_PERSON,   by=[STEWARD], label="The same person", needs=["reason"]),
    step("say_different", [IN_QUESTION], TWO_PEOPLE,   by=[STEWARD], label="Two people", needs=["reason"]),
    step("take_back",     ANSWERED,      IN_QUESTION,  by=[STEWARD], label="Take the answer back", needs=["reason"]),
    standings={},  # nobody waits for the answer: no person's care depends on it, and nobody else may know that it is asked
)  # fmt: skip


def parts_in_match(match: Any, actor: Actor) -> set[Part]:
    """Which matches a steward sees at all is the database's to say."""
    return {STEWARD} if actor.has(ROLE) else set()
