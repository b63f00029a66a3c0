"""What kind of promise a referral is, and what follows from it: read from data/kinds.json. No writes, no clock."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.network import queries as network

ANSWERS_NO = frozenset({"decline", "expire"})


@cache
def data() -> dict[str, Any]:
    return dict(json.loads((Path(__file__).parent / "data" / "kinds.json").read_text()))


def table() -> dict[str, dict[str, Any]]:
    return dict(data()["kinds"])


def those(name: str, value: Any) -> list[str]:
    return [kind for kind, rule in table().items() if rule[name] == value]


ADVISED = those("receiver", "advises")  # a question is answered in words, and nobody is taken in hand
ACCEPTED = [kind for kind in table() if kind not in ADVISED]  # somebody is taken in hand
ASSESSED = those("receiver", "says_pathway")  # whoever saw them says how it goes on
PROVIDED = those("receiver", "provides")  # a thing is given, and nobody is treated
TREATED = those("asks_whether_it_helped", True)  # somebody comes for care
CONVERTED = those("converts_by", "convert")  # a question, once it was answered
TAKEN_UP = those("converts_by", "take_up")  # a concern, once the person was reached and agrees


def closures(kind: str) -> list[str]:
    """The classes of closure in which it can end."""
    return list(table()[kind]["closures"])


def closes_as(kind: str) -> str:
    """The class in which it closes when a service follows from it."""
    return str(table()[kind]["converts_as"])


def carries(kind: str) -> list[str]:
    """The fields of it that go on into the service that follows. Nobody meets again who was worried about them."""
    return list(table()[kind]["carries"])


def may_not_convert(referral: Any) -> str:
    return with_a_service(referral) or ("" if referral.advised_at else "Nobody has answered the question yet.")


def may_not_take_up(referral: Any) -> str:
    return with_a_service(referral) or ("" if referral.reached_at else "Nobody has reached them yet.")


def with_a_service(referral: Any) -> str:
    return "A service has been asked. Wait for its answer, or take it back." if referral.live_status else ""


def asks_what_comes_back(kind: str) -> bool:
    return bool(table()[kind]["feedback"] == "asked")


def comes_back(kind: str, agreed: str) -> str:
    """What the sender may be told after the acceptance: as agreed, or what the kind lets back at most."""
    return agreed if asks_what_comes_back(kind) else str(table()[kind]["feedback"])


def says_pathway(kind: str) -> bool:
    return kind in ASSESSED


def is_a_question(kind: str) -> bool:
    return kind in ADVISED


def is_judged(referral: Any) -> bool:
    """Does somebody wait for treatment, so that the network is judged by the time it takes?"""
    judged = table()[referral.kind]["judged"]
    return bool(referral.awaits_treatment) if judged == "asked" else judged == "always"


def asks_who_waits(kind: str) -> bool:
    return bool(table()[kind]["judged"] == "asked")


def counts_as_no(kind: str, step: str) -> bool:
    """For the bounce brake. That nobody answers a question is no no to a person."""
    return bool(table()[kind]["noes_count"]) and step in ANSWERS_NO


def client_chooses(kind: str) -> bool:
    return bool(table()[kind]["client_chooses"])


def asks_whether_it_helped(kind: str) -> bool:
    return bool(table()[kind]["asks_whether_it_helped"])


def needs_section(kind: str, section: dict[str, Any]) -> bool:
    needed = table()[kind]["needs_sections"]
    return bool(section["required"]) if needed == "required" else section["key"] in needed


def supports() -> dict[str, str]:
    """The kinds of support that are asked for beside care, as the directory calls them: code -> words."""
    return dict(dict(network.grouped_types())[data()["beside"]["group"]])


def urgency_of_supports() -> str:
    return str(data()["beside"]["urgency"])


def may_have_beside(referral: Any) -> bool:
    """Whoever began a sitting adds to it; for a question or a concern nobody has agreed to anything yet."""
    leads = referral.sitting in {None, referral.pk}
    return leads and referral.kind in data()["beside"]["with"]
