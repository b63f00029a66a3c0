"""Asks at any time whether a promise is lost: open, orphans (must be 0), overdue, by status."""

import argparse
import json
from typing import Any

from django.utils import timezone

from throughcare.crisis import queries as crisis
from throughcare.intake import queries as intake
from throughcare.referrals import queries as referrals
from throughcare.tray import queries as tray
from throughcare.voices import queries as voices

help = "Ask whether any promise is lost. Exits 1 when something open has no holder or no time."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["loops"])
    parser.add_argument("--json", action="store_true", help="for a program to read")


def run(options: argparse.Namespace) -> int:
    at = timezone.now()
    loops = referrals.loops(at=at) | crisis.loops(at=at) | intake.loops(at=at) | voices.loops(at=at) | tray.loops(at=at)
    kinds = {name: counted.as_dict() for name, counted in loops.items()}
    answer = in_all(kinds) | kinds
    print(json.dumps(answer) if options.json else in_words(kinds))
    return 1 if answer["orphans"] else 0


def in_all(kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    sums: dict[str, Any] = {key: sum(kind[key] for kind in kinds.values()) for key in ("open", "orphans", "overdue")}
    return sums | {"by_status": {name: kind["by_status"] for name, kind in kinds.items()}}


def in_words(kinds: dict[str, dict[str, Any]]) -> str:
    rows = [f"{'':<14}{'open':>10}{'orphans':>10}{'overdue':>10}"]
    rows += [f"{name:<14}{kind['open']:>10}{kind['orphans']:>10}{kind['overdue']:>10}" for name, kind in kinds.items()]
    return "\n".join(rows)
