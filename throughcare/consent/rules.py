"""May this be told to them? Pure judgments over a basis, the recipient and labelled sections."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients


@cache
def law() -> dict[str, Any]:
    """data/bases.json: what each lawful basis can carry, with its source and confidence."""
    return json.loads((Path(__file__).parent / "data" / "bases.json").read_text())


def labels_of(section: Mapping[str, Any], legal_kind: str) -> list[str]:
    """HL7 sensitivity codes of a section: of its own kind, and of the program it comes from."""
    program = law()["labels_by_legal_kind"].get(legal_kind, {})
    return sorted({*section["labels"], *program.get(section["key"], [])})


def label_of_the_program(legal_kind: str) -> str:
    """What every word from such a program says by itself, the name first of all: that somebody is known there."""
    return law()["label_of_the_program"].get(legal_kind, "")


GIVEN = {"written_consent", "verbal_agreement"}


def outgrown_on(basis: Any, born_on: date | None) -> date | None:
    """The birthday from which on a consent that somebody gave for a minor is used no more; None where it is theirs."""
    alone_on = clients.decides_alone_on(born_on) if may_be_outgrown(basis) else None
    return alone_on if alone_on and was_given_before(alone_on, basis) else None


def was_given_before(day: date, basis: Any) -> bool:
    """By the calendar of the place. It is asked for only where it decides: days of two places differ by one at most."""
    given_on = basis.given_at.date()
    if abs(given_on - day) <= timedelta(days=1):
        given_on = accounts.today_of(accounts.organization(basis.org_id), basis.given_at)
    return bool(given_on < day)


def may_be_outgrown(basis: Any) -> bool:
    """Without knowing yet when they were born."""
    return basis.kind in GIVEN and clients.gives_way(basis.given_as)


def why_not(basis: Any, *, born_on: date | None, service_id: Any, legal_kind: str, on: date) -> str:
    """What forbids a sender of this legal kind to tell this service anything on this basis, "" when nothing does."""
    if basis is None:
        return "No basis is recorded."
    if basis.revoked_at:
        return "The consent was withdrawn."
    if basis.until_on and basis.until_on < on:
        return "The consent has ended. Ask again."
    birthday = outgrown_on(basis, born_on)
    if birthday and birthday <= on:
        return "It was given for them as a minor, and ended on their birthday. Ask them themselves."
    rule = law()["bases"][basis.kind]
    if rule["needs_recipient"] and service_id not in basis.recipients:
        return "The consent does not name this service."
    label = label_of_the_program(legal_kind)
    if label and label not in rule["carries"]:
        return f"That they are known here is part of {law()['label_words'][label]}. It needs their written consent."
    return ""


def may_carry(basis: Any, section: str, labels: Iterable[str]) -> bool:
    """The one decision for a section: the basis lists it, and can carry every label on it."""
    if basis.sections and section not in basis.sections:
        return False
    return set(labels) <= set(law()["bases"][basis.kind]["carries"])


def notices_for(labels: Iterable[str]) -> str:
    notices = law()["notices"]
    return "\n".join(notices[label] for label in sorted(set(labels)) if label in notices)
