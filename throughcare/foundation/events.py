"""Announce a change inside its own transaction: nothing is told of a change that did not happen, nothing is lost."""

from collections.abc import Callable
from typing import Any

from django.db import connection

Listener = Callable[[Any], None]
listeners: list[Listener] = []


def announce(event: Any) -> None:
    """Tell the listeners (throughcare/reactions.py) now. Outside a transaction this is a bug, and says so."""
    if not connection.in_atomic_block:
        raise RuntimeError("announce() belongs inside the transaction of the change it tells of")
    for tell in listeners:
        tell(event)
