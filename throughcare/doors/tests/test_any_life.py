"""Whatever happens to a link, in whatever order: only the right word lets in, only while it is open, and never after too many."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.doors import actions, queries
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed

MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ["right", "right", "wrong", "wrong", "wrong", "revoke", "spend", "renew", "keep_open", "new word"]
        ),
        st.sampled_from([0, 1, 5, 16, 60, 60 * 24 * 30]),  # minutes later
    ),
    min_size=1,
    max_size=30,
)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_only_the_right_word_lets_in_and_only_while_it_may(dr_osei, noon, moves):
    subject, word, at, wrong, lately = uuid7(), 0, noon, 0, []
    with acting(dr_osei):
        set_word(subject, word, dr_osei, at)
        issued = actions.issue(
            purpose="answer", subject_kind="handoff", subject_id=subject, factor="chosen", actor=dr_osei, at=at
        )
    for move, minutes in moves:
        at += timedelta(minutes=minutes)
        before = queries.open(issued.token, at=at)
        if move in {"right", "wrong"}:
            must_wait = sum(one > at - timedelta(minutes=15) for one in lately) >= 5
            said = f"word number {word}" if move == "right" else "some other word"
            answer = actions.try_secret(issued.token, said, address="203.0.113.9", at=at)
            assert answer.is_in == (move == "right" and before.is_open and not must_wait)
            assert answer.must_wait == must_wait
            if not must_wait and not answer.is_in:
                wrong, lately = wrong + 1, [*lately, at]
            elif answer.is_in:
                wrong = 0
            assert before.is_open is False or wrong < 10 or queries.open(issued.token, at=at).state == "revoked"
            continue
        with acting(dr_osei):
            if move == "new word":
                word += 1
                set_word(subject, word, dr_osei, at)
            elif move == "renew":
                old, issued = issued, renewed(issued, dr_osei, at)
                assert queries.open(old.token, at=at).state == "revoked"
                wrong, lately = (wrong, lately) if old is issued else (0, [])
            elif move == "keep_open":
                actions.keep_open(issued.link.pk, after=at, actor=dr_osei, at=at)
            else:
                getattr(actions, move)(issued.link.pk, actor=dr_osei, at=at)
                assert not queries.open(issued.token, at=at).is_open


def renewed(issued, actor, at):
    """What was closed, or renewed before, stays closed."""
    try:
        return actions.renew(issued.link.pk, actor=actor, at=at)
    except NotAllowed:
        return issued


def set_word(subject, number, actor, at):
    actions.set_secret(subject, kind="word", said=f"word number {number}", actor=actor, at=at)
