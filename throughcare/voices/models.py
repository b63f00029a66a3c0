"""What clients say by link on their own page. Never a change by itself: a word that somebody answers for."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep

from .lifecycle import VOICE, VoiceStatus


class Voice(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    link_id = models.UUIDField()  # by which it came
    kind = models.CharField(max_length=20)  # of data/kinds.json
    subject_kind = models.CharField(max_length=20)  # referral, inquiry, visit, basis, link
    subject_id = models.UUIDField()
    words = models.TextField(blank=True)
    is_flagged = models.BooleanField()  # somebody else may hold their phone
    confirmed_at = models.DateTimeField(null=True)
    urgency = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=VoiceStatus, default=VoiceStatus.SAID)
    holder = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False)
    holder_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["client", "org", "said_at"], name="voices_of_a_client"),
            models.Index(fields=["holder"], condition=Q(status="said"), name="voices_by_holder"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=VoiceStatus.values), name="voice_status_is_known"),
            models.CheckConstraint(
                condition=Q(status="said") | Q(ended_at__isnull=False), name="settled_voice_says_when"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(status="said", kind__in=["choose", "not_this", "coming", "stop_sharing", "no_more"]),
                name="what_is_asked_once_is_asked_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Voice {self.pk}"


class VoiceStep(TakenStep):
    record = models.ForeignKey(Voice, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="voice_steps_in_order")]
        constraints = [models.CheckConstraint(condition=VOICE.as_constraint(), name="voice_step_is_in_lifecycle")]
