"""Strangers guess at links, many at once: they find nothing, learn nothing by the clock, and lock out nobody."""

from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client as Browser

from throughcare.command.benches import doors as bench
from throughcare.command.main import main
from throughcare.doors import actions, queries
from throughcare.foundation import codes
from throughcare.foundation.ids import uuid7

HANDS, EACH = 8, 25


@pytest.fixture
def org_id(house):
    return uuid7()


def test_those_who_hold_a_link_get_in_while_others_guess(org_id):
    held = [bench.issued(org_id) for _ in range(4)]

    guesses, hits, took, kept_out = bench.flood(held, seconds=2)

    assert guesses > bench.HANDS and hits == 0, "how many there are is for the bench to say"
    assert len(took) == 4 and kept_out == 0


def test_a_wrong_word_takes_as_long_whether_the_link_exists_or_not(org_id):
    times = bench.pairs(org_id)

    assert 0.67 < bench.hit_by_miss(times) < 1.5, "of the same run, in turns"


def test_many_who_guess_at_the_pages_find_nothing_and_the_holder_comes_in(org_id, dr_osei):
    issued = bench.issued(dr_osei.org_id)
    start = Barrier(HANDS + 1)

    def guess(number):
        start.wait()
        try:
            return [answer(number, turn) for turn in range(EACH)]
        finally:
            connections.close_all()

    def answer(number, turn):
        browser = Browser(REMOTE_ADDR=f"198.51.100.{number * EACH + turn}" if turn % 2 else "198.51.100.250")
        return browser.post(f"/d/{token_urlsafe(32)}/in/", {"said": "123456"}).status_code

    with ThreadPoolExecutor(HANDS) as hands:
        guessing = [hands.submit(guess, number) for number in range(HANDS)]
        start.wait()
        said = {"said": queries.phone_code_of(issued.link)}
        came = Browser(REMOTE_ADDR="198.51.100.250").post(f"/d/{issued.token}/in/", said)
        answers = [status for one in guessing for status in one.result()]

    assert set(answers) == {404} and len(answers) == HANDS * EACH
    assert came.status_code == 302 and "door" in came.cookies, "from the same address as those who guess"


def test_many_wrong_words_at_once_on_one_link_are_counted_one_by_one(org_id):
    issued, other = bench.issued(org_id), bench.issued(org_id)
    at = issued.link.issued_at

    def guess(word):
        try:
            return actions.try_secret(issued.token, f"{word:06}", address="one", at=at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as hands:
        answers = list(hands.map(guess, range(30)))

    assert sum(not one.must_wait for one in answers) == 5 and not any(one.is_in for one in answers)
    assert actions.try_secret(other.token, queries.phone_code_of(other.link), address="one", at=at).is_in


def test_what_is_typed_wrongly_from_a_card_is_no_other_card(org_id):
    """Forty-five bits, of which a few thousand are given out: a guess in the dark hits one in billions."""
    assert len(codes.SIGNS) ** (codes.LENGTH - 1) > 3e13


def test_the_bench_says_what_it_measured(house, capsys):
    import json

    assert main(["bench", "doors", "--json", "--seconds", "1"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["name"] == "doors" and found["measured"]["hits"] == 0
    assert found["measured"]["holders"]["kept_out"] == 0 and found["ratio"] > 0
