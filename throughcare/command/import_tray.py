"""Puts what a fax machine left in a folder on a tray: `throughcare import tray PATH --org NAME`. Says counts, no names."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import acting, system
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.tray import actions
from throughcare.tray.queries import Way, most_bytes, scans_in_mail

help = "Put scans, faxes and mails (.eml) from a folder on the tray of a desk; each file is moved to its folder “done”."
REFUSED = 2
DONE, NOT_TAKEN = "done", "not-taken"
MOST_OF_A_MAIL = 4  # several scans may be attached, and mail writes them a third longer


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="the folder into which the fax machine or scanner writes")
    parser.add_argument("--org", required=True, help="the organization on whose tray they land")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")


def run(options: argparse.Namespace) -> int:
    org = accounts.organization_named(options.org)
    desk_id = accounts.first_desk_of(org.pk) if org else None
    if org is None or desk_id is None or not options.path.is_dir():
        sys.stderr.write("throughcare import tray: there is no such folder, or no such organization with a desk\n")
        return REFUSED
    counts: Counter[str] = Counter(taken=0, matched=0, unreadable=0, not_taken=0)
    for path in sorted(one for one in options.path.iterdir() if one.is_file() and not one.name.startswith(".")):
        counts.update(put_in(path, org_id=org.pk, desk_id=desk_id))
    print(json.dumps(counts) if options.json else ", ".join(f"{name} {count}" for name, count in counts.items()))
    return REFUSED if counts["not_taken"] else 0


def put_in(path: Path, *, org_id: UUID, desk_id: UUID) -> list[str]:
    """Committed first, moved then: stopped in between, the next run finds it on the tray already and moves it."""
    raw = b"" if path.stat().st_size > MOST_OF_A_MAIL * most_bytes() else path.read_bytes()
    is_mail = path.suffix.lower() == ".eml"
    way, files = (Way.MAIL, scans_in_mail(raw)) if is_mail and raw else (Way.FOLDER, [(path.name, raw)])
    try:
        with acting(system(org_id)) as program:
            came = [
                actions.put_in(content, way=way, name=name, desk_id=desk_id, actor=program, at=now())
                for name, content in files
            ]
    except NotAllowed:
        move(path, NOT_TAKEN)
        return ["not_taken"]
    move(path, DONE)
    return [word for arrival in came for word in said_of(arrival)]


def said_of(arrival: Any) -> list[str]:
    return ["taken"] + ["matched"] * bool(arrival.subject_id) + ["unreadable"] * bool(arrival.wrong)


def move(path: Path, folder: str) -> None:
    """Beside the others, under a name that is still free."""
    to = path.parent / folder
    to.mkdir(exist_ok=True)
    names = [path.name, *(f"{number}-{path.name}" for number in range(2, 10_000))]
    path.rename(next(to / name for name in names if not (to / name).exists()))
