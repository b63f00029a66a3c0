"""What an audit row may say: a closed vocabulary of ids, counts and codes."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

CODE = re.compile(r"[a-z][a-z0-9_.-]{0,39}")
DIGEST = re.compile(r"[0-9a-f]{64}")


def is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(CODE.fullmatch(value))


def is_count(value: Any) -> bool:
    return isinstance(value, int)


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and bool(DIGEST.fullmatch(value))


def is_id(value: Any) -> bool:
    return isinstance(value, UUID)


def are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_id, value))


# The whole vocabulary of `detail`; the table's CHECK (migration 0002) names the same keys.
DETAIL: dict[str, Callable[[Any], bool]] = {
    "step": is_code,
    "reason": is_code,
    "via": is_code,
    "format": is_code,
    "part": is_code,
    "count": is_count,
    "ids": are_ids,
    "to_id": is_id,
    "for_id": is_id,  # on whose behalf
    "digest": is_digest,
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is recorded. Who did it is not said here: the database knows whose transaction it is."""

    action: str
    subject_kind: str
    at: datetime
    subject_id: UUID | None = None
    client_id: UUID | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def what_is_wrong(entry: Entry) -> str:
    """Why this may not stand in the audit. Empty when it may."""
    if not is_code(entry.subject_kind):
        return f"subject_kind {entry.subject_kind!r} is no code"
    for key, value in entry.detail.items():
        if key not in DETAIL:
            return f"detail {key!r} is not in the vocabulary {sorted(DETAIL)}"
        if not DETAIL[key](value):
            return f"detail {key!r} holds something other than codes, counts and ids"
    return ""


def as_json(entries: Iterable[Entry]) -> str:
    return json.dumps([vars(entry) for entry in entries], default=str)


def fingerprint(facts: Mapping[str, Any]) -> str:
    """The digest by which a row of another append-only table is sealed together with the audit."""
    return hashlib.sha256(json.dumps(dict(facts), sort_keys=True, default=as_text).encode()).hexdigest()


def as_text(value: Any) -> str:
    """A moment is the same moment in every time zone."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
