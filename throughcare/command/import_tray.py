"""Puts what a fax machine left in a folder on a tray: `throughcare import tray PATH --org NAME`. Says counts, no names."""

import argparse
import json
import sys
from pathlib import Path

from throughcare.accounts import queries as accounts
from throughcare.tray import jobs

help = (
    "Put scans, faxes and mails (.eml) from a folder on the tray of a desk; each file is moved to its folder “taken”."
)
REFUSED = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="the folder into which the fax machine or scanner writes")
    parser.add_argument("--org", required=True, help="the organization on whose tray they land")
    parser.add_argument("--desk", default="", help="its desk (the first one)")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")


def run(options: argparse.Namespace) -> int:
    place = accounts.place_named(options.org, options.desk)
    if place is None or not options.path.is_dir():
        sys.stderr.write("throughcare import tray: there is no such folder, or no such organization with a desk\n")
        return REFUSED
    counts = jobs.empty(options.path, place)
    print(json.dumps(counts) if options.json else ", ".join(f"{name} {count}" for name, count in counts.items()))
    return REFUSED if counts["refused"] else 0
