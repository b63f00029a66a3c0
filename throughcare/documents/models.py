"""Copies that left on paper: each names whom it is for and has a code that means nothing. And what became of it."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7


class Outcome(models.TextChoices):
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Arrived"
    FAILED = "failed", "Did not arrive"


class Copy(models.Model):
    """One copy for one recipient. Its code says to us what a paper that comes back belongs to; it opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    client_id = models.UUIDField(null=True)  # nobody where the ask is without a name
    subject_kind = models.CharField(max_length=20)  # handoff, inquiry; reply: what a handoff was answered
    subject_id = models.UUIDField()  # an id and no more: what it is about stands above
    code = models.CharField(max_length=10)
    recipient = models.CharField(max_length=200)  # whom the copy names
    number = models.CharField(max_length=40, blank=True)  # the fax number it goes to
    back_to = models.CharField(max_length=40)  # the fax number on it for the answer
    made_at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["org_id", "subject_id", "-made_at"], name="copies_of_a_subject")]
        constraints = [
            models.UniqueConstraint(fields=["org_id", "code"], name="one_copy_for_each_code"),
            models.CheckConstraint(condition=~Q(recipient=""), name="copy_names_whom_it_is_for"),
            models.CheckConstraint(condition=~Q(back_to=""), name="copy_says_where_the_answer_goes"),
        ]

    def __str__(self) -> str:
        return f"Copy {self.pk}"


class Delivery(models.Model):
    """A fact with its time: it was sent, it arrived, it did not. Sending it again is one more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    copy = models.ForeignKey(Copy, models.PROTECT, related_name="deliveries")
    org_id = models.UUIDField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    number = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)  # membership; None is the program
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["copy", "happened_at"], name="deliveries_of_a_copy")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="delivery_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(happened_at__lte=models.F("at")), name="delivery_happened_before_it_was_written"
            ),
        ]


class FaxState(models.TextChoices):
    WAITING = "waiting", "Waits for the gateway"
    SENDING = "sending", "On its way"
    OVER = "over", "Over"  # its deliveries say how


class Fax(models.Model):
    """That a copy is to go by fax: its pages as they could leave then, kept until it is over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    copy = models.ForeignKey(Copy, models.PROTECT, related_name="faxes")
    org_id = models.UUIDField()
    dialed = models.CharField(max_length=20)
    pages = models.BinaryField()
    state = models.CharField(max_length=10, choices=FaxState, default=FaxState.WAITING)
    next_at = models.DateTimeField(null=True)  # when the worker looks at it; None: it is over
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="faxes_by_next_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["copy"], condition=Q(next_at__isnull=False), name="one_fax_of_a_copy_at_a_time"),
            models.CheckConstraint(
                condition=(Q(state="over", next_at=None, pages=b"")) | (~Q(state="over") & Q(next_at__isnull=False)),
                name="fax_that_is_over_keeps_no_pages",
            ),
            models.CheckConstraint(condition=~Q(dialed=""), name="fax_has_a_number"),
        ]  # fmt: skip
