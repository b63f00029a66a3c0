"""A draft as two people write it at once: each section of the package counts for itself."""

from collections.abc import Mapping
from typing import Any

from throughcare.foundation import two_writers
from throughcare.foundation.two_writers import BothWrote, Seen
from throughcare.referrals import rules
from throughcare.referrals.models import Referral

SECTION = "package/"  # each section of the package is written for itself


def marks_of(draft: Referral, names: Mapping[str, Any]) -> dict[str, str]:
    """What a page showed of these fields, to be sent back with the form."""
    return two_writers.marks(flat(stored(draft, names)))


def together(draft: Referral, facts: dict[str, Any], seen: Seen) -> dict[str, Any]:
    """Raises BothWrote where both changed the same field, and not to the same."""
    try:
        return deep(two_writers.together(flat(stored(draft, facts)), flat(facts), seen), facts)
    except BothWrote as both:
        raise BothWrote({name.removeprefix(SECTION): words for name, words in both.stands.items()}) from None


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
