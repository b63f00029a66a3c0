"""Draft to sent with everything that goes with it, beside one prepared transaction that writes the same rows by bare SQL."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients
from throughcare.command import cast, simulate
from throughcare.consent import actions as consent
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.ids import uuid7
from throughcare.network import queries as network
from throughcare.referrals import actions

from .numbers import goal, in_milliseconds, percentile, report, timed

RUNS = 200
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
    drafts = [draft(dr_osei) for _ in range(RUNS + 1)]
    sent, statements = counted(lambda: send(dr_osei, drafts.pop()))
    ours = [timed(partial(send, dr_osei, pk)) for pk in drafts]
    bare = replay(sent, draft(dr_osei))
    rate, reference = 1 / percentile(ours, 0.5), 1 / percentile(bare, 0.5)
    return report(
        "loop",
        measured=in_milliseconds(ours)
        | {"per_second": round(rate, 1), "statements": statements, "referrals": simulate.stored()},
        reference={"what": "the same rows in one prepared transaction", **in_milliseconds(bare)}
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


def send(actor: Actor, referral_id: UUID) -> dict[str, UUID]:
    at = timezone.now()
    service = SERVICE or find_service()
    with acting(actor):
        referral = actions.take_referral_step(referral_id, "open", actor=actor, at=at)
        handoff = actions.prepare(referral_id, service_id=service, choice="Chosen from three", actor=actor, at=at)
        basis = consent.record_basis(
            client_id=referral.client_id,
            kind="written_consent",
            recipients=[service],
            given_by="The client",
            actor=actor,
            at=at,
        )
        actions.share_on(handoff.pk, basis_id=basis.pk, actor=actor, at=at)
        actions.send(handoff.pk, actor=actor, at=at)
    return {"referral": referral_id, "handoff": handoff.pk, "basis": basis.pk, "client": referral.client_id}


SERVICE: UUID | None = None


def find_service() -> UUID:
    """The service of the cast, looked up once: choosing is not part of sending."""
    global SERVICE
    found = network.service_by_source("throughcare-demonstration", "harbor-adults")
    assert found is not None
    SERVICE = found.pk
    return SERVICE


def counted(act: Callable[[], dict[str, UUID]]) -> tuple[dict[str, UUID], int]:
    """What came of it, and how many statements it sent."""
    find_service()
    sent = 0

    def count(execute: Any, *said: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*said)

    with connection.execute_wrapper(count):
        return act(), sent


def replay(sent: dict[str, UUID], draft_id: UUID) -> list[float]:
    """Seconds to write the rows of one sending again, with fresh keys, as the keeper: no policy, no rule, one transaction."""
    rows = {table: rows_of(table, where, sent) for table, where in ROWS_OF.items()}
    return [timed(lambda: write(fresh(rows, draft_id))) for _ in range(RUNS)]


def rows_of(table: str, where: str, sent: dict[str, UUID]) -> list[dict[str, Any]]:
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


def write(rows: dict[str, list[dict[str, Any]]]) -> None:
    with transaction.atomic(using="keeper"), connections["keeper"].cursor() as cursor:
        for table, found in rows.items():
            names = list(found[0])
            one = f"({', '.join(['%s'] * len(names))})"
            sql = f"insert into {table} ({', '.join(names)}) values {', '.join([one] * len(found))}"
            cursor.execute(sql, [ready(row[name]) for row in found for name in names])
        cursor.execute(END, [rows["referrals_handoff"][0]["id"]])


def ready(value: Any) -> Any:
    is_object = isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
    return Jsonb(value) if is_object else value
