"""The database a command talks to: the one the environment names, else our own in a folder."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from throughcare.foundation.postgres import Address, Server, bootstrap, is_in_use, join, serve

NAME = "throughcare"
ROLE_OF_ADDRESS = {
    "DATABASE_URL": "throughcare_web",
    "DATABASE_WORKER_URL": "throughcare_worker",
    "DATABASE_OWNER_URL": "throughcare_owner",
    "DATABASE_DIRECT_URL": "throughcare_worker",
    "DATABASE_KEEPER_URL": "throughcare_keeper",
}


def set_up_django(role: str) -> None:
    """One process, one role: whom the database sees. The addresses must be set before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.settings")
    os.environ["THROUGHCARE_ROLE"] = role
    django.setup()


def local() -> Path:
    """Where this checkout keeps what it makes; an installed copy keeps it in the person's home."""
    if named := os.environ.get("THROUGHCARE_LOCAL"):
        return Path(named).resolve()
    root = Path(__file__).resolve().parents[2]
    if (root / "pyproject.toml").exists():
        return root / ".local"
    return Path.home() / ".local" / "share" / "throughcare"


def addresses(server: Address | Server, name: str = NAME) -> dict[str, str]:
    return {variable: server.url(role, name) for variable, role in ROLE_OF_ADDRESS.items()}


@contextmanager
def database(folder: Path | None = None) -> Iterator[Server | None]:
    """Sets the five addresses before Django reads them. Joins a server that runs in the folder; else starts it."""
    if "DATABASE_URL" in os.environ:
        yield None
        return
    folder = folder or local() / "demo"
    while not (running := join(folder)) and is_in_use(folder):
        time.sleep(0.1)  # another command starts it or ends it just now
    if running:
        os.environ.update(addresses(running))
        yield None
        return
    with serve(folder) as server:
        bootstrap(server.superuser_url(), NAME)
        os.environ.update(addresses(server))
        yield server
