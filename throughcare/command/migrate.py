"""Brings the database to this version, as its owner."""

import argparse
import sys
import warnings

from django.core.management import call_command

from throughcare.command.house import NAME
from throughcare.foundation.postgres import bootstrap

help = "Bring the database to this version, as its owner."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether the models and the migrations agree")
    parser.add_argument(
        "--bootstrap",
        metavar="URL",
        help="first make the roles, the database and its schemas, through this address of a superuser",
    )
    parser.add_argument("--name", default=NAME, help="the database that --bootstrap makes (%(default)s)")
    parser.add_argument("--quiet", action="store_true")


def run(options: argparse.Namespace) -> int:
    if options.check:
        return check()
    if options.bootstrap:
        bootstrap(options.bootstrap, options.name)
    call_command("migrate", interactive=False, verbosity=0 if options.quiet else 1)
    return 0


def check() -> int:
    warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, interactive=False)
    except SystemExit as drift:
        sys.stderr.write("The models have changes that no migration makes.\n")
        return int(drift.code or 1)
    return 0
