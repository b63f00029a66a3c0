from django.utils import timezone

from throughcare.clients import queries as clients
from throughcare.command import stories
from throughcare.foundation.actor import acting
from throughcare.foundation.work.models import WorkItem


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
