"""Judgments about where a person is and when a way to reach them is safe: pure questions, no writes, no clock."""

import json
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def situations() -> dict[str, dict[str, Any]]:
    return json.loads((DATA / "situations.json").read_text())["situations"]


@cache
def majority() -> dict[str, Any]:
    return json.loads((DATA / "majority.json").read_text())


def decides_alone_on(born_on: date | None) -> date | None:
    """The birthday on which rights move over to the person; None where the birth date is not known."""
    if born_on is None:
        return None
    year = born_on.year + majority()["age"]
    leap = (born_on.month, born_on.day) == (2, 29)
    return date(year, 3, 1) if leap and not is_leap(year) else born_on.replace(year=year)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def decides(maker: Any, born_on: date | None, *, on: date) -> bool:
    """Whether somebody decides, or is told, on this day. Whoever must never be told stays so for ever."""
    if maker.never_tell:
        return True
    if (maker.from_on and on < maker.from_on) or (maker.until_on and on > maker.until_on):
        return False
    alone_on = decides_alone_on(born_on)
    if alone_on is None or on < alone_on or maker.acts_as not in majority()["ends_for"]:
        return True
    return maker.from_on is not None and maker.from_on >= alone_on  # appointed for somebody grown up


def missing_in_situation(situation: str, *, source: str, review_on: date | None, on: date) -> str:
    """What has to be said with it, "" when nothing is missing."""
    if situation not in situations():
        return "Choose where they are now."
    if not source.strip():
        return "Say who says so."
    if review_on and review_on <= on:
        return "Ask again on a day still to come."
    if situations()[situation].get("ask_again") and review_on is None:
        return "Say when to ask again. It comes back to whoever holds."
    return ""


def kind_of_change(before: str, after: str) -> str:
    """*deceased* ends every contact, *release* starts one the same day, *change* is anything else."""
    if situations()[after].get("ends_contact"):
        return "deceased"
    if after == "home" and situations()[before].get("is_released_from"):
        return "release"
    return "change"


@cache
def usual_hours() -> tuple[time, time]:
    """When people are called who named no hours of their own."""
    hours = json.loads((DATA / "calling.json").read_text())["hours"]
    return time.fromisoformat(hours["from"]), time.fromisoformat(hours["until"])


def safe_hours(route: Any) -> tuple[time, time]:
    """On the wall of the organization."""
    if route.safe_from is None or route.safe_until is None:
        return usual_hours()
    return route.safe_from, route.safe_until


def next_safe_at(route: Any, local: datetime) -> datetime | None:
    """From when on this route is safe, now or later; None where it never is. `local`: in the organization's zone."""
    if not route.is_safe:
        return None
    begins, ends = safe_hours(route)
    if begins <= local.time() <= ends:
        return local
    today = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return datetime.combine(today, begins, tzinfo=local.tzinfo)
