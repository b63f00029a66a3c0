"""Who is on their way when the demonstration opens."""

import pytest
from django.utils import timezone
from worker_role import as_worker

from throughcare.clients import queries as clients
from throughcare.command import stories
from throughcare.foundation.actor import NOBODY, acting, speaking_as
from throughcare.foundation.work.models import WorkItem
from throughcare.identities import queries as identities
from throughcare.identities.jobs import look_for_matches


def test_the_demonstration_opens_with_people_on_their_way(dr_osei, rosa):
    now = timezone.now()
    stories.tell(at=now)
    stories.tell(at=now)

    with acting(dr_osei):
        assert len(clients.clients(dr_osei)) == len(stories.STORIES), "told once"
        rows = WorkItem.objects.filter(org_id=dr_osei.org_id, is_open=True)
        assert {row.status for row in rows} == {"open", "sent", "accepted", "booked", "knocked"}
        assert rows.filter(due_at__lt=now).exists(), "somebody waits too long"
    with acting(rosa):
        assert WorkItem.objects.filter(org_id=rosa.org_id, is_open=True).count() == 5


@pytest.mark.usefixtures("house")
def test_the_demonstration_has_a_question_for_its_steward(dr_osei):
    stories.tell(at=timezone.now())
    with as_worker(), speaking_as(NOBODY):
        look_for_matches()

    with acting(stories.someone("eve@elsewhere.example")) as eve:
        (match,) = identities.open_matches(eve)
        assert [side.name for side in identities.sides(match)] == ["Dev Patel", "Dev Patel"]
