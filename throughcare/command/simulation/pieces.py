"""Pieces of SQL that the simulation is put together from: seeded chance, keys, names, sizes."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

WORDS = json.loads(Path(__file__).with_name("words.json").read_text())
FIRST, LAST = WORDS["first"], WORDS["last"]
PLACES, TRADES, CARE = WORDS["places"], WORDS["trades"], WORDS["care"]

SHARE_OF_LARGEST = 0.2


@dataclass(frozen=True)
class Size:
    """How much, from which seed, and the moment at which the history stops."""

    referrals: int
    seed: int
    at: datetime
    years: int = 4

    @property
    def organizations(self) -> int:
        return max(8, self.referrals // 2000)

    @property
    def members_of_largest(self) -> int:
        return max(12, self.referrals // 5000)

    @property
    def now(self) -> str:
        return f"timestamptz '{self.at.isoformat()}'"

    @property
    def start(self) -> str:
        return f"({self.now} - interval '{self.years} years')"

    def moment(self, number: str) -> str:
        """When the referral of this number was opened: the first years ago, the last just now."""
        return f"({self.start} + ({self.now} - {self.start}) * (({number} - 0.5) / {self.referrals}))"

    def roll(self, number: str, what: int) -> str:
        """The same number in [0, 1) each time for the same seed, number and `what`."""
        return f"((hashint8extended({number}, {self.seed * 1000 + what}) & 2147483647) / 2147483648.0)"

    def pick(self, words: list[str], number: str, what: int) -> str:
        listed = ", ".join(f"'{word}'" for word in words)
        return f"(array[{listed}])[1 + floor({len(words)} * {self.roll(number, what)})::int]"

    def key(self, kind: str, number: str) -> str:
        return f"md5('{kind} {self.seed} ' || ({number}))::uuid"

    def key_at(self, kind: str, number: str, at: str) -> str:
        """A UUIDv7: in the order of time, as the product's own keys are, so that indexes grow as they would."""
        digest = f"md5('{kind} {self.seed} ' || ({number}))"
        milliseconds = f"lpad(to_hex((extract(epoch from {at}) * 1000)::bigint), 12, '0')"
        return f"({milliseconds} || '7' || substr({digest}, 1, 3) || '8' || substr({digest}, 4, 15))::uuid"

    def full_name(self, number: str, what: int) -> str:
        return f"({self.pick(FIRST, number, what)} || ' ' || {self.pick(LAST, number, what + 1)})"

    def sorted_name(self, name: str) -> str:
        return f"lower(public.unaccent({name}))"

    def members(self, org: str) -> str:
        """How many work in the organization of this number."""
        return f"(case when {org} = 1 then {self.members_of_largest} else 3 + {org} * 7 % 12 end)"

    def some_member(self, org: str, number: str, what: int) -> str:
        """Number of one who works there; the first have most to do."""
        return f"(1 + floor({self.members(org)} * power({self.roll(number, what)}, 2))::bigint)"

    def member(self, org: str, which: str) -> str:
        return self.key("member", f"{org} * 100000 + {which}")

    def desk(self, org: str) -> str:
        return self.key("desk", org)

    def org(self, org: str) -> str:
        return self.key("org", org)

    def skewed_org(self, number: str, what: int, *, share: float = SHARE_OF_LARGEST, slope: float = 2.2) -> str:
        """Number of an organization: one is large, few are middling, most are small."""
        others = f"2 + floor({self.organizations - 1} * power({self.roll(number, what + 1)}, {slope}))::bigint"
        return f"(case when {self.roll(number, what)} < {share} then 1 else {others} end)"
