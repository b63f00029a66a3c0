"""Two people write one record at once: what only one of them changed is kept; where both did, the second is shown both."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from throughcare.foundation.lifecycle import Overtaken

Seen = Mapping[str, str]


class BothWrote(Overtaken):
    """`stands`: what stands there now, by the name of each field that both changed."""

    def __init__(self, stands: dict[str, Any]) -> None:
        super().__init__(
            "Somebody else changed this meanwhile. Nothing of yours is lost: it stands here beside theirs."
        )
        self.stands = stands


def marks(stored: Mapping[str, Any]) -> dict[str, str]:
    """What a page showed of these fields, to be sent back with the form."""
    return {name: mark(value) for name, value in stored.items()}


def together(theirs: Mapping[str, Any], mine: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """`theirs`: as it stands, held still. Raises BothWrote where both changed the same field, and not to the same."""
    changed_since = {name for name in theirs if name in seen and seen[name] != mark(theirs[name])}
    both = {n for n in changed_since if mark(mine.get(n, "")) not in {seen[n], mark(theirs[n])}}
    if both:
        raise BothWrote({name: theirs[name] for name in sorted(both)})
    return {**mine, **{name: theirs[name] for name in changed_since}}


def mark(value: Any) -> str:
    """Windows of a browser end lines in their own way."""
    words = value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()[:16]
