"""Draft to sent with everything that goes with it, beside one prepared transaction that writes the same rows by bare SQL."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, connections, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients
from throughcare.command import cast, simulate
from throughcare.foundation.actor import Actor, acting, speaking_as
from throughcare.foundation.ids import uuid7
from throughcare.network import queries as network
from throughcare.referrals import actions

from .numbers import goal, in_milliseconds, percentile, report, timed

RUNS = 200
WARM = 10  # of both, until statements are prepared and the response policies known
AGREED = {"kind": "written_consent", "given_by": "The client", "given_as": "self"}
END = "update referrals_handoff set status = 'ended', ending = 'recalled', ended_at = now() where id = %s"
WORDS = {key: "As written in a package" for key in ("concerns", "safety", "medical", "allergies", "social")}
ROWS_OF = {  # the tables that one sending writes, and how its rows are found again
    "consent_basis": "id = %(basis)s",
    "referrals_handoff": "id = %(handoff)s",
    "clients_involvement": "handoff_id = %(handoff)s",
    "referrals_package": "handoff_id = %(handoff)s",
    "consent_disclosure": "handoff_id = %(handoff)s",
    "referrals_referralstep": "record_id = %(referral)s",
    "referrals_handoffstep": "record_id = %(handoff)s",
    "work_workitem": "subject_id in (%(referral)s, %(handoff)s)",
    "clocks_clock": "subject_id in (%(referral)s, %(handoff)s)",
}


def measure(options: argparse.Namespace) -> dict[str, Any]:
    with transaction.atomic():
        cast.plant(at=timezone.now())
    dr_osei = someone("osei@northside.example")
    service = find_service()
    drafts = [draft(dr_osei) for _ in range(RUNS + WARM + 1)]
    sent = [send(dr_osei, drafts.pop(), service) for _ in range(WARM)]
    statements = counted(partial(send, dr_osei, drafts.pop(), service))
    ours, bare = beside([partial(send, dr_osei, pk, service) for pk in drafts], sent[0], draft(dr_osei))
    rate, reference = len(ours) / sum(ours), len(bare) / sum(bare)
    return report(
        "loop",
        measured=in_milliseconds(ours)
        | {"per_second": round(rate, 1), "statements": statements, "referrals": simulate.stored()},
        reference={
            "what": "the same rows by prepared statements in one transaction, without policies and audit",
            **in_milliseconds(bare),
        }
        | {"per_second": round(reference, 1)},
        ratio=reference / rate,
        goals=[
            goal("times one prepared transaction", reference / rate, at_most=5),
            goal("a second", rate, at_least=50),
            goal("95th percentile, ms", 1000 * percentile(ours, 0.95), at_most=100),
            goal("statements (begin and commit left out)", statements, at_most=14),
        ],
    )


def someone(email: str) -> Actor:
    membership = accounts.membership_by_email(email)
    assert membership is not None
    return accounts.as_actor(membership)


def draft(actor: Actor) -> UUID:
    at = timezone.now()
    with acting(actor):
        client = clients.register(name="Bench Client", actor=actor, at=at)
        return actions.begin(client_id=client.pk, need="Therapy", package=WORDS, actor=actor, at=at).pk


def send(actor: Actor, referral_id: UUID, service: UUID) -> dict[str, UUID | None]:
    at = timezone.now()
    with speaking_as(actor):  # the action itself is the transaction
        handoff = actions.send_draft(
            referral_id, service_id=service, choice="Chosen from three", agreed=AGREED, actor=actor, at=at
        )
    return {"referral": referral_id, "handoff": handoff.pk, "basis": handoff.basis_id, "client": handoff.client_id}


def find_service() -> UUID:
    """The service of the cast: choosing is not part of sending."""
    found = network.service_by_source("throughcare-demonstration", "harbor-adults")
    assert found is not None
    return found.pk


def counted(act: Callable[[], Any]) -> int:
    """How many statements it sends, who is asking among them."""
    sent = 0

    def count(execute: Any, *said: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*said)

    with connection.execute_wrapper(count):
        act()
    return sent


def beside(
    sendings: list[Callable[[], Any]], sent: dict[str, UUID | None], draft_id: UUID
) -> tuple[list[float], list[float]]:
    """Seconds of each sending, and of writing the rows of one again with fresh keys as the keeper: no policy, no rule.

    In turns, so that both have the same machine. Without the audit rows, which nothing but the law may write: the
    reference is a little better off than we are.
    """
    rows = {table: rows_of(table, where, sent) for table, where in ROWS_OF.items()}
    again = [statements_for(fresh(rows, draft_id)) for _ in range(len(sendings) + WARM)]
    ours, bare = [], []
    with as_keeper() as keeper:
        for statements in again[:WARM]:
            write(keeper, statements)
        for sending, statements in zip(sendings, again[WARM:], strict=True):
            ours.append(timed(sending))
            bare.append(timed(partial(write, keeper, statements)))
    return ours, bare


def rows_of(table: str, where: str, sent: dict[str, UUID | None]) -> list[dict[str, Any]]:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
            " and attgenerated = ''",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        listed = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(f"select {listed} from {table} where {where}", sent)
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def fresh(rows: dict[str, list[dict[str, Any]]], draft_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """The same rows about another handoff of a referral that has none."""
    handoff = rows["referrals_handoff"][0]
    keys = {row["id"]: uuid7() for table in rows.values() for row in table if isinstance(row.get("id"), UUID)}
    keys[handoff["referral_id"]] = draft_id
    replaced = {
        table: [
            {name: keys.get(value, value) if isinstance(value, UUID) else value for name, value in row.items()}
            for row in found
        ]
        for table, found in rows.items()
    }
    for row in replaced["work_workitem"] + replaced["clocks_clock"]:
        if row["subject_id"] == draft_id:
            row["subject_id"] = uuid7()
    return replaced


def as_keeper() -> psycopg.Connection:
    """Of psycopg alone: Django's own prepares no statements."""
    said = connections["keeper"].get_connection_params()
    address = {name: said[name] for name in ("dbname", "user", "password", "host", "port") if name in said}
    return psycopg.connect(**address, autocommit=True)


def statements_for(rows: dict[str, list[dict[str, Any]]]) -> list[tuple[str, list[Any]]]:
    statements = []
    for table, found in rows.items():
        names = list(found[0])
        one = f"({', '.join(['%s'] * len(names))})"
        sql = f"insert into {table} ({', '.join(names)}) values {', '.join([one] * len(found))}"
        statements.append((sql, [ready(row[name]) for row in found for name in names]))
    return [*statements, (END, [rows["referrals_handoff"][0]["id"]])]


def write(keeper: psycopg.Connection, statements: list[tuple[str, list[Any]]]) -> None:
    with keeper.transaction():
        for sql, values in statements:
            keeper.execute(sql, values, prepare=True)


def ready(value: Any) -> Any:
    is_object = isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
    return Jsonb(value) if is_object else value
