"""Judgments about where a person is and when a way to reach them is safe: pure questions, no writes, no clock."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from throughcare.foundation.names import name_key

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


def asked_from(birthday: date) -> date:
    """From when on somebody who comes of age is asked themselves: as long before as the policy step `of_age` takes."""
    return birthday - timedelta(days=majority()["ask_days_before"])


def gives_way(acts_as: str) -> bool:
    """Whether what somebody decides for a minor in this part passes to the person on that birthday; "": not known."""
    return acts_as in {"", *majority()["ends_for"]}


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


@cache
def ways_to_be_covered() -> dict[str, dict[str, Any]]:
    """How it goes on after somebody's coverage ended."""
    return {way["key"]: way for way in json.loads((DATA / "coverage.json").read_text())["settled"]}


def missing_in_coverage(covered: str, *, payer: str) -> str:
    if covered not in ways_to_be_covered():
        return "Say how it goes on."
    return "Choose who pays now." if ways_to_be_covered()[covered]["asks_payer"] and not payer else ""


def kind_of_change(before: str, after: str) -> str:
    """*deceased* ends every contact, *release* starts one the same day, *change* is anything else."""
    if situations()[after].get("ends_contact"):
        return "deceased"
    if after == "home" and situations()[before].get("is_released_from"):
        return "release"
    return "change"


@cache
def calling() -> dict[str, Any]:
    return json.loads((DATA / "calling.json").read_text())


def zones() -> list[tuple[str, str]]:
    return [(zone["key"], zone["words"]) for zone in calling()["zones"]]


def on_their_wall(client: Any, at: datetime, *, here: str) -> datetime:
    """The moment as clocks show it where they live; `here`: the organization's zone, where nobody said that it is another."""
    return at.astimezone(ZoneInfo((client and client.time_zone) or here))


@cache
def usual_hours() -> tuple[time, time]:
    """When people are called who named no hours of their own."""
    hours = calling()["hours"]
    return time.fromisoformat(hours["from"]), time.fromisoformat(hours["until"])


def safe_hours(route: Any) -> tuple[time, time]:
    """As clocks show them where the person lives."""
    if route.safe_from is None or route.safe_until is None:
        return usual_hours()
    return route.safe_from, route.safe_until


def next_safe_at(route: Any, local: datetime) -> datetime | None:
    """From when on this route is safe, now or later; None where it never is. `local`: as clocks show it where they live."""
    if not route.is_safe:
        return None
    begins, ends = safe_hours(route)
    if begins <= local.time() <= ends:
        return local
    today = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return datetime.combine(today, begins, tzinfo=local.tzinfo)


# --- two records of one person


def missing_to_merge(kept: Any, other: Any, *, reason: str, birth_dates_checked: bool, other_has_merged: bool) -> str:
    """Why these two records may not become one now, "" where they may."""
    if kept.merged_into_id or other.merged_into_id:
        return "One of them is merged already. Look at the record that stayed."
    if other_has_merged:
        return "Others were merged into this one. Keep it, and merge the other one into it."
    if kept.situation != other.situation:
        return "They are said to be in different places. Settle that first, on both records."
    if not reason.strip():
        return "Say how you know that it is the same person."
    if kept.born_on and other.born_on and kept.born_on != other.born_on and not birth_dates_checked:
        return "Their birth dates differ. Tick that you checked them, and say in the reason which one is right."
    return ""


def reached_with_care(routes: Sequence[Any]) -> list[Any]:
    """Ways of one person, from all their records: the same number is as safe as its most careful record says."""
    for route in routes:
        route.said = (
            route.is_safe,
            route.safe_from,
            route.safe_until,
            route.may_leave_message,
            route.may_say_who_calls,
        )
    for route in routes:
        beside = [one.said for one in routes if one.client_id != route.client_id and same_value(one, route)]
        for is_safe, begins, ends, message, who in beside:
            route.is_safe = route.is_safe and is_safe
            route.safe_from = max(filter(None, [route.safe_from, begins]), default=None)
            route.safe_until = min(filter(None, [route.safe_until, ends]), default=None)
            route.may_leave_message = route.may_leave_message and message
            route.may_say_who_calls = route.may_say_who_calls and who
        if route.safe_from and route.safe_until and route.safe_from >= route.safe_until:
            route.is_safe = False  # no hour is safe on both records
    return sorted(routes, key=lambda route: not route.is_safe)


def same_value(one: Any, other: Any) -> bool:
    return value_key(one.value) == value_key(other.value)


SHORTEST_NUMBER = 7  # digits; anything shorter is compared as words


def value_key(value: str) -> str:
    digits = "".join(filter(str.isdigit, value))
    is_number = len(digits) >= SHORTEST_NUMBER and not any(map(str.isalpha, value))
    return digits[-10:] if is_number else " ".join(value.casefold().split())


def told_with_care(makers: Sequence[Any]) -> list[Any]:
    """Who decides with one person, from all their records: whoever is never told on one is never told."""
    never = {(maker.client_id, name_key(maker.name)) for maker in makers if maker.never_tell}
    for maker in makers:
        key = name_key(maker.name)
        if any(name == key and client_id != maker.client_id for client_id, name in never):
            maker.never_tell = True
    return list(makers)
