"""Visits: when, where, of which kind, and whether the person came."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep

from .lifecycle import VISIT, VisitStatus


class VisitKind(models.TextChoices):
    INTAKE = "intake", "Intake"
    TREATMENT = "treatment", "First treatment"
    FOLLOW_UP = "follow_up", "Follow-up"


class Visit(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handoff = models.ForeignKey("referrals.Handoff", models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    org_id = models.UUIDField()  # where the visit is
    sender_org_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=VisitKind, default=VisitKind.INTAKE)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=VisitStatus, default=VisitStatus.BOOKED)
    confirmed_at = models.DateTimeField(null=True)
    check_first_at = models.DateTimeField(null=True)  # something changed: call before the visit; confirming clears it
    missed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=VisitStatus.values), name="visit_status_is_known"),
            models.UniqueConstraint(
                fields=["handoff"], condition=Q(status="booked"), name="one_visit_ahead_per_handoff"
            ),
        ]
        indexes = [models.Index(fields=["org_id", "starts_at"], name="visit_by_day")]

    def __str__(self) -> str:
        return f"Visit {self.pk}"


class VisitStep(TakenStep):
    record = models.ForeignKey(Visit, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        constraints = [models.CheckConstraint(condition=VISIT.as_constraint(), name="visit_step_is_in_lifecycle")]
