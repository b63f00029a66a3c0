"""Identifiers for everything about people: random enough not to be guessed, ordered enough to keep indexes small."""

from threading import Lock
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7

_one_at_a_time = Lock()
_last = UUID(int=0)


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562, 6.2 method 2): never below the last one of this process, so that steps keep their order."""
    global _last
    with _one_at_a_time:
        fresh = _uuid7()
        _last = fresh if fresh > _last else UUID(int=_last.int + 1)
        return _last
