"""How much each place is asked, shown where somebody is about to ask one more time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from throughcare.doors import queries as doors
from throughcare.foundation.actor import current
from throughcare.network import queries as network


@dataclass(frozen=True)
class Asked:
    service_id: UUID
    name: str
    words: str
    is_much: bool


def burden_of(service_ids: Iterable[UUID]) -> dict[UUID, Asked]:
    """Of those of these that were asked lately. One query."""
    wanted = chased(service_ids)
    return {one.service_id: asked(one) for one in doors.burdens() if one.service_id in wanted}


def everybody() -> list[Asked]:
    """The most asked first."""
    found = doors.burdens()
    asked_here = chased(one.service_id for one in found)
    found = [one for one in found if one.service_id in asked_here]
    names = network.names_of(one.service_id for one in found)
    return [asked(one, name=names.get(one.service_id, "")) for one in found]


def chased(service_ids: Iterable[UUID]) -> set[UUID]:
    """Without those that answer in a system of their own: what they are told costs them no answer here. One query."""
    wanted = set(service_ids)
    return wanted - set(network.managed_externally(current().org_id, wanted))


def asked(one: Any, *, name: str = "") -> Asked:
    ours = {0: "not by us", 1: "once by us", 2: "twice by us"}.get(one.by_us, f"{one.by_us} times by us")
    others = f", {one.by_others} times by others" if one.by_others else ""
    much = ". That is much: is there another place?" if one.is_much else ""
    words = f"Asked {ours}{others} in the last {doors.burden_days()} days{much}"
    return Asked(one.service_id, name, words, one.is_much)
