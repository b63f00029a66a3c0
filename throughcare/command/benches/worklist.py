"""The work list of the largest organization and of a typical one: server time of the page, its queries, and its list query."""

import argparse
from functools import partial
from time import process_time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from throughcare.accounts import queries as accounts
from throughcare.command import simulate
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.work import queries as work

from .numbers import goal, in_milliseconds, percentile, report, timed

RUNS = 60
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OF_SIGNING_IN = (
    '"django_session"',
    '"usersessions_usersession"',
    'FROM "accounts_person"',
    'FROM "accounts_membership" INNER JOIN "accounts_organization"',
    "set_config",
    "SAVEPOINT",
)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    large, typical = organizations()
    pages = {name: page(actor) for name, actor in (("largest", large), ("typical", typical))}
    ours, bare = list_query(large)
    ratio = percentile(ours, 0.5) / percentile(bare, 0.5)
    slowest = max(page["p95_ms"] for page in pages.values())
    queries = max(page["queries"] for page in pages.values())
    sizes = {"referrals": simulate.stored(), "open_in_largest": rows_of(large)}
    return report(
        "worklist",
        measured={**pages, "list_query": in_milliseconds(ours), **sizes},
        reference={"what": "the same rows by bare SQL without policies", **in_milliseconds(bare)},
        ratio=ratio,
        goals=[
            goal("page, 95th percentile, ms of server time", slowest, at_most=100),
            goal("list query, times bare SQL", ratio, at_most=4),
            goal("queries a page (signing in left out)", queries, at_most=8),
        ],
    )


def organizations() -> tuple[Actor, Actor]:
    """Who holds most in the largest organization, and in one of the middle."""
    with connections["keeper"].cursor() as cursor:
        cursor.execute("select org_id from work_workitem where is_open group by 1 order by count(*) desc")
        orgs = [row[0] for row in cursor.fetchall()]
        chosen = []
        for org in (orgs[0], orgs[len(orgs) // 2]):
            cursor.execute(
                "select holder_id from work_workitem where org_id = %s and is_open and holder_id is not null"
                " group by 1 order by count(*) desc limit 1",
                [org],
            )
            chosen.append(cursor.fetchone()[0])
    return tuple(accounts.as_actor(member) for member in map(membership, chosen))  # type: ignore[return-value]


def membership(pk: UUID) -> Any:
    found = accounts.membership(pk)
    assert found is not None
    return found


def rows_of(actor: Actor) -> int:
    with connections["keeper"].cursor() as cursor:
        cursor.execute("select count(*) from work_workitem where org_id = %s and is_open", [actor.org_id])
        return cursor.fetchone()[0]


def page(actor: Actor) -> dict[str, Any]:
    """All of the organization, the first page: the fullest one that there is."""
    browser = Client()
    browser.force_login(membership(actor.membership_id).person, backend=BACKEND)

    def look() -> None:
        assert browser.get("/", {"view": "all"}).status_code == 200

    look()
    with CaptureQueriesContext(connection) as caught:
        look()
    asked = [one["sql"] for one in caught if not any(words in one["sql"] for words in OF_SIGNING_IN)]
    asked = [sql for sql in asked if sql not in {"BEGIN", "COMMIT"}]
    begun = process_time()
    times = [timed(look) for _ in range(RUNS)]
    own = {"own_cpu_ms": round(1000 * (process_time() - begun) / RUNS, 2)}  # without the database, and without waiting
    return in_milliseconds(times) | own | {"queries": len(asked)}


def list_query(actor: Actor) -> tuple[list[float], list[float]]:
    """Seconds of the list query as the web role through its policies, and of the same SQL as the keeper, alternating."""
    wanted = work.Wanted()
    with acting(actor):
        sql, values = work.worklist(actor, wanted).query.sql_with_params()
    ours, bare = [], []
    for _ in range(RUNS):
        with acting(actor), connection.cursor() as cursor:
            ours.append(timed(partial(fetch, cursor, sql, values)))
        with connections["keeper"].cursor() as cursor:
            bare.append(timed(partial(fetch, cursor, sql, values)))
    return ours, bare


def fetch(cursor: Any, sql: str, values: Any) -> None:
    cursor.execute(sql, values)
    assert cursor.fetchall()
