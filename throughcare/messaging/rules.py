"""May this go now? Judged at the moment of sending. Pure questions: no writes, no clock."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.clients import queries as clients
from throughcare.foundation.names import name_key

from . import templates

LEASE = timedelta(minutes=1)  # longer than any gateway is waited for
AFTER_ANOTHER = timedelta(seconds=10)  # a text to the same number is on its way: soon it is known what became of it
MOST_TRIES = 8


@dataclass(frozen=True)
class Verdict:
    """Now, where both are empty."""

    moot: str = ""
    later: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How things stand when it would go. `local`: now, as clocks show it where they live."""

    local: datetime
    is_stopped: bool
    situation: str = ""
    may_be_contacted: bool = True
    route: Any = None  # as safe as the most careful of their records says
    opted_in: bool = False


def judge(message: Any, now: Standing) -> Verdict:
    if now.local > message.not_after:
        return Verdict(moot="Its time has passed.")
    if now.is_stopped:
        return Verdict(moot="They asked for no more messages.")
    return judge_for_client(message, now) if message.client_id else Verdict()  # an office reads it when it is there


def judge_for_client(message: Any, now: Standing) -> Verdict:
    if not now.may_be_contacted:
        return Verdict(moot="All contact has ended.")
    if now.situation in templates.template(message.template).get("not_in", []):
        return Verdict(moot="Where they are now, it would reach somebody else.")
    if now.route is None or not now.route.is_safe:
        return Verdict(moot="This way to reach them is not safe.")
    if address_of(message.medium, now.route.value) != message.address:
        return Verdict(moot="They are reached another way now.")
    if not now.opted_in:
        return Verdict(moot="They do not want messages on this way.")
    safe_at = clients.next_safe_at(now.route, now.local)
    if safe_at is None or safe_at > message.not_after:
        return Verdict(moot="No safe hour is left.")
    return Verdict() if safe_at == now.local else Verdict(later=safe_at)


def address_of(medium: str, value: str) -> str:
    """As the gateway wants it (E.164 for a number), "" where it is none."""
    if medium == "email":
        return value.strip().lower() if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value.strip()) else ""
    digits = re.sub(r"\D", "", value)
    if value.strip().startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else ""
    if len(digits) == 11 and digits.startswith("1"):
        return f"+{digits}"
    return f"+1{digits}" if len(digits) == 10 else ""


def end_of_day(local: datetime) -> datetime:
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def next_try(tries: int, at: datetime) -> datetime:
    return at + LEASE * 2 ** max(tries - 1, 0)


# --- what they write back


@cache
def spellings() -> dict[str, frozenset[str]]:
    said = json.loads((Path(__file__).parent / "data" / "words.json").read_text())
    return {key: frozenset(said[key]) for key in ("stop", "start", "help", "spanish")}


def meant(words: str) -> str:
    """stop, start or help, in whatever spelling; "" is for a person to read."""
    plain = plainly(words)
    return next((key for key in ("stop", "start", "help") if plain in spellings()[key]), "")


def language_of(words: str) -> str:
    return "es" if plainly(words) in spellings()["spanish"] else "en"


def plainly(words: str) -> str:
    joined = re.sub(r"(?<=\b\w)[\s.-]+(?=\w\b)", "", name_key(words))  # "S T O P" and "s.t.o.p."
    return " ".join(re.findall(r"\w+", joined))
