"""Identifiers for everything about people: random enough not to be guessed, ordered enough to keep indexes small."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then randomness."""
    return _uuid7()
