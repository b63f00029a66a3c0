"""Measures one thing beside a reference, in one run, and says what it measured. A goal that was missed is reported as missed."""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from throughcare.command.demo import finish
from throughcare.command.house import database, local, set_up_django

help = "Measure speed against a reference; prints figures and goals, and exits 0 whenever it measured."
NAMES = ("worklist", "loop", "clocks", "doors")
NEEDS_HISTORY = {"worklist", "loop"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--referrals", type=int, default=20_000, help="how many are stored meanwhile (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, help="how long the clocks come due, or the doors are guessed at")


def run(options: argparse.Namespace) -> int:
    with ready(options):
        from throughcare.command import simulate  # it needs Django to be ready

        if options.name in NEEDS_HISTORY and not simulate.stored():
            simulate.make(options.referrals, options.seed)
        if options.name in NEEDS_HISTORY and simulate.stored() < options.referrals:
            sys.stderr.write(
                f"bench: this database holds {simulate.stored():,} simulated referrals, fewer than asked for\n"
            )
            return 1
        found = importlib.import_module(f"throughcare.command.benches.{options.name}").measure(options)
    print(json.dumps(found) if options.json else in_words(found))
    return 0


@contextmanager
def ready(options: argparse.Namespace) -> Iterator[None]:
    """A database of its own for each size, kept for the next run; or the one that the environment names, as it is."""
    is_our_own = "DATABASE_URL" not in os.environ
    with database(local() / "bench" / f"{options.referrals}-{options.seed}"):
        if is_our_own:
            finish("migrate", "--quiet")
        set_up_django("web")
        try:
            yield
        finally:
            if is_our_own:
                hang_up()


def hang_up() -> None:
    """Before the server is told to end, which waits for nobody."""
    from django.db import connections

    connections.close_all()


def in_words(found: dict[str, Any]) -> str:
    goals = found["goals"]
    named = goals.items() if isinstance(goals, dict) else [(one["name"], one) for one in goals]
    told = [f"  {'met   ' if one['met'] else 'MISSED'} {name}: {json.dumps(one)}" for name, one in named]
    figures = [f"{found['name']}: {json.dumps(found['measured'])}", f"reference: {json.dumps(found['reference'])}"]
    return "\n".join([*figures, f"ratio: {found['ratio']}", *told])
