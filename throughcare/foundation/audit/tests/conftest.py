"""People who do things worth recording, each role in a thread of its own, and someone who tampers."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from throughcare.command.house import addresses
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.audit.sealer import seal_due
from throughcare.foundation.audit.verify import verify
from throughcare.foundation.ids import uuid7
from throughcare.foundation.postgres import bootstrap, serve
from throughcare.settings import database

TEMPLATE = "quiet"
AT = datetime(2026, 11, 17, 14, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(scope="session")
def quiet_server(tmp_path_factory):
    """A server of our own: what may be sealed depends on every open transaction of the server, other tests' too."""
    with serve(tmp_path_factory.mktemp("quiet"), durable=False) as server:
        bootstrap(server.superuser_url(), TEMPLATE)
        command = [sys.executable, "-m", "throughcare.command.main"]
        for words in (["migrate", "--quiet"], ["seed", "--cast-only"]):
            subprocess.run([*command, *words], env=os.environ | addresses(server, TEMPLATE), check=True)
        yield server


@pytest.fixture
def house(quiet_server, django_db_setup, django_db_blocker, monkeypatch):
    """As everywhere: a database of this test's own, in which transactions commit. Here on the quiet server."""
    with psycopg.connect(quiet_server.superuser_url(), autocommit=True) as superuser:
        superuser.execute("drop database if exists house with (force)")
        superuser.execute(f"create database house template {TEMPLATE} owner throughcare_owner")
    monkeypatch.setenv("THROUGHCARE_TEST_SUPERUSER_URL", quiet_server.superuser_url())
    for variable, address in addresses(quiet_server, "house").items():
        monkeypatch.setenv(variable, address)
    before = {each.alias: dict(each.settings_dict) for each in connections.all()}
    with django_db_blocker.unblock():
        for each, variable in (
            (connections["default"], "DATABASE_URL"),
            (connections["keeper"], "DATABASE_KEEPER_URL"),
        ):
            each.close()
            each.settings_dict.update(database(os.environ[variable]))
        yield "house"
        for each in connections.all():
            each.close()
            each.settings_dict.update(before[each.alias])


class OtherRole:
    """Runs a function in a thread of its own, whose connection is that of another role."""

    def __init__(self, role: str, function: Callable[[], Any]) -> None:
        self.role, self.function = role, function
        self.answer: Any = None
        self.error: BaseException | None = None
        self.thread = Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        connection.settings_dict = {**connection.settings_dict, "USER": f"throughcare_{self.role}"}
        try:
            self.answer = self.function()
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def result(self) -> Any:
        self.thread.join()
        if self.error:
            raise self.error
        return self.answer


def someone() -> Actor:
    return Actor(org_id=uuid7(), person_id=uuid7(), membership_id=uuid7(), roles=frozenset({"privacy"}))


@pytest.fixture
def at_northside() -> Actor:
    return someone()


@pytest.fixture
def at_harbor() -> Actor:
    return someone()


@pytest.fixture
def seal(house):
    """Everything that may be sealed, as the worker does it."""

    def seal(**said: Any) -> int:
        return OtherRole("worker", lambda: seal_due(**said)).result()

    seal()  # what the house itself wrote
    return seal


@pytest.fixture
def verified(house):
    return lambda **said: OtherRole("keeper", lambda: verify(using="default", **said)).result()


@pytest.fixture
def look(at_northside):
    """Somebody at Northside looks at so many people, in one transaction."""

    def look(count: int = 1) -> None:
        with acting(at_northside):
            audit.read_many("client", {client: client for client in (uuid7() for _ in range(count))}, at=AT)

    return look


@pytest.fixture
def tamper(superuser):
    """A person with every power over the database, who changes it and knows how the seals are made."""

    def tamper(statement: str, *values: Any) -> list[tuple]:
        cursor = superuser.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    return tamper
