"""Somebody knocks at the public page of the cast's network, whose desk is Northside's."""

from datetime import time

import pytest

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import acting, system
from throughcare.foundation.ids import uuid7
from throughcare.intake import actions
from throughcare.intake.actions import Left

LUZ = Left(
    about="me", called="Luz", phone="305-555-0188", language="es", safe_from=time(12), safe_until=time(17),
    words="No duermo desde el accidente.",
)  # fmt: skip


@pytest.fixture
def luz() -> Left:
    return LUZ


@pytest.fixture
def knock(db_or_house, noon):
    def knock(left: Left = LUZ, *, key=None, came_from: str = "library", at=noon):
        desk = accounts.help_desk("bay-area")
        with acting(system(desk.org_id)) as program:
            return actions.knock(left, key=key or uuid7(), desk=desk, came_from=came_from, actor=program, at=at)

    return knock
