"""Two people write one draft at once: what only one of them changed is kept; where both did, the second is shown both."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from throughcare.foundation.lifecycle import Overtaken
from throughcare.referrals import rules
from throughcare.referrals.models import Referral

SECTION = "package/"  # each section of the package is written for itself
Seen = Mapping[str, str]


class BothWrote(Overtaken):
    """`stands`: what stands there now, by the name of each field that both changed."""

    def __init__(self, stands: dict[str, Any]) -> None:
        super().__init__(
            "Somebody else changed this meanwhile. Nothing of yours is lost: it stands here beside theirs."
        )
        self.stands = stands


def marks_of(draft: Referral, names: Mapping[str, Any]) -> dict[str, str]:
    """What a page showed of these fields, to be sent back with the form."""
    return {name: mark(value) for name, value in flat(stored(draft, names)).items()}


def together(draft: Referral, facts: dict[str, Any], seen: Seen) -> dict[str, Any]:
    """Raises BothWrote where both changed the same field, and not to the same."""
    theirs, mine = flat(stored(draft, facts)), flat(facts)
    changed_since = {name for name in theirs if name in seen and seen[name] != mark(theirs[name])}
    both = {n for n in changed_since if mark(mine.get(n, "")) not in {seen[n], mark(theirs[n])}}
    if both:
        raise BothWrote({name.removeprefix(SECTION): theirs[name] for name in sorted(both)})
    return deep(mine | {name: theirs[name] for name in changed_since}, facts)


def stored(draft: Referral, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in names}


def flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    package = facts.get("package")
    known = {section["key"]: "" for section in rules.package_form()["sections"]}
    sections = {} if package is None else {SECTION + key: words for key, words in (known | package).items()}
    return {name: value for name, value in facts.items() if name != "package"} | sections


def deep(found: dict[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    whole = {name: value for name, value in found.items() if not name.startswith(SECTION)}
    if "package" in facts:
        sections = {name.removeprefix(SECTION): words for name, words in found.items() if name.startswith(SECTION)}
        whole["package"] = {key: words for key, words in sections.items() if words}
    return whole


def mark(value: Any) -> str:
    """Windows of a browser end lines in their own way."""
    words = value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()[:16]
