"""Tests run on a real PostgreSQL, as the web role. One server for all processes; each works in a clone of one template."""

import hashlib
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from throughcare.command.house import addresses, local
from throughcare.foundation.postgres import bootstrap, serve

ROOT = Path(__file__).parent
LOCAL = local() / "test"
SUPERUSER = "THROUGHCARE_TEST_SUPERUSER_URL"
TEMPLATE = "THROUGHCARE_TEST_TEMPLATE"
ours = ExitStack()


def pytest_configure(config):
    """The process that starts the others starts the server; they inherit its addresses."""
    if hasattr(config, "workerinput") or SUPERUSER in os.environ:
        return
    server = ours.enter_context(serve(LOCAL, durable=False, options={"max_connections": "200"}))
    os.environ[SUPERUSER] = server.superuser_url()
    os.environ[TEMPLATE] = template(server)
    os.environ.update(addresses(server, os.environ[TEMPLATE]))


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        ours.close()


def template(server) -> str:
    """A migrated database with the cast in it, made again only when what makes it has changed."""
    name = f"template_{fingerprint()}"
    with psycopg.connect(server.superuser_url(), autocommit=True) as connection:
        known = {row[0]: row[1] for row in connection.execute("select datname, datistemplate from pg_database")}
        if known.get(name):
            return name
        for old in known:
            if old.startswith(("template_", "clone_")):
                connection.execute(f'alter database "{old}" is_template false')
                connection.execute(f'drop database "{old}" with (force)')
        bootstrap(server.superuser_url(), name)
        environment = os.environ | addresses(server, name)
        for words in (["migrate", "--quiet"], ["seed", "--cast-only"]):
            subprocess.run(
                [sys.executable, "-m", "throughcare.command.main", *words], env=environment, check=True, cwd=ROOT
            )
        connection.execute(f'alter database "{name}" is_template true')
    return name


def fingerprint() -> str:
    made_by = [*ROOT.glob("throughcare/**/migrations/*.py"), *ROOT.glob("throughcare/command/*.py")]
    made_by += [*ROOT.glob("throughcare/foundation/*"), *ROOT.glob("throughcare/foundation/clocks/data/*")]
    digest = hashlib.sha256()
    for path in sorted(path for path in made_by if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def clone(name: str) -> str:
    """A fresh database like the template, in a tenth of a second."""
    with psycopg.connect(os.environ[SUPERUSER], autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template "{os.environ[TEMPLATE]}" owner throughcare_owner')
    return name


def use(name: str) -> None:
    """Point this process's connections at that database. Django read its settings before there was a server."""
    from django.db import connections

    from throughcare.settings import database

    addresses = {"default": "DATABASE_URL", "keeper": "DATABASE_KEEPER_URL"}
    for connection in connections.all():
        connection.close()
        connection.settings_dict.update(database(os.environ[addresses[connection.alias]]) | {"NAME": name})


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    with django_db_blocker.unblock():
        use(clone(f"clone_{worker_id}"))
        yield
        use(os.environ[TEMPLATE])


@pytest.fixture
def house(django_db_setup, django_db_blocker, worker_id):
    """A database of this test's own, in which transactions really commit: for races, workers and browsers."""
    name = f"clone_{worker_id}_house"
    with django_db_blocker.unblock():
        use(clone(name))
        yield name
        use(f"clone_{worker_id}")


@pytest.fixture
def superuser(django_db_setup):
    """A connection that sees everything, to look at what is really stored. Of the database that is in use now."""
    from urllib.parse import urlsplit

    from django.db import connection

    url = urlsplit(os.environ[SUPERUSER])._replace(path="/" + connection.settings_dict["NAME"])
    with psycopg.connect(url.geturl(), autocommit=True) as sees_everything:
        yield sees_everything


from throughcare.conftest import *  # noqa: E402, F403  the cast
