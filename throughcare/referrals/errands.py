"""Errands: what is asked of whoever holds a promise or an ask besides its step, each with a clock of its own."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.clocks import queries as clocks

from .rules import DATA

CHECK_INS = frozenset({"check_in", "check_in_again"})  # to ask how they find it there
TALKS = frozenset({"another_place", "something_needed"})  # to speak about what they answered


@cache
def form() -> dict[str, Any]:
    return json.loads((DATA / "errands.json").read_text())


def words() -> dict[str, str]:
    """By the name of the clock: what is asked, in words."""
    return {name: said["words"] for name, said in form()["errands"].items()}


def marks(record: Any) -> list[str]:
    """What the work list shows of them, by their names."""
    return [name for name in record.errands if "mark" in form()["errands"][name]]


def mark_of(name: str) -> str:
    return form()["errands"][name]["mark"]


def finds_it() -> dict[str, dict[str, str]]:
    """How somebody finds it there: the answer in words, and what is asked next."""
    return {answer["key"]: answer for answer in form()["finds_it"]}


def without_treatment(running: Iterable[str]) -> list[str]:
    """What is still asked once they are in treatment there no more."""
    return [name for name in running if form()["errands"][name]["ends_with"] != "treatment"]


def nobody_to_ask(record: Any) -> str:
    return "" if CHECK_INS & set(record.errands) else "Treatment has not begun, or they were asked already."


def nothing_to_talk_over(record: Any) -> str:
    return "" if TALKS & set(record.errands) else "There is nothing to talk over."


def is_covered(record: Any) -> str:
    return "" if "coverage_lost" in record.errands else "Nobody wrote down that their coverage ended."


def is_uncovered(record: Any) -> str:
    return "It is written down already that their coverage ended." if "coverage_lost" in record.errands else ""


def nobody_returns(record: Any) -> str:
    return "" if "planned_return" in record.errands else "No return is planned."


def side_of(record: Any) -> Any:
    """The organization that holds this promise or this ask; a service outside the network is followed by the sending side."""
    return getattr(record, "to_org", None) or record.org


def earliest(record: Any, due_at: datetime | None) -> datetime | None:
    """It is due when its own step is, or before that when an errand is."""
    if not record.errands or due_at is None:
        return due_at
    with on_behalf_of(side_of(record).pk):
        return min([due_at, *clocks.due_times(record.pk, record.errands).values()])
