"""The command line refuses in words, serves only with powers that the policies bind, and ends with its children."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from throughcare.foundation.postgres import locked

THROUGHCARE = [sys.executable, "-m", "throughcare.command.main"]


def throughcare(*words: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([*THROUGHCARE, *words], capture_output=True, text=True, env=os.environ | environment)


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_it_says_what_it_can_do():
    answer = throughcare("--help")
    assert answer.returncode == 0
    assert {"serve", "work", "migrate", "demo"} <= set(answer.stdout.split())


def test_an_unknown_command_is_refused_in_words():
    answer = throughcare("levitate")
    assert answer.returncode == 2
    assert "levitate" in answer.stderr


@pytest.mark.parametrize(
    ("sister", "why"),
    [
        ("DATABASE_OWNER_URL", "owns tables"),
        ("DATABASE_KEEPER_URL", "may bypass row security"),
        ("THROUGHCARE_TEST_SUPERUSER_URL", "is a superuser"),
    ],
)
def test_it_does_not_serve_with_powers_that_policies_do_not_bind(sister, why, free_port):
    answer = throughcare("serve", "--port", str(free_port), DATABASE_URL=os.environ[sister])
    assert answer.returncode == 1
    assert why in answer.stderr


def test_the_demonstration_names_a_port_that_is_taken(taken_port):
    answer = throughcare("demo", "--port", str(taken_port))
    assert answer.returncode == 1
    assert f"port {taken_port} is in use; try --port" in answer.stderr


def test_the_demonstration_says_when_there_is_no_such_directory(free_port):
    answer = throughcare("demo", "--port", str(free_port), "--directory", "/nowhere/at/all")
    assert answer.returncode == 1
    assert "there is nothing at /nowhere/at/all" in answer.stderr


def processes_of(folder: Path) -> list[str]:
    """Whoever was started with this folder in its environment or its words, and still lives."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if bytes(folder) in words:
            found.append(words.split(b"THROUGHCARE")[0].replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_demonstration_leaves_no_process_behind(tmp_path, free_port, ending):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environment["THROUGHCARE_LOCAL"] = str(tmp_path)
    command = [*THROUGHCARE, "demo", "--cast-only", "--port", str(free_port)]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert demo.stdout
    assert any("ready at" in line for line in demo.stdout), "it ended before it was ready"
    assert len(processes_of(tmp_path)) > 3
    demo.send_signal(ending)
    demo.stdout.read()  # until the last process that could write has closed it
    assert demo.wait() == (-signal.SIGKILL if ending == signal.SIGKILL else 0)
    with locked(tmp_path / "demo"):
        assert processes_of(tmp_path) == []
