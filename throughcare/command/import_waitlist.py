"""Takes over the people who wait already: `throughcare import waitlist PATH --org NAME`. Says row numbers, never who."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from throughcare.accounts import queries as accounts
from throughcare.command.import_directory import watching
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.tables import Unreadable
from throughcare.network import queries as network
from throughcare.referrals.actions import NotTakenOver, TakenOver, read_waiting, take_over

help = "Take over the people who wait already, from a spreadsheet (.xlsx or CSV), with their true dates."
REFUSED = 2
SHOWN = 20


class Unknown(Exception):
    """What the command line names is not there. The words are written to be shown."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="the sheet, as .xlsx or CSV; its first line names the columns")
    parser.add_argument("--org", required=True, help="the organization on whose list they wait")
    parser.add_argument("--as", dest="holder", help="e-mail of who holds them (default: the lead of the first desk)")
    parser.add_argument("--service", help="name of the organization's service for which they wait, to be on its list")
    parser.add_argument("--need", default="", help="what they wait for, where no column says it")
    parser.add_argument("--per-day", type=positive, default=8, help="looked at again a working day (%(default)s)")
    parser.add_argument(
        "--dates", choices=["month-first", "day-first"], help="what 4/9/2026 means (default: by country)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def run(options: argparse.Namespace) -> int:
    try:
        org, actor = who_holds(options.org, options.holder)
        taken = take_file(options, org, actor)
    except NotTakenOver as refused:
        say_refused(refused, as_json=options.json)
        return REFUSED
    except (Unknown, Unreadable, NotAllowed, OSError) as fault:
        words = fault.strerror if isinstance(fault, OSError) else fault
        sys.stderr.write(f"throughcare import waitlist: {words}\n")
        return REFUSED
    say(taken, dry=options.dry_run, as_json=options.json)
    return 0


def take_file(options: argparse.Namespace, org: Any, actor: Actor) -> TakenOver:
    at = now()
    today = accounts.today_of(org, at)
    month_first = options.dates == "month-first" if options.dates else org.country == "US"
    rows = read_waiting(options.path.read_bytes(), need=options.need, month_first=month_first, today=today)
    service_id = service_of(org, options.service)
    with watching(quiet=options.quiet) as watch, acting(actor):
        taken = take_over(
            rows, service_id=service_id, per_day=options.per_day, actor=actor, at=at,
            watch=lambda count: watch("people", count),
        )  # fmt: skip
        transaction.set_rollback(options.dry_run)
    return taken


def who_holds(name: str, email: str | None) -> tuple[Any, Actor]:
    org = accounts.organization_named(name)
    if org is None:
        raise Unknown("there is no such organization here; write --org as its name is written")
    members = [member for member in accounts.members(Actor(org_id=org.pk)) if member.active]
    desk = accounts.desks(Actor(org_id=org.pk)).first()
    if email:
        found = next((member for member in members if member.person.email == email.lower()), None)
    else:
        found = next((member for member in members if desk and member.pk == desk.lead_id), None)
    if found is None:
        raise Unknown("nobody at this organization is that; name who holds them with --as")
    return org, accounts.as_actor(found)


def service_of(org: Any, name: str | None) -> Any:
    if name is None:
        return None
    found = [service for service in network.services_run_by(org.pk) if service.name.casefold() == name.casefold()]
    if len(found) != 1:
        raise Unknown("this organization runs no service, or several, of that name")
    return found[0].pk


def say_refused(refused: NotTakenOver, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"taken_over": False, "refused": [asdict(fault) for fault in refused.faults]}))
        return
    for fault in refused.faults[:SHOWN]:
        sys.stderr.write(f"{fault}\n")
    if len(refused.faults) > SHOWN:
        sys.stderr.write(f"… and {len(refused.faults) - SHOWN} more (--json lists them)\n")
    sys.stderr.write(f"Nothing was taken over: {len(refused.faults)} refused.\n")


def say(taken: TakenOver, *, dry: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"taken_over": not dry} | asdict(taken), default=str))
        return
    print(f"{taken.read} rows read: {taken.made} promises made, {taken.known_before} promised before")
    print(f"{taken.new_people} new people, {taken.recognized} recognized")
    if taken.looked_at_until:
        print(f"each is looked at again by {taken.looked_at_until:%d %B %Y}")
    if taken.late_already:
        print(
            f"{taken.late_already} have waited longer than they should; that is said here once, not {taken.late_already} times"
        )
    if dry:
        print("Nothing was changed: this was a dry run.")
