"""The cast's clocks: Harbor receives, Northside refers, Eve's organization must see nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from throughcare.foundation.actor import acting, system
from throughcare.foundation.clocks import actions
from throughcare.foundation.clocks.calendars import SiteCalendar
from throughcare.foundation.clocks.policies import publish
from throughcare.foundation.clocks.queries import due_for, forget_policies
from throughcare.foundation.clocks.rules import Rule
from throughcare.foundation.ids import uuid7

CALENDAR = SiteCalendar("America/New_York", "US", "NY")
TUESDAY = datetime(2026, 11, 17, 14, tzinfo=UTC)  # nine in the morning at Harbor


@pytest.fixture(autouse=True)
def fresh_policies() -> Iterator[None]:
    forget_policies()
    yield
    forget_policies()


@pytest.fixture
def harbor() -> UUID:
    return uuid7()


@pytest.fixture
def northside() -> UUID:
    return uuid7()


@pytest.fixture
def eves_org() -> UUID:
    return uuid7()


@pytest.fixture
def start() -> Callable[..., Any]:
    def start_clock(
        org_id: UUID, step: str = "sent", urgency: str = "routine", at: datetime = TUESDAY, **said: Any
    ) -> Any:
        said = {"subject_kind": "handoff", "subject_id": uuid7(), "calendar": CALENDAR, **said}
        with acting(system(org_id)):
            return actions.start(org_id=org_id, step=step, urgency=urgency, at=at, **said)

    return start_clock


class OtherRole:
    """Runs a function in a thread of its own, whose connection is that of another role."""

    def __init__(self, role: str, function: Callable[[], Any]) -> None:
        self.role, self.function = role, function
        self.answer: Any = None
        self.error: BaseException | None = None
        self.thread = Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        connection.settings_dict = {**connection.settings_dict, "USER": f"throughcare_{self.role}"}
        try:
            self.answer = self.function()
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def result(self) -> Any:
        self.thread.join()
        if self.error:
            raise self.error
        return self.answer


@pytest.fixture
def as_role() -> Callable[[str, Callable[[], Any]], Any]:
    return lambda role, function: OtherRole(role, function).result()


LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ANSWER_IN_AN_HOUR = Rule(urgency="routine", step="sent", amount=1, unit="hours")
ANSWER_IN_TWO = Rule(urgency="routine", step="sent", amount=2, unit="hours")


def publish_for(org_id, rule=ANSWER_IN_AN_HOUR, label="1", effective_from=LONG_AGO, name="throughcare-default"):
    with acting(system(org_id)):
        return publish(scope_id=org_id, name=name, label=label, rules=[rule], effective_from=effective_from)


def time_to_answer(org_id, at=TUESDAY, urgency="routine", **said):
    with acting(system(org_id)):
        return due_for(org_id=org_id, step="sent", urgency=urgency, calendar=CALENDAR, at=at, **said).due_at - at
