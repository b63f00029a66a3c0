"""Jobs that follow an event: deferred in its transaction, run at least once, as the system for the event's organization.

A killed worker leaves its job to be run again, so the work of each is idempotent.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .actor import acting, system

Work = Callable[[dict[str, Any]], None]
TRY_AGAIN = RetryStrategy(max_attempts=20, exponential_wait=2)


class Later:
    """A named job over the words of an event: ids, codes and times as text, never anything about a person."""

    def __init__(self, name: str, work: Work) -> None:
        self.name = name
        self.work = work
        self.task = app.task(name=name, retry=TRY_AGAIN)(self.run)

    def defer(self, event: Any) -> None:
        self.task.defer(event={key: None if value is None else str(value) for key, value in asdict(event).items()})

    def run(self, event: dict[str, Any]) -> None:
        close_old_connections()
        with acting(system(UUID(event["org_id"]))):
            self.work(event)


def later(name: str) -> Callable[[Work], Later]:
    return lambda work: Later(name, work)
