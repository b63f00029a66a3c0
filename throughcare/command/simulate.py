"""A large plausible history, made inside PostgreSQL, for measuring. The same size, seed and day make the same history."""

import argparse
import sys
from time import monotonic

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from throughcare.command.simulation import history, network
from throughcare.command.simulation.pieces import Size

help = "Make a large plausible history, for measuring (refused by settings for production)."


# Keys that are looked up at the end of each statement; millions of them would not be remembered well until the commit.
AT_ONCE = "set constraints all immediate"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--referrals", type=int, default=20_000, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which history (%(default)s)")


def run(options: argparse.Namespace) -> int:
    if settings.PRODUCTION:
        sys.stderr.write("simulate: settings for production refuse it\n")
        return 1
    if stored():
        sys.stderr.write("simulate: this database holds a simulated history already; use a fresh one\n")
        return 1
    make(options.referrals, options.seed)
    return 0


def stored() -> int:
    """How many simulated referrals this database holds."""
    with connections["keeper"].cursor() as cursor:
        cursor.execute("select count(*) from referrals_referral where number >= %s", [history.NUMBERS_FROM])
        return cursor.fetchone()[0]


def make(referrals: int, seed: int) -> None:
    """All of it or nothing, then the statistics that the planner needs."""
    size = Size(referrals=referrals, seed=seed, at=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0))
    begun = monotonic()
    with transaction.atomic(using="keeper"), connections["keeper"].cursor() as cursor:
        cursor.execute(AT_ONCE)
        for statement in network.statements(size):
            cursor.execute(statement)
        say("network", cursor.rowcount, begun)
        for what, statement in history.statements(size):
            cursor.execute(statement)
            say(what, cursor.rowcount, begun)
    with connections["keeper"].cursor() as cursor:
        cursor.execute("analyze")
    say("statistics", 0, begun)


def say(what: str, rows: int, begun: float) -> None:
    sys.stderr.write(f"simulate: {monotonic() - begun:6.1f} s  {what}  {rows:,}\n")
