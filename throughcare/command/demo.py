"""A demonstration network with everything it needs: our own PostgreSQL, the pages and the worker, which end with us."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from throughcare.command.house import NAME, addresses, local, set_up_django
from throughcare.command.letterbox import letterbox
from throughcare.foundation.postgres import Server, bootstrap, clear, serve
from throughcare.foundation.processes import dying_with_us

help = "Serve a demonstration network, with everything it needs, until it is stopped."
HOST = "127.0.0.1"
LOOK_EVERY = 0.2  # seconds
BEFORE_STARTING_AGAIN = 1.0
PATIENCE = 8.0  # seconds a child may take to end


class Child:
    """A command of ours that is started again when it ends before we do."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.start()

    def start(self) -> None:
        command = dying_with_us(throughcare(*self.words), by=signal.SIGKILL)
        self.process = subprocess.Popen(command, start_new_session=True)

    def look_after(self) -> None:
        if self.process.poll() is not None:
            say(f"{self.words[0]} ended ({self.process.returncode}); starting it again")
            time.sleep(BEFORE_STARTING_AGAIN)
            self.start()

    def stop(self) -> None:
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier demonstration left")
    parser.add_argument("--directory", type=Path, metavar="PATH", help="a community's directory to use (HSDS)")
    parser.add_argument("--cast-only", action="store_true", help="people and organizations, no directory")
    parser.add_argument("--workers", type=int, default=1, help="processes that serve pages (%(default)s)")
    parser.add_argument("--autoreload", action="store_true", help="start again when a file changes")


def run(options: argparse.Namespace) -> int:
    if not is_free(options.port):
        sys.stderr.write(f"throughcare demo: port {options.port} is in use; try --port {options.port + 1}\n")
        return 1
    if options.directory and not options.directory.exists():
        sys.stderr.write(f"throughcare demo: there is nothing at {options.directory}\n")
        return 1
    stop_at_signals()
    folder = local() / "demo"
    try:
        if options.fresh:
            clear(folder)
        say("starting PostgreSQL")
        with serve(folder) as server:
            prepare(server)
            plant(options)
            with letterbox(address_of(options)) as (shown_at, known):
                os.environ.update({name: os.environ.get(name, value) for name, value in known.items()})
                serve_until_stopped(server, options, shown_at)
    except KeyboardInterrupt:
        say("stopped")
    return 0


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def stop_at_signals() -> None:
    def stop(*_: object) -> None:
        for name in ours:
            signal.signal(name, signal.SIG_IGN)  # once is enough: the way out is not interrupted
        raise KeyboardInterrupt

    ours = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for name in ours:
        signal.signal(name, stop)


def prepare(server: Server) -> None:
    bootstrap(server.superuser_url(), NAME)
    os.environ.update(addresses(server), THROUGHCARE_DEMO="1")
    say("bringing the database to this version")
    finish("migrate", "--quiet")


def plant(options: argparse.Namespace) -> None:
    say("planting the network" + (f" with the directory of {options.directory}" if options.directory else ""))
    directory = ["--directory", str(options.directory.resolve())] if options.directory else []
    cast_only = ["--cast-only"] if options.cast_only else []
    finish("seed", *directory, *cast_only)


def finish(*words: str) -> None:
    """Run one of our commands to its end; it too dies with us."""
    with subprocess.Popen(dying_with_us(throughcare(*words), by=signal.SIGKILL), start_new_session=True) as process:
        if process.wait():
            raise SystemExit(process.returncode)


def throughcare(*words: str) -> list[str]:
    return [sys.executable, "-m", "throughcare.command.main", *words]


def address_of(options: argparse.Namespace) -> str:
    return f"http://{HOST}:{options.port}/"


def serve_until_stopped(server: Server, options: argparse.Namespace, shown_at: str) -> None:
    reload = ["--autoreload"] if options.autoreload else []
    web = ["serve", "--port", str(options.port), "--workers", str(options.workers), *reload]
    with children(Child(*web), Child("work")) as family:
        wait_until_served(options.port, family)
        welcome(address_of(options), shown_at)
        while True:
            time.sleep(LOOK_EVERY)
            look_after(server, family)


def welcome(address: str, shown_at: str) -> None:
    set_up_django("web")
    from throughcare.command import cast, stories  # their words; they need Django to be ready
    from throughcare.doors import queries as doors
    from throughcare.foundation import codes

    say("people to sign in as, with one click or by hand:")
    for person in cast.PEOPLE:
        say(f"  {person.name:<14} {person.email:<24} {' and '.join(person.roles)} at {person.org}")
    say(f"  everyone's password: {cast.PASSWORD}")
    card = codes.in_groups(doors.token_of_card(stories.CARD))
    say(f"without an account: {address}help/{cast.HELP}/ to ask for help,")
    say(f"  and {address}my/ for {stories.WITH_A_CARD}, with the code {card} and the word “{stories.WORD}”")
    say(f"texts and e-mail go nowhere; read them, and write back, at {shown_at}")
    say(f"ready at {address}  (Ctrl-C ends it)")


@contextmanager
def children(*family: Child) -> Iterator[tuple[Child, ...]]:
    try:
        yield family
    finally:
        for child in family:
            child.process.terminate()
        for child in family:
            child.stop()


def wait_until_served(port: int, family: tuple[Child, ...]) -> None:
    while is_free(port):
        time.sleep(LOOK_EVERY)
        for child in family:
            if child.process.poll() is not None:
                raise SystemExit(f"demo: {child.words[0]} could not start")


def look_after(server: Server, family: tuple[Child, ...]) -> None:
    if not server.is_running:
        say("the database was ended; starting it again")
        server.revive()
    for child in family:
        child.look_after()


def say(words: str) -> None:
    print(f"demo: {words}", flush=True)
