"""The one work list: a row for each organization and open thing it has a part in. The record is the truth."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7


class WorkItem(models.Model):
    """What a row of the work list shows, so that the list reads one table under a one-column policy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    client_id = models.UUIDField(null=True)
    number = models.BigIntegerField(null=True)
    holder_id = models.UUIDField(null=True)
    holder_desk_id = models.UUIDField(null=True)
    rank = models.SmallIntegerField(default=1)  # 0 is someone in danger; everything else is ordered by due time
    is_ours = models.BooleanField(default=True)  # is it this organization's move?
    turn = models.CharField(max_length=20)
    waiting_on = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    urgency = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    who = models.CharField(max_length=200)
    who_key = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    beside = models.CharField(max_length=200, blank=True)  # the other side
    marks = ArrayField(models.CharField(max_length=30), default=list)  # codes of what else is asked of the holder
    last_event = models.CharField(max_length=200, blank=True)
    last_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "org_id"], name="one_work_item_per_subject_and_organization"),
            models.CheckConstraint(
                condition=~Q(is_open=True, holder_id=None, holder_desk_id=None), name="open_work_has_a_holder"
            ),
        ]
        indexes = [
            models.Index(fields=["org_id", "rank", "due_at", "id"], condition=Q(is_open=True), name="work_by_due_time"),
            models.Index(
                fields=["org_id", "holder_id", "rank", "due_at", "id"], condition=Q(is_open=True), name="work_by_holder"
            ),
            models.Index(
                fields=["org_id", "holder_desk_id", "rank", "due_at", "id"],
                condition=Q(is_open=True, holder_desk_id__isnull=False),
                name="work_by_desk",
            ),
            models.Index(fields=["org_id", "number"], condition=Q(is_open=True), name="work_by_number"),
            models.Index(fields=["client_id", "org_id"], name="work_by_client"),
            models.Index(fields=["org_id", "who_key"], condition=Q(is_open=True), name="work_by_name"),
        ]
