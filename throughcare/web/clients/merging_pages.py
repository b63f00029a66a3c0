"""What stands on each of two records that may be one person."""

from dataclasses import dataclass
from typing import Any

from throughcare.clients import queries
from throughcare.foundation.actor import Actor
from throughcare.referrals import queries as referrals

from . import codes
from .pages import OPEN

UNKNOWN = "not known"


@dataclass(frozen=True)
class Line:
    label: str
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        return self.kept != self.other


@dataclass(frozen=True)
class SideBySide:
    kept: Any
    other: Any
    lines: list[Line]


def side_by_side(actor: Actor, kept: Any, other: Any) -> SideBySide:
    ours, theirs = held_by(actor, kept), held_by(actor, other)
    return SideBySide(kept, other, [Line(label, words, theirs[label]) for label, words in ours.items()])


def held_by(actor: Actor, client: Any) -> dict[str, str]:
    promises = referrals.referrals_of_client(actor, client.pk)
    return {
        "Name": client.name,
        "Goes by": client.goes_by or UNKNOWN,
        "Born": f"{client.born_on.day} {client.born_on:%B %Y}" if client.born_on else UNKNOWN,
        "Speaks": codes.label_of("languages", client.language),
        "Postal code": client.postal_code or UNKNOWN,
        "Who pays": codes.label_of("payers", client.payer) or UNKNOWN,
        "Where they are": str(client.get_situation_display()),
        "Medicine runs out": f"{client.medicine_until:%Y-%m-%d}" if client.medicine_until else UNKNOWN,
        "Open referrals": listed(f"TC-{one.number} {one.need}" for one in promises if one.status in OPEN),
        "Reached by": listed(map(way, queries.routes(client.pk))),
        "Who decides": listed(map(decider, queries.decision_makers(client.pk))),
    }


def listed(words: Any) -> str:
    return "; ".join(words) or "none"


def way(route: Any) -> str:
    return f"{route.get_kind_display()} {route.value}{'' if route.is_safe else ' (not safe)'}"


def decider(maker: Any) -> str:
    return f"{maker.name} (never tell)" if maker.never_tell else f"{maker.name} ({maker.get_acts_as_display().lower()})"


def dates_differ(kept: Any, other: Any) -> bool:
    return bool(kept.born_on and other.born_on and kept.born_on != other.born_on)
