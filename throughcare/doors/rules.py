"""What opens a door, and how it stands. Pure questions: no writes, no clock."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import count, takewhile
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


class State(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    SPENT = "spent"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


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


def must_wait(tries: Sequence[Any], *, at: datetime) -> bool:
    """`tries`, newest first. Too many wrong ones just now: nothing is compared until some time has gone by."""
    rule = policy()["tries"]
    lately = at - timedelta(minutes=rule["window_minutes"])
    return sum(not one.was_right and one.at > lately for one in tries) >= rule["most_in_window"]


def wrong_in_a_row(tries: Sequence[Any]) -> int:
    return sum(1 for _ in takewhile(lambda one: not one.was_right, tries))


# --- how it stands


def state_of(link: Any, *, at: datetime) -> State:
    if link.revoked_at:
        return State.REVOKED
    if link.spent_at:
        return State.SPENT
    return State.EXPIRED if link.expires_at <= at else State.OPEN
