"""Write down who did what. One statement each; it stands and falls with the transaction it is part of.

Who asks is taken by the database from the transaction itself. A refusal is recorded after its step was rolled back.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.foundation.actor import Actor, current

from .models import Action
from .rules import Entry, as_json, fingerprint, what_is_wrong

__all__ = [
    "Entry",
    "disclosed",
    "exported",
    "read",
    "read_many",
    "record_many",
    "refused",
    "signed_in",
    "signed_out",
    "together",
    "wrote",
]


@dataclass(frozen=True)
class Bundle:
    actor: Actor
    entries: list[Entry] = field(default_factory=list)


_bundle: ContextVar[Bundle | None] = ContextVar("throughcare_audit_bundle", default=None)


@contextmanager
def together() -> Iterator[None]:
    """One statement, at the end, for all that this actor does inside. Not around a savepoint that may be rolled back."""
    bundle = Bundle(current())
    token = _bundle.set(bundle)
    try:
        yield
    finally:
        _bundle.reset(token)
    record_many(bundle.entries)


def record_many(entries: Iterable[Entry]) -> None:
    entries = list(entries)
    for entry in entries:
        if wrong := what_is_wrong(entry):
            raise ValueError(f"audit: {wrong}")
    bundle = _bundle.get()
    if bundle is not None and bundle.actor == current():
        bundle.entries.extend(entries)
    elif entries:
        with connection.cursor() as cursor:
            cursor.execute("select law.record(%s::jsonb)", [as_json(entries)])


def read(subject_kind: str, subject_id: UUID, *, client_id: UUID | None = None, at: datetime, **detail: Any) -> None:
    record(Action.READ, subject_kind, subject_id, client_id=client_id, at=at, detail=detail)


def read_many(subject_kind: str, seen: Mapping[UUID, UUID | None], *, at: datetime, **detail: Any) -> None:
    """Everything one page showed: each subject, and the client it is about."""
    record_many(
        Entry(
            action=Action.READ.value,
            subject_kind=subject_kind,
            subject_id=subject,
            client_id=client,
            at=at,
            detail=detail,
        )
        for subject, client in seen.items()
    )


def wrote(subject_kind: str, subject_id: UUID, *, client_id: UUID | None = None, at: datetime, **detail: Any) -> None:
    record(Action.WRITE, subject_kind, subject_id, client_id=client_id, at=at, detail=detail)


def disclosed(subject_id: UUID, *, client_id: UUID, facts: Mapping[str, Any], at: datetime) -> None:
    """Seals a row of the disclosure log: `facts` are its columns, of which only the fingerprint is kept here."""
    detail = {"digest": fingerprint(facts)}
    record(Action.DISCLOSED, "disclosure", subject_id, client_id=client_id, at=at, detail=detail)


def exported(
    subject_kind: str, subject_id: UUID, *, client_id: UUID | None = None, at: datetime, **detail: Any
) -> None:
    record(Action.EXPORTED, subject_kind, subject_id, client_id=client_id, at=at, detail=detail)


def signed_in(person_id: UUID, *, at: datetime, **detail: Any) -> None:
    record(Action.SIGNED_IN, "person", person_id, at=at, detail=detail)


def signed_out(person_id: UUID, *, at: datetime, **detail: Any) -> None:
    record(Action.SIGNED_OUT, "person", person_id, at=at, detail=detail)


def refused(
    subject_kind: str, subject_id: UUID | None, *, client_id: UUID | None = None, at: datetime, **detail: Any
) -> None:
    record(Action.REFUSED, subject_kind, subject_id, client_id=client_id, at=at, detail=detail)


def record(action: Action, subject_kind: str, subject_id: UUID | None, **said: Any) -> None:
    record_many([Entry(action=action.value, subject_kind=subject_kind, subject_id=subject_id, **said)])
