"""Thin timers: load, call one action. Each may run twice and does its work once."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from throughcare.accounts import actions as accounts
from throughcare.accounts.queries import Place
from throughcare.foundation.jobs import later

from . import folders, mailboxes, queries
from .ways_in import Counts


@later("tray.tell")
def tell(event: dict[str, Any]) -> None:
    """A paper waits to be read: the lead of its desk is told."""
    arrival = queries.open_arrival(UUID(event["subject_id"])) if event["subject_kind"] == queries.KIND else None
    if arrival is not None:
        accounts.tell_inside(arrival, event, at=timezone.now())


def looks(*, heard: mailboxes.Heard) -> list[Callable[[], int]]:
    """What the worker looks at again and again, each for itself: one that hangs holds up no other."""
    watches: list[Any] = [folders.Watch(**said) for said in settings.TRAY_FOLDERS]
    watches += [mailboxes.Watch(heard=heard, **said) for said in settings.TRAY_MAILBOXES]
    return [partial(look, watch) for watch in watches]


def look(watch: Any) -> int:
    return watch.look(at=timezone.now())


def empty(path: Path, place: Place) -> Counts:
    """Once, for whoever says that nobody writes there now. Raises OSError where there is no such folder."""
    return folders.empty(path, place, at=timezone.now())
