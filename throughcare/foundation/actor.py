"""Who is asking. Held in a context variable; the database backend sends it at every BEGIN."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person acting for one organization, or the system acting for it when `membership_id` is None."""

    org_id: Any  # UUID; None is nobody
    person_id: UUID | None = None
    membership_id: Any = None  # UUID; None is the program itself
    desk_id: UUID | None = None
    name: str = ""
    org_name: str = ""
    roles: frozenset[str] = frozenset()
    purpose: str = "TREAT"  # HL7 v3-ActReason code

    def has(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))


database: Any = connection  # of our own backend: it can be told who asks
NOBODY = Actor(org_id=None, purpose="")

_current: ContextVar[Actor] = ContextVar("throughcare_actor", default=NOBODY)


def system(org_id: UUID) -> Actor:
    """The program itself, working for one organization: jobs and clocks."""
    return Actor(org_id=org_id, name="Throughcare", purpose="HOPERAT")


def current() -> Actor:
    return _current.get()


@contextmanager
def speaking_as(actor: Actor) -> Iterator[Actor]:
    """Set who is asking, for the transactions that begin inside."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """One transaction as this actor. Inside another transaction the rows seen change with the actor, and change back."""
    before = current()
    with speaking_as(actor):
        nested = database.in_atomic_block
        if nested:
            database.say_who(actor)
        try:
            with transaction.atomic():
                yield actor
        finally:
            if nested and database.in_atomic_block and not database.needs_rollback:
                database.say_who(before)


@contextmanager
def on_behalf_of(org_id: UUID) -> Iterator[None]:
    """For the program's own bookkeeping on the other side of a handoff, inside the transaction of the step.

    An error leaves the setting to the savepoint or transaction that it rolls back.
    """
    before = current()
    if before.org_id == org_id:
        yield
        return
    with speaking_as(system(org_id)) as program:
        database.say_who(program)
        yield
    database.say_who(before)
