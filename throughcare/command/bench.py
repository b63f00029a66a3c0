"""Measures one thing beside a reference, in one run, and says what it measured. A goal that was missed is reported as missed."""

import argparse
import importlib
import json
from typing import Any

from throughcare.command import simulate

help = "Measure speed against a reference; prints figures and goals, and exits 0 whenever it measured."
NAMES = ("worklist", "loop", "clocks")
NEEDS_HISTORY = {"worklist", "loop"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--referrals", type=int, default=20_000, help="how many are stored meanwhile (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)


def run(options: argparse.Namespace) -> int:
    if options.name in NEEDS_HISTORY and not simulate.stored():
        simulate.make(options.referrals, options.seed)
    found = importlib.import_module(f"throughcare.command.benches.{options.name}").measure(options)
    print(json.dumps(found) if options.json else in_words(found))
    return 0


def in_words(found: dict[str, Any]) -> str:
    goals = found["goals"]
    named = goals.items() if isinstance(goals, dict) else [(one["name"], one) for one in goals]
    told = [f"  {'met   ' if one['met'] else 'MISSED'} {name}: {json.dumps(one)}" for name, one in named]
    figures = [f"{found['name']}: {json.dumps(found['measured'])}", f"reference: {json.dumps(found['reference'])}"]
    return "\n".join([*figures, f"ratio: {found['ratio']}", *told])
