"""What a data steward sees of a match: two sides, each as little as the question needs, and whom to call once they chose to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.identities import queries
from throughcare.identities.lifecycle import MATCH, parts_in_match
from throughcare.referrals.queries import WAY_BACK
from throughcare.web.referrals.offers import Here, Offer, Telling, offers

UNKNOWN = "not known"
YEAR = timedelta(days=365)
TONES = {"one_person": "Linked for the network's count.", "two_people": "They stay two people.", "in_question": ""}


@dataclass(frozen=True)
class Line:
    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other


@dataclass(frozen=True)
class Shown:
    match: Any
    why: str
    says: str
    lines: list[Line]
    call: list[Any]  # organizations, once the steward chose to ask them
    offers: list[Offer]
    steps: list[Any]


def matches(actor: Actor) -> dict[str, Any]:
    waiting = queries.open_matches(actor)
    return {
        "waiting": [(match, queries.in_words(match.rule)) for match in waiting[: queries.PAGE]],
        "has_more": len(waiting) > queries.PAGE,
        "answered": [(match, queries.in_words(match.rule)) for match in queries.answered_matches(actor)],
    }


def show(match: Any, sides: list[queries.Side], here: Here) -> Shown:
    choices = MATCH.choices(match, parts_in_match(match, here.actor))
    if match.asked_at:
        choices = [choice for choice in choices if choice.step.name != "ask_sides"]
    asked = [match.one_org_id, match.other_org_id] if match.asked_at else []
    return Shown(
        match=match,
        why=queries.in_words(match.rule),
        says=TONES[match.status],
        lines=list(side_by_side(sides)),
        call=[accounts.organization(org_id) for org_id in asked],
        offers=offers(choices, match, here, at="match-step", telling=Telling.OWN),
        steps=[(MATCH[step.name].label, step) for step in queries.timeline_of(match)],
    )


def side_by_side(sides: list[queries.Side]) -> Iterable[Line]:
    told = [in_words(side) for side in sides]
    return [Line(label, words, told[1][label]) for label, words in told[0].items()] if len(told) == 2 else []


def in_words(side: queries.Side) -> dict[str, str]:
    return {
        "Name": side.name,
        "Born": f"{side.born_on.day} {side.born_on:%B %Y}" if side.born_on else UNKNOWN,
        "Postal code": side.postal_code or UNKNOWN,
        "Numbers end in": ", ".join(side.phones) or UNKNOWN,
    }


def stewards(actor: Actor, *, is_counting: bool, now: datetime) -> dict[str, Any]:
    """`is_counting`: a year of a large network takes seconds to count, so that it is done when somebody asks."""
    network = accounts.network_of(actor)
    counted = queries.counted_once(actor, since=now - YEAR, again_within=WAY_BACK) if is_counting else None
    return {"network": network, "stewards": accounts.stewards_of(network), "counted": counted}
