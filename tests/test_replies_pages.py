"""Where somebody is about to ask once more it stands how the place answered before: in numbers, and of nobody by name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.referrals import actions
from throughcare.web.replies import within

LINE = "We asked 3 times in 180 days: 1 yes, 1 no room, 1 no, it did not fit. Half of 3 answers came within 2 hours."


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def answered_thrice(refer, rosa):
    """Harbor said yes to one, had no room for one, and did not fit one, two hours after each was sent."""
    sent_at = timezone.now() - timedelta(days=20)
    for step, facts in (
        ("accept", {}),
        ("decline", {"decline_reason": "age"}),
        ("decline", {"decline_reason": "no_room"}),
    ):
        handoff = refer("sent", at=sent_at)
        with acting(rosa):
            actions.take_handoff_step(handoff.pk, step, actor=rosa, at=sent_at + timedelta(hours=2), **facts)


def test_sam_reads_on_the_page_of_the_service_how_it_answered(visit, answered_thrice, sam, harbor_service):
    page = text(visit(sam, "get", reverse("service", args=[harbor_service.pk])))

    assert "How they answered us" in page and "Half of 3 answers came within 2 hours." in page
    for line in ("<b>1 of 3</b> yes", "<b>1 of 3</b> no room", "<b>1 of 3</b> no, it did not fit"):
        assert line in page
    assert "held against nobody" in page and "Maya" not in page


def test_it_stands_beside_each_place_that_is_about_to_be_asked(visit, answered_thrice, refer, sam):
    now = timezone.now()
    draft, opened, prepared = refer("draft", at=now), refer("open", at=now), refer("prepared", urgency="urgent", at=now)

    choosing = visit(sam, "post", reverse("draft-services", args=[draft.pk]), {"text": "harbor"})
    unnamed = visit(sam, "post", reverse("inquire", args=[opened.pk]), {"text": "harbor"})
    sharing = visit(sam, "get", reverse("sharing", args=[prepared.pk]))

    for page in (choosing, unnamed):
        assert LINE in text(page)
    assert "We asked 3 times" in text(sharing), "what is only prepared is no ask yet"


def test_who_asked_nothing_there_reads_nothing(visit, answered_thrice, eve, rosa, harbor_service):
    for other in (eve, rosa):
        page = text(visit(other, "get", reverse("service", args=[harbor_service.pk])))
        assert "How they answered us" not in page


@pytest.mark.parametrize(
    ("took", "words"),
    [
        (timedelta(minutes=12), "an hour"),
        (timedelta(hours=25, minutes=1), "26 hours"),
        (timedelta(days=2), "48 hours"),
        (timedelta(days=2, hours=1), "3 days"),
    ],
)
def test_a_time_is_rounded_up(took, words):
    assert within(took) == words
