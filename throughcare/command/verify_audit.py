"""Proves that no audit row was changed, removed or put in later; names what was, and counts what is not sealed yet."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import Progress

from throughcare.consent import queries as consent
from throughcare.foundation.audit.proof import Fault, Known, Report
from throughcare.foundation.audit.verify import Progress as Tell
from throughcare.foundation.audit.verify import is_blind, verify, verify_disclosures

help = "Prove that no audit row was changed, removed or put in later."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument(
        "--known",
        type=noted,
        metavar="ID:HASH",
        help="the last seal as an earlier run named it: the only proof against somebody who may rewrite every seal",
    )


def noted(words: str) -> Known:
    number, _, digest = words.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise argparse.ArgumentTypeError(f"{words!r} is not ID:HASH, as this command prints it")
    return Known(int(number), digest.lower())


def run(options: argparse.Namespace) -> int:
    """0: everything sealed is as it was written. 1: something is broken. 2: this role cannot see enough to tell."""
    if is_blind():
        sys.stderr.write("throughcare verify-audit: DATABASE_KEEPER_URL must name a role with BYPASSRLS\n")
        return 2
    with progress(quiet=options.json) as tell:
        report = verify(known=options.known, tell=tell)
        verify_disclosures(consent.facts_of, report)
    print(as_json(report) if options.json else as_words(report))
    return 0 if report.is_good else 1


@contextmanager
def progress(*, quiet: bool) -> Iterator[Tell]:
    """A bar on the error output, where a person is looking at it."""
    with Progress(console=Console(stderr=True), transient=True, disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task("verifying", total=None)
        yield lambda seen, of: bar.update(task, completed=seen, total=of)


def as_json(report: Report) -> str:
    return json.dumps({"good": report.is_good, **asdict(report)})


def as_words(report: Report) -> str:
    lines = [f"{report.rows:,} rows under {report.seals:,} seals"]
    lines += [f"BROKEN: {fault.words}{where(fault)}" for fault in report.faults]
    if report.fault_count > len(report.faults):
        lines.append(f"and {report.fault_count - len(report.faults):,} more")
    lines.append(not_sealed(report))
    if report.head:
        lines.append(
            f"Last seal: {report.head.id}:{report.head.hash} (note it elsewhere, and give it to --known next time)"
        )
    lines.append("Everything sealed is as it was written." if report.is_good else f"{report.fault_count:,} broken.")
    return "\n".join(lines)


def where(fault: Fault) -> str:
    return f" (seal {fault.seal_id})" if fault.seal_id else f" (row {fault.entry_id})"


def not_sealed(report: Report) -> str:
    if not report.could_be_sealed:
        return f"{report.not_sealed:,} rows are not sealed yet"
    return f"{report.not_sealed:,} rows are not sealed yet; {report.could_be_sealed:,} of them could be: does the worker run?"
