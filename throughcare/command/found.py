"""Founds an organization with its first administrator: `throughcare found ORG --network NETWORK --admin EMAIL --name NAME`."""

import argparse
import getpass
import sys
from datetime import date

from django.utils.timezone import now

from throughcare.accounts import actions
from throughcare.accounts import queries as accounts
from throughcare.accounts.roles import LegalKind
from throughcare.foundation.lifecycle import NotAllowed

help = "Found an organization with its first administrator. Who begins a network leads it."
REFUSED = 2
FACTS = ("phone", "time_zone", "country", "subdivision", "legal_kind")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("org", help="the name of the organization")
    parser.add_argument("--network", required=True, help="the network it belongs to; begun where there is none yet")
    parser.add_argument("--admin", required=True, metavar="EMAIL", help="the first administrator's work e-mail")
    parser.add_argument("--name", required=True, help="the first administrator's name")
    parser.add_argument("--signed-on", type=date.fromisoformat, metavar="DATE", help="when its agreement was signed (2026-03-02);"
                        " without one it is asked without names and on paper only")  # fmt: skip
    parser.add_argument("--phone", default="", help="a number that is answered; clients read it")
    parser.add_argument("--time-zone", default="America/New_York", help="where it is (default: %(default)s)")
    parser.add_argument("--country", default="US", help="two letters (default: %(default)s)")
    parser.add_argument("--subdivision", default="", help="state or province, for its public holidays, such as FL")
    parser.add_argument("--legal-kind", choices=LegalKind.values, default=LegalKind.COVERED_ENTITY.value,
                        help="what the law calls it; decides what may be sent (default: %(default)s)")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    facts = {fact: getattr(options, fact) for fact in FACTS}
    try:
        first = actions.found(
            network=options.network, org=options.org, name=options.name, email=options.admin,
            password=first_password(options.admin), signed_on=options.signed_on, at=now(), **facts,
        )  # fmt: skip
    except NotAllowed as refusal:
        sys.stderr.write(f"throughcare found: {refusal}\n")
        return REFUSED
    leads = " and leads its network" if accounts.network_led_by(first) else ""
    print(f"{options.org} is founded. {options.name} can sign in{leads}: next come people, desks and services.")
    return 0


def first_password(email: str) -> str:
    """For somebody new: typed twice at a terminal, or the one line that is handed in. Never an argument that others can read."""
    if accounts.person_by_email(email):
        return ""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(f"First password of {email} (12 characters or more): ")
    if password != getpass.getpass("Once more: "):
        raise NotAllowed("These were two different passwords. Nothing was founded.")
    return password
