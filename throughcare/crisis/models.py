"""Risk signals, and every step that was taken with one."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep

from .lifecycle import SIGNAL, SignalStatus


class Cause(models.TextChoices):
    ANSWER = "answer", "A worrying answer"
    NOT_ASKED = "not_asked", "The question still has to be asked"


class Level(models.TextChoices):
    """Raised by people, never lowered by software. Only Low, Moderate and High have a LOINC answer (LL465-6)."""

    NONE = "none", "No risk found"
    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"
    IMMINENT = "imminent", "Imminent"


class Method(models.TextChoices):
    ASSESSMENT = "assessment", "Risk assessment in this contact"
    ASKED_ALONE = "asked_alone", "Asked again, alone"
    JUDGMENT = "judgment", "Clinical judgment"


class RiskSignal(models.Model):
    """One worrying answer, from the moment it is known until a person has answered it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=20)  # "screen"
    source_id = models.UUIDField()
    cause = models.CharField(max_length=10, choices=Cause)
    finding = models.CharField(max_length=300)
    status = models.CharField(max_length=20, choices=SignalStatus, default=SignalStatus.OPEN)
    holder = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False)
    holder_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+", db_constraint=False)
    asked = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    asked_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    level = models.CharField(max_length=10, choices=Level, blank=True)
    method = models.CharField(max_length=20, choices=Method, blank=True)
    done = models.TextField(blank=True)  # what was done, in words
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["client", "org"], name="signal_by_client"),
            models.Index(fields=["holder"], condition=Q(status__in=["open", "passed_on"]), name="signal_by_holder"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id"], name="one_signal_per_source"),
            models.CheckConstraint(condition=Q(status__in=SignalStatus.values), name="signal_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="answered")
                | (~Q(level="") & ~Q(method="") & ~Q(done="") & Q(answered_at__isnull=False)),
                name="answered_signal_says_level_method_and_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(asked=None) | Q(asked_desk=None), name="signal_is_offered_to_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Signal {self.pk}"


class RiskSignalStep(TakenStep):
    record = models.ForeignKey(RiskSignal, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="signal_steps_in_order")]
        constraints = [models.CheckConstraint(condition=SIGNAL.as_constraint(), name="signal_step_is_in_lifecycle")]
