"""Codes that are read aloud and typed, and how much work strangers may cause."""

from datetime import timedelta
from itertools import count
from os import urandom

import pytest

from throughcare.foundation import codes
from throughcare.foundation.floods import Budget, Rate


def some_code() -> str:
    return next(code for code in (codes.code_from(urandom(6)) for _ in count()) if code)


@pytest.mark.parametrize("_", range(50))
def test_a_code_is_known_again_however_it_was_typed(_):
    code = some_code()

    assert len(code) == 10 and codes.tidied(code) == code
    assert codes.tidied(f" {codes.in_groups(code).lower()} ") == code
    assert codes.tidied(code.replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize("place", range(10))
def test_one_wrong_sign_is_noticed(place):
    code = some_code()
    others = set(codes.SIGNS) - {code[place]}

    assert not any(codes.tidied(code[:place] + sign + code[place + 1 :]) for sign in others)


def test_two_signs_that_changed_places_are_noticed():
    code = some_code()
    swapped = [code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(9) if code[n] != code[n + 1]]

    assert swapped and not any(codes.tidied(one) for one in swapped)


@pytest.mark.parametrize("typed", ["", "7KQ2", "7KQ2-M9XT-4RX", "not a code at all", "7KQ2M9X*4R", "\0" * 10])
def test_what_is_no_code_is_none(typed):
    assert codes.tidied(typed) == ""


def test_one_address_that_floods_takes_nothing_from_another(noon):
    budget = Budget(each=Rate(2, 10), together=Rate(100, 1))

    assert [budget.allows("a", at=noon) for _ in range(4)] == [True, True, False, False]
    assert budget.allows("b", at=noon)
    assert budget.allows("a", at=noon + timedelta(seconds=10)), "it was slowed, not locked out"


def test_all_of_them_together_cause_no_more_than_is_theirs(noon):
    budget = Budget(each=Rate(2, 10), together=Rate(5, 1), most_known=50)

    assert sum(budget.allows(f"10.0.0.{n}", at=noon) for n in range(500)) == 5
    assert len(budget.left) == 50, "no flood fills the memory"
