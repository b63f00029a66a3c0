"""When a person decides alone, and who decides with them until then."""

from datetime import date
from types import SimpleNamespace

import pytest

from throughcare.clients import rules

BORN = date(2010, 4, 9)


def maker(acts_as="parent", *, never_tell=False, from_on=None, until_on=None):
    return SimpleNamespace(acts_as=acts_as, never_tell=never_tell, from_on=from_on, until_on=until_on)


@pytest.mark.parametrize(
    ("born", "alone"), [(BORN, date(2028, 4, 9)), (date(2008, 2, 29), date(2026, 3, 1)), (None, None)]
)
def test_rights_move_over_on_the_birthday(born, alone):
    assert rules.decides_alone_on(born) == alone


@pytest.mark.parametrize(
    ("who", "on", "decides"),
    [
        (maker(), date(2028, 4, 8), True),
        (maker(), date(2028, 4, 9), False),
        (maker("guardian", from_on=date(2029, 1, 1)), date(2029, 2, 1), True),
        (maker("conservator"), date(2030, 1, 1), True),
        (maker(until_on=date(2026, 1, 1)), date(2026, 1, 2), False),
        (maker(from_on=date(2026, 1, 1)), date(2025, 12, 31), False),
        (maker(never_tell=True, until_on=date(2020, 1, 1)), date(2040, 1, 1), True),
    ],
)
def test_who_decides_on_a_day(who, on, decides):
    assert rules.decides(who, BORN, on=on) is decides


def test_where_no_birth_date_is_known_nobody_loses_a_right():
    assert rules.decides(maker(), None, on=date(2050, 1, 1))
