"""Screens as they were taken. Rows are only ever added: a correction is a new screen."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7


class Interpreter(models.TextChoices):
    NONE = "none", "No interpreter"
    QUALIFIED = "qualified", "A qualified interpreter"
    RELATIVE = "relative", "A relative or friend"


class AnsweredBy(models.TextChoices):
    CLIENT = "client", "The client"
    WITH_HELP = "with_help", "The client, with help"
    SOMEONE_ELSE = "someone_else", "Someone else for the client"


class WhyIncomplete(models.TextChoices):
    DECLINED = "declined", "They did not want to answer all of it"
    INTERRUPTED = "interrupted", "We were interrupted"
    NOT_UNDERSTOOD = "not_understood", "A question was not understood"
    UNSAFE = "unsafe", "It was not safe to go on"


class Screen(models.Model):
    """One instrument, answered once: the answers as codes, and what they came to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=20)
    version = models.CharField(max_length=10)
    answers = models.JSONField()  # link id → answer code; a question without an answer is not a key
    total = models.SmallIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why there is no total
    incomplete_because = models.CharField(max_length=20, choices=WhyIncomplete, blank=True)
    band = models.CharField(max_length=30, blank=True)
    positive = models.BooleanField(null=True)
    critical = models.BooleanField()
    safety_not_asked = models.BooleanField()
    language = models.CharField(max_length=10)
    interpreter = models.CharField(max_length=10, choices=Interpreter)
    answered_by = models.CharField(max_length=20, choices=AnsweredBy)
    asked_alone = models.BooleanField()
    taken_at = models.DateTimeField()
    written_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    sending = models.UUIDField(null=True, unique=True)  # the form it came from: sent twice is one screen

    class Meta:
        indexes = [models.Index(fields=["org", "client", "-taken_at"], name="screen_by_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__isnull=False) | (Q(band="", positive=None) & ~Q(reason="")),
                name="screen_without_total_says_why",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__lte=models.F("written_at")), name="screen_is_written_after_it_is_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"Screen {self.pk}"
