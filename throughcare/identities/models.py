"""Questions whether two records of two organizations are one person. Only a data steward of their network sees one."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep

from .lifecycle import MATCH, MatchStatus


class Match(models.Model):
    """Ids without foreign keys: one would hold a client's row for a moment, and its organization could feel it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    network_id = models.UUIDField()
    one_id = models.UUIDField()
    one_org_id = models.UUIDField()
    other_id = models.UUIDField()
    other_org_id = models.UUIDField()
    rule = models.CharField(max_length=30)
    status = models.CharField(max_length=20, choices=MatchStatus, default=MatchStatus.IN_QUESTION)
    asked_at = models.DateTimeField(null=True)  # since when the steward knows whom to call
    proposed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["network_id", "status", "proposed_at"], name="matches_of_a_network")]
        constraints = [
            models.UniqueConstraint(fields=["one_id", "other_id"], name="two_records_are_asked_about_once"),
            models.CheckConstraint(condition=Q(status__in=MatchStatus.values), name="match_status_is_known"),
            models.CheckConstraint(
                condition=Q(one_org_id__lt=models.F("other_org_id")), name="match_is_of_two_organizations"
            ),
        ]

    def __str__(self) -> str:
        return f"Match {self.pk}"


class MatchStep(TakenStep):
    record = models.ForeignKey(Match, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="match_steps_in_order")]
        constraints = [models.CheckConstraint(condition=MATCH.as_constraint(), name="match_step_is_in_lifecycle")]
