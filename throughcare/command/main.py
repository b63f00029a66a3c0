"""Finds the command, says who it is to the database, and runs it.

Each module has `help`, `arguments(parser)` and `run(options)`, and is imported when Django is ready.
"""

import argparse
import importlib
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec

from throughcare.command.house import database, set_up_django
from throughcare.foundation.postgres import PostgresFailed

PACKAGE = "throughcare.command"
NO_DATABASE = ""


@dataclass(frozen=True)
class Command:
    """`role` is whom the database sees: web, worker, owner or keeper."""

    module: str
    role: str
    help: str


COMMANDS = {
    "serve": Command("serve", "web", "serve the pages"),
    "work": Command("work", "worker", "run the clocks, the jobs and the sealer"),
    "migrate": Command("migrate", "owner", "bring the database to this version"),
    "found": Command("found", "web", "found an organization with its first administrator"),
    "demo": Command("demo", NO_DATABASE, "serve a demonstration network, with everything it needs"),
    "import": Command("imports", "worker", "read in a directory, or the people who wait already"),
    "export": Command("export", "worker", "write a directory or records out"),
    "check": Command("check", "keeper", "ask whether any promise is lost"),
    "verify-audit": Command("verify_audit", "keeper", "prove that no audit row was changed"),
    "bench": Command("bench", NO_DATABASE, "measure speed against a reference"),
    "simulate": Command("simulate", "keeper", "make a large plausible history, for measuring"),
    "seed": Command("seed", "web", "plant the demonstration's network"),
}


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] not in COMMANDS:
        overview().parse_args(words or ["--help"])
        return 2
    try:
        return run(words[0], words[1:])
    except KeyboardInterrupt:
        return 130
    except PostgresFailed as failed:
        sys.stderr.write(f"throughcare {words[0]}: {failed}\n")
        return 1


def overview() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="throughcare", description="Closed-loop referral and care coordination.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        if is_part_of_this_version(command):
            commands.add_parser(name, help=command.help)
    return parser


def run(name: str, words: list[str]) -> int:
    command = COMMANDS[name]
    if not is_part_of_this_version(command):
        sys.stderr.write(f"throughcare {name}: not part of this version\n")
        return 2
    with ExitStack() as stack:
        if command.role != NO_DATABASE:
            if not {"-h", "--help"} & set(words):
                stack.enter_context(database())
            set_up_django(command.role)
        module = importlib.import_module(f"{PACKAGE}.{command.module}")
        parser = argparse.ArgumentParser(prog=f"throughcare {name}", description=module.help)
        module.arguments(parser)
        return module.run(parser.parse_args(words)) or 0


def is_part_of_this_version(command: Command) -> bool:
    return find_spec(f"{PACKAGE}.{command.module}") is not None


if __name__ == "__main__":
    sys.exit(main())
