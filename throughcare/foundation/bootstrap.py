"""Makes the five roles, the database and its schemas, as superuser. Once per cluster, safe to repeat and to race."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROLES = {
    "throughcare_law": "nologin noinherit",  # owns the few security definer functions
    "throughcare_owner": "login noinherit",  # migrations
    "throughcare_web": "login",
    "throughcare_worker": "login",
    "throughcare_keeper": "login bypassrls",  # backup, bulk load, verification
}
# The server's own log quotes the row and the statement that failed, with what people wrote in them.
QUIET = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}
ONE_AT_A_TIME = 7_468_726_867  # any number that nothing else locks
SCRIPT = Path(__file__).with_suffix(".sql")


def bootstrap(superuser_url: str, database: str) -> None:
    """`superuser_url` may name any database; roles are made through it, then `database`, then what stands in it."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])  # released when the connection closes
        for role, powers in ROLES.items():
            make_role(connection, role, powers)
            keep_quiet(connection, role)
        connection.execute("grant throughcare_law to throughcare_owner")
        make_database(connection, database)
        with psycopg.connect(naming(superuser_url, database)) as inside:
            script = sql.SQL(SCRIPT.read_text())
            inside.execute(script.format(database=sql.Identifier(database)))


def make_role(connection: psycopg.Connection, role: str, powers: str) -> None:
    if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        return
    words = sql.SQL(powers)
    connection.execute(sql.SQL("create role {} {}").format(sql.Identifier(role), words))


def keep_quiet(connection: psycopg.Connection, role: str) -> None:
    for setting, value in QUIET.items():
        words = sql.SQL("alter role {} set {} = {}")
        connection.execute(words.format(sql.Identifier(role), sql.Identifier(setting), sql.Literal(value)))


def make_database(connection: psycopg.Connection, database: str) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
        return
    words = "create database {} owner throughcare_owner template template0 encoding 'UTF8'"
    connection.execute(sql.SQL(words).format(sql.Identifier(database)))


def naming(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
