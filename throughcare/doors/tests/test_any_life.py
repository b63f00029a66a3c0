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
            ["right", "right", *["wrong"] * 12, "revoke", "spend", "renew", "keep_open", "open again", "new word"]
        ),
        st.sampled_from([1, 1, 1, 5, 16, 60, 60 * 24 * 30]),  # minutes later
        st.sampled_from(["her library", "his phone", "his phone", "his office", "a friend of his"]),
    ),
    min_size=1,
    max_size=60,
)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_only_the_right_word_lets_in_and_only_while_it_may(dr_osei, noon, moves):
    subject, word, at, wrong = uuid7(), 0, noon, []  # `wrong`: when, and where from
    with acting(dr_osei):
        set_word(subject, word, dr_osei, at)
        issued = actions.issue(
            purpose="answer", subject_kind="handoff", subject_id=subject, factor="chosen", actor=dr_osei, at=at
        )
    for move, minutes, sender in moves:
        at += timedelta(minutes=minutes)
        before = queries.open(issued.token, at=at)
        if move in {"right", "wrong"}:
            must_wait = waits(wrong, sender, at)
            said = f"word number {word}" if move == "right" else "some other word"
            answer = actions.try_secret(issued.token, said, address=sender, at=at)
            assert answer.is_in == (move == "right" and before.is_open and not must_wait)
            assert answer.must_wait == must_wait
            if not must_wait and not answer.is_in:
                wrong.append((at, sender))
            assert queries.open(issued.token, at=at).state == before.state, "no word closes a link"
            continue
        with acting(dr_osei):
            if move == "new word":
                word += 1
                set_word(subject, word, dr_osei, at)
            elif move in {"renew", "open again"}:
                issued, wrong = anew(move, issued, wrong, dr_osei, at)
            elif move == "keep_open":
                actions.keep_open(issued.link.pk, after=at, actor=dr_osei, at=at)
            else:
                getattr(actions, move)(issued.link.pk, actor=dr_osei, at=at)
                assert not queries.open(issued.token, at=at).is_open


def anew(move, issued, wrong, actor, at):
    """Wrong words are counted anew. What was closed, or renewed before, stays closed."""
    try:
        if move == "open again":
            actions.open_again(issued.link.pk, actor=actor, at=at)
            return issued, []
        renewed = actions.renew(issued.link.pk, actor=actor, at=at)
    except NotAllowed:
        return issued, wrong
    assert queries.open(issued.token, at=at).state == "revoked"
    return renewed, []


def waits(wrong, sender, at) -> bool:
    def lately(minutes, tries):
        return sum(when > at - timedelta(minutes=minutes) for when, _ in tries)

    own, day = [one for one in wrong if one[1] == sender], 24 * 60
    return lately(15, own) >= 5 or lately(day, own) >= 10 or lately(day, wrong) >= 30 or len(wrong) >= 60


def set_word(subject, number, actor, at):
    actions.set_secret(subject, kind="word", said=f"word number {number}", actor=actor, at=at)
