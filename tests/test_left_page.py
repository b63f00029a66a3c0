"""The page of those whose clinician left, and its two presses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import actions as accounts
from throughcare.foundation.actor import acting
from throughcare.referrals import actions, queries

PAGE = "left-alone"


@pytest.fixture
def leave(refer, rosa, ben):
    """Ben says yes to so many, and leaves."""
    at = timezone.now() - timedelta(hours=2)

    def leave(many: int):
        for _ in range(many):
            handoff = refer("sent", at=at)
            with acting(ben):
                actions.take_handoff_step(handoff.pk, "accept", actor=ben, at=at)
        with acting(rosa):
            accounts.end_access(ben.membership_id, actor=rosa, at=at + timedelta(hours=1))
            return queries.left_alone(rosa)

    return leave


@pytest.fixture
def left(leave):
    return leave(1)[0]


def text(response) -> str:
    return response.content.decode()


def test_rosa_reads_who_had_them_and_by_when(visit, rosa, left):
    assert "They need somebody else: 1" in text(visit(rosa, "get", reverse("worklist")))
    html = text(visit(rosa, "get", reverse(PAGE)))

    assert "Maya Torres" in html and "Ben Adeyemi" in html and "Northside" in html
    assert "Give to a colleague" in html and "Their clinician left." in html
    assert reverse(PAGE) in text(visit(rosa, "get", reverse("notices")))


def test_in_one_press_a_colleague_takes_them(visit, rosa, left):
    said = {"from": PAGE, "to": str(rosa.membership_id), "held_by": str(left.holder_id)}
    done = visit(rosa, "post", reverse("handoff-assign", args=[left.pk]), said)

    assert (done.status_code, done.url) == (302, reverse(PAGE))
    assert "Nobody is left alone." in text(visit(rosa, "get", reverse(PAGE)))


def test_in_one_press_they_are_handed_back(visit, rosa, left):
    said = {"from": PAGE, "seen": "accepted", "reason": "Their clinician left."}
    done = visit(rosa, "post", reverse("handoff-step", args=[left.pk, "hand_back"]), said)

    assert (done.status_code, done.url) == (302, reverse(PAGE))
    assert "Maya" not in text(visit(rosa, "get", reverse(PAGE)))


def test_nobody_else_reads_it(visit, eve, dr_osei, left):
    for stranger in (eve, dr_osei):
        assert "Maya" not in text(visit(stranger, "get", reverse(PAGE)))
        give = visit(stranger, "post", reverse("handoff-assign", args=[left.pk]), {"to": str(stranger.membership_id)})
        assert give.status_code in {404, 422}


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_however_many_are_left(visit, rosa, leave, asked, many):
    leave(many)
    assert len(asked(rosa, reverse(PAGE))) == 5
