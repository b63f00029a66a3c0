"""When nobody sits at a desk, whoever waits reads from when on somebody does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import actions, queries
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed


@pytest.fixture
def desk(sam):
    return queries.desk(queries.first_desk_of(sam.org_id))


def written(when) -> str:
    return timezone.localtime(when).strftime("%Y-%m-%dT%H:%M")


def test_sam_says_when_somebody_sits_there_again(visit, sam, desk):
    monday = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    with timezone.override(desk.org.time_zone):
        said = {"next_staffed_at": written(monday)}
    visit(sam, "post", reverse("desk-staffed", args=[desk.pk]), said)

    assert queries.desk(desk.pk).next_staffed_at == monday
    assert "Somebody sits there again" in visit(sam, "get", reverse("administration")).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "Say from when"),
        ("soon", "Write a day and an hour."),
        ("2020-01-01T08:00", "still to come"),
        ("2099-01-01T08:00", "two weeks"),
    ],
)
def test_a_time_that_helps_nobody_is_refused_in_words(visit, sam, desk, said, why, htmx):
    before = desk.next_staffed_at
    sent = visit(sam, "post", reverse("desk-staffed", args=[desk.pk]), {"next_staffed_at": said}, htmx=htmx)
    assert sent.status_code == 422 and why in sent.content.decode()
    assert queries.desk(desk.pk).next_staffed_at == before


def test_only_its_lead_or_an_administrator_says_so(ben, eve, desk, noon):
    for stranger in (ben, eve):
        with acting(stranger), pytest.raises(NotAllowed, match="The lead of the desk or an administrator"):
            actions.staff_desk(desk.pk, next_staffed_at=noon + timedelta(hours=2), actor=stranger, at=noon)
