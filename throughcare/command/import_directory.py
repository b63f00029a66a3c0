"""Reads a directory in: `throughcare import hsds PATH`, `throughcare import samhsa [PATH]`."""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.timezone import now
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from throughcare.foundation.actor import Actor, acting
from throughcare.network import queries as network
from throughcare.network.actions import Refused, Report, Wanted, import_directory

help = "Read a directory of services in: HSDS 1.x and 3.0 (CSV, zip, JSON), or SAMHSA's treatment facilities."
IMPORTER = Actor(org_id=None, name="Import", purpose="HOPERAT")
REFUSED = 2
SHOWN = 20
EVERY_SECONDS = 5.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", nargs="?", type=Path, help="file, zip or folder (samhsa: without it, the facilities that ship)"
    )
    parser.add_argument("--source", help="name of this directory; ids follow from it (default: the form)")
    parser.add_argument("--partial", action="store_true", help="import the good rows even when others are refused")
    parser.add_argument("--replace", action="store_true", help="also when most services would be marked as gone")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> int:
    path = options.path or (network.SHIPPED if options.kind == "samhsa" else None)
    source = options.source or options.kind
    if path is None or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", source):
        sys.stderr.write("throughcare import: name a PATH; --source is made of lower-case letters, digits and . _ -\n")
        return REFUSED
    wanted, started = Wanted(partial=options.partial, replace=options.replace), time.monotonic()
    try:
        with watching(quiet=options.quiet) as watch, acting(IMPORTER) as actor:
            report = import_directory(
                path, kind=options.kind, source=source, actor=actor, at=now(), wanted=wanted, watch=watch
            )
    except Refused as refused:
        say_refused(refused, as_json=options.json)
        return REFUSED
    say(report, measured(path, report, time.monotonic() - started), as_json=options.json)
    return 0


@contextmanager
def watching(*, quiet: bool) -> Iterator[Any]:
    """A bar where somebody watches, a plain line now and then where it goes into a file."""
    if quiet:
        yield lambda *_: None
    elif sys.stderr.isatty():
        with progress_bar() as watch:
            yield watch
    else:
        yield PlainLines().watch


@contextmanager
def progress_bar() -> Iterator[Any]:
    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def watch(what: str, rows: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what.replace("_", " "), total=None)
            bar.advance(tasks[what], rows)

        yield watch


class PlainLines:
    def __init__(self) -> None:
        self.rows, self.said_at = 0, time.monotonic()

    def watch(self, what: str, rows: int) -> None:
        self.rows += rows
        if time.monotonic() - self.said_at >= EVERY_SECONDS:
            self.said_at = time.monotonic()
            sys.stderr.write(f"import: {self.rows} rows, now {what.replace('_', ' ')}\n")


def measured(path: Path, report: Report, seconds: float) -> dict[str, float]:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    return {"seconds": round(seconds, 2), "bytes": size, "rows_per_second": round(report.rows / max(seconds, 0.001))}


def say_refused(refused: Refused, *, as_json: bool) -> None:
    if as_json:
        faults = [fault.as_json() for fault in refused.faults]
        print(json.dumps({"imported": False, "refused": refused.count, "faults": faults}, ensure_ascii=False))
        return
    for fault in refused.faults[:SHOWN]:
        sys.stderr.write(f"{fault}\n")
    if refused.count > SHOWN:
        sys.stderr.write(f"… and {refused.count - SHOWN} more (--json lists them)\n")
    sys.stderr.write(f"Nothing was imported: {refused.count} refused.\n")


def say(report: Report, speed: dict[str, float], *, as_json: bool) -> None:
    if as_json:
        said = {"imported": True, "measured": speed} | report.as_json()
        print(json.dumps(said, ensure_ascii=False, default=str))
        return
    for what, counts in report.counts.items():
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        print(f"{what.replace('_', ' '):<12} {words}")
    for change in report.differences[:SHOWN]:
        print(
            f"  {change.what} {change.source_id} ({change.name}): {change.field}: {short(change.before)} → {short(change.after)}"
        )
    for fault in report.faults[:SHOWN]:
        print(f"refused: {fault}")
    for remark in report.remarks:
        print(f"remark: {remark}")
    print(f"{report.rows} rows in {speed['seconds']} s, {speed['rows_per_second']} rows/s, {report.refused} refused")


def short(value: Any) -> str:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= 60 else f"{words[:59]}…"
