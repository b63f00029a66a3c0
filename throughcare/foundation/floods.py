"""How much work strangers may cause here. It slows floods and locks nobody out: what is not done is work for nothing."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock


@dataclass(frozen=True)
class Rate:
    """So many at once, and one more every `every` seconds."""

    at_once: int
    every: float


class Budget:
    """Of this process, whose time it guards: each address has its share, and all of them together have one."""

    def __init__(self, *, each: Rate, together: Rate, most_known: int = 10_000) -> None:
        self.each, self.together, self.most_known = each, together, most_known
        self.left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self.one_at_a_time = Lock()

    def allows(self, address: str, *, at: datetime) -> bool:
        """May this address cause one more now? If so, that one is counted."""
        with self.one_at_a_time:
            own, everyone = self.level(address, self.each, at), self.level("", self.together, at)
            enough = own >= 1 and everyone >= 1
            self.keep(address, own - enough, at)
            self.keep("", everyone - enough, at)
            return enough

    def level(self, whose: str, rate: Rate, at: datetime) -> float:
        left, since = self.left.get(whose, (rate.at_once, at))
        return min(rate.at_once, left + max((at - since).total_seconds(), 0) / rate.every)

    def keep(self, whose: str, left: float, at: datetime) -> None:
        """Whoever was seen last is remembered longest; the share of all is never forgotten."""
        self.left[whose] = (left, at)
        self.left.move_to_end(whose)
        while len(self.left) > self.most_known:
            self.left.popitem(last=False)
