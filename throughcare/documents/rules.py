"""Judgments about faxes: what can be dialed, when it is tried again, and which letter carried which."""

import re
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

LEASE = timedelta(minutes=15)  # longer than any sending takes
AGAIN = timedelta(minutes=2)  # then twice as long each time
MOST_TRIES = 6  # about two hours
NOBODY_KNOWS = "It broke off while it went: nobody knows whether it arrived. Ask them, or send it again."
NOBODY_ANSWERED = "Nobody answered at the fax gateway, many times."


def dialed(number: str) -> str:
    """Digits as gateways dial them, with the country first; "" where it is no number."""
    digits = re.sub(r"\D", "", number)
    if number.strip().startswith("+"):
        return digits if 8 <= len(digits) <= 15 else ""
    if len(digits) == 11 and digits.startswith("1"):
        return digits
    return f"1{digits}" if len(digits) == 10 else ""


def letter_id(fax_id: UUID, sender: str) -> str:
    """The Message-ID: what the gateway writes back names it."""
    return f"<fax.{fax_id}@{sender.partition('@')[2].strip('>')}>"


def fax_of(letter: str) -> UUID | None:
    named = letter.removeprefix("<fax.").partition("@")[0] if letter.startswith("<fax.") else ""
    with suppress(ValueError):
        return UUID(named)
    return None
