"""What came in on paper, by fax or mail: the file as it came, what it answers, and who read it."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep

from .lifecycle import ARRIVAL, ArrivalStatus


class Way(models.TextChoices):
    FOLDER = "folder", "From the fax folder"
    MAIL = "mail", "By mail"
    HAND = "hand", "Put in by hand"


class Arrival(models.Model):
    """One file, byte for byte. What a machine could not read is kept all the same, with what is wrong with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=30)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    pages = models.SmallIntegerField(default=0)
    wrong = models.CharField(max_length=200, blank=True)  # why its pages cannot be shown
    client_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=20, blank=True)  # handoff, inquiry; "" until somebody knows
    subject_id = models.UUIDField(null=True)
    from_whom = models.CharField(max_length=200, blank=True)  # for whom the copy was that came back
    status = models.CharField(max_length=20, choices=ArrivalStatus, default=ArrivalStatus.ON_TRAY)
    holder = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False)
    holder_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["org", "subject_id", "-came_at"], name="arrivals_of_a_subject"),
            models.Index(fields=["org", "status", "came_at"], name="arrivals_on_a_tray"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["org", "sha256"], name="one_arrival_for_each_file"),
            models.CheckConstraint(condition=Q(status__in=ArrivalStatus.values), name="arrival_status_is_known"),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id=None) | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
                name="arrival_says_what_kind_it_answers",
            ),
            models.CheckConstraint(
                condition=Q(status="on_tray") | Q(ended_at__isnull=False), name="read_arrival_says_when"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Arrival {self.pk}"


class ArrivalStep(TakenStep):
    record = models.ForeignKey(Arrival, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="arrival_steps_in_order")]
        constraints = [models.CheckConstraint(condition=ARRIVAL.as_constraint(), name="arrival_step_is_in_lifecycle")]
