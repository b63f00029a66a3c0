"""Questions to services about somebody who is not named. Nothing here says who it is, and no sight follows from it."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep

from .lifecycle import INQUIRY, InquiryStatus


class Inquiry(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral_id = models.UUIDField()  # an id and no more: the service that is asked cannot see what it leads to
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    to_org = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, related_name="+")
    to_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey("network.Service", models.PROTECT, related_name="+")
    service_name = models.CharField(max_length=200)
    need = models.CharField(max_length=200)
    age_band = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=10, blank=True)
    payer = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=10, blank=True)
    urgency = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=InquiryStatus, default=InquiryStatus.INQUIRED)
    turn = models.CharField(max_length=20)
    waiting_on = models.CharField(max_length=20)
    due_at = models.DateTimeField(null=True)
    room_from = models.DateField(null=True)
    conditions = models.TextField(blank=True)
    answer = models.CharField(max_length=300, blank=True)
    ending = models.CharField(max_length=20, blank=True)
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org", "referral_id"], name="inquiries_of_a_referral")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=InquiryStatus.values), name="inquiry_status_is_known"),
            models.CheckConstraint(condition=~Q(status="over") | ~Q(ending=""), name="inquiry_that_is_over_says_how"),
            models.CheckConstraint(condition=Q(status="over") | Q(due_at__isnull=False), name="open_inquiry_has_a_time"),
            models.CheckConstraint(
                condition=~Q(status="offered") | Q(room_from__isnull=False), name="offer_says_from_when"
            ),
            models.UniqueConstraint(
                fields=["referral_id", "service"], condition=~Q(status="over"), name="one_open_inquiry_per_referral_and_service"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Inquiry {self.pk}"


class InquiryStep(TakenStep):
    record = models.ForeignKey(Inquiry, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="inquiry_steps_in_order")]
        constraints = [models.CheckConstraint(condition=INQUIRY.as_constraint(), name="inquiry_step_is_in_lifecycle")]
