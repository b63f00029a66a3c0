"""What opens a door, and how it stands. Pure questions: no writes, no clock."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from throughcare.foundation import codes, tokens
from throughcare.foundation.names import name_key
from throughcare.foundation.tokens import derived

HASHER = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1
)  # OWASP's least for argon2id: 19 MiB, two passes

DAY = timedelta(days=1)


class State(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    SPENT = "spent"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Rest(StrEnum):
    """Whether a link takes a word just now."""

    NONE = ""
    FOR_TODAY = "for_today"
    UNTIL_A_CALL = "until_a_call"


@cache
def policy() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "data" / "doors.json").read_text())


# --- what opens it: worked out from the id and the key of the installation, so that it can be shown again and is kept nowhere


def token_of(link_id: UUID, *, is_card: bool) -> str:
    """An address to press has 256 bits; a code to type has ten signs."""
    if not is_card:
        return tokens.token_of(link_id)
    made = (codes.code_from(derived("card", f"{link_id.hex}.{number}")) for number in count())
    return next(code for code in made if code)


def phone_code(link_id: UUID) -> str:
    """Six digits that our people say on the phone."""
    return f"{int.from_bytes(derived('code', link_id.hex)[:8], 'big') % 1_000_000:06}"


def hash_of(token: str) -> bytes:
    """Keyed: whoever gets hold of the table alone cannot try all the short codes."""
    return derived("hash", codes.tidied(token) or token)


# --- the second factor


def normal(said: str) -> str:
    """As it is compared: neither case nor accents, spaces, dots and dashes make a difference."""
    return "".join(sign for sign in name_key(said) if sign.isalnum())


def hashed(said: str) -> str:
    return HASHER.hash(derived("secret", normal(said)))


def matches(hash_kept: str, said: str) -> bool:
    try:
        return HASHER.verify(hash_kept, derived("secret", normal(said)))
    except VerifyMismatchError:
        return False


@cache
def nobodys_secret() -> str:
    """What is compared with where there is nothing: it takes the same time."""
    return HASHER.hash(derived("nobody", ""))


def too_easy(kind: str, said: str, *, guessable: Iterable[str]) -> str:
    """Why this may not be the secret, in words to be shown; "" when it may. `guessable`: what others know of them."""
    plain, rule = normal(said), policy()["secrets"][kind]
    if len(plain) < rule["shortest"]:
        return f"Use at least {rule['shortest']} letters or digits."
    if kind == "pin" and not plain.isdigit():
        return "Use digits only."
    if len(set(plain)) < 3 or plain in "01234567890 09876543210":
        return "Somebody would guess that one first. Choose another."
    if plain in {normal(known) for known in guessable if known}:
        return "Somebody who knows them would guess that one. Choose another."
    return ""


# `wrong`: the wrong tries of one link since it was made, or since a person opened it again after a call.


def must_wait(wrong: Sequence[Any], *, sender: str, at: datetime) -> bool:
    """Nothing is compared now. Who guesses waits alone; the link rests for all only where it is tried from many places."""
    if resting(wrong, at=at):
        return True
    own, rule = [one for one in wrong if one.sender == sender], policy()["tries"]["of_one_sender"]
    window = timedelta(minutes=rule["window_minutes"])
    return lately(own, window, at) >= rule["most_in_window"] or lately(own, DAY, at) >= rule["most_in_a_day"]


def resting(wrong: Sequence[Any], *, at: datetime) -> Rest:
    """Until a day has gone by, or until somebody spoke with them: so a word cannot be guessed in however many days."""
    rule = policy()["tries"]["of_one_link"]
    if len(wrong) >= rule["most_until_a_call"]:
        return Rest.UNTIL_A_CALL
    return Rest.FOR_TODAY if lately(wrong, DAY, at) >= rule["most_in_a_day"] else Rest.NONE


def is_worth_telling(wrong: Sequence[Any], *, at: datetime) -> bool:
    """With one more, whoever answers for them hears of it: once on such a day, and when the link rests until a call."""
    rule = policy()["tries"]["of_one_link"]
    return lately(wrong, DAY, at) + 1 == rule["told_at"] or len(wrong) + 1 == rule["most_until_a_call"]


def lately(tries: Sequence[Any], window: timedelta, at: datetime) -> int:
    return sum(one.at > at - window for one in tries)


def most_that_count() -> int:
    return policy()["tries"]["of_one_link"]["most_until_a_call"]


# --- how it stands


def state_of(link: Any, *, at: datetime) -> State:
    if link.revoked_at:
        return State.REVOKED
    if link.spent_at:
        return State.SPENT
    return State.EXPIRED if link.expires_at <= at else State.OPEN
