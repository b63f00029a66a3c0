"""What was tried and what somebody said, on which closing and helping are judged."""

from django.db import models

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import Route

from .promises import Referral


class Witness(models.Model):
    """Somebody's word on whether the person connected. Evidence is judged over these rows (rules.evidence)."""

    class Who(models.TextChoices):
        RECEIVER = "receiver", "The receiving side"
        CLIENT = "client", "The client, asked by someone else"
        REFERRER = "referrer", "The referrer's own later contact"
        OUTSIDE = "outside", "An outside event"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="witnesses")
    org_id = models.UUIDField()
    who = models.CharField(max_length=10, choices=Who)
    says_connected = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)


class Told(models.Model):
    """Abstract: one thing that was done or said about a referral, by whom, when, how it reached us. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client_id = models.UUIDField()
    org_id = models.UUIDField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()  # when it was written
    said_by = models.CharField(max_length=200, blank=True)
    route = models.CharField(max_length=10, choices=Route, default=Route.HERE)

    class Meta:
        abstract = True
        ordering = ["happened_at", "id"]


class ContactAttempt(Told):
    """Somebody tried to reach the person. “Could not reach” is judged over these rows (closing.missing_attempts)."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="attempts")
    contact_route_id = models.UUIDField(null=True)
    route_kind = models.CharField(max_length=10)
    outcome = models.CharField(max_length=30)  # of data/outreach.json
    note = models.CharField(max_length=300, blank=True)

    class Meta(Told.Meta):
        indexes = [models.Index(fields=["referral", "happened_at"], name="attempts_in_order")]


class HelpedAnswer(Told):
    """Whether it helped, asked by somebody other than the treating side. Never presumed: no row, nothing known."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="helped_answers")
    answer = models.CharField(max_length=10)  # of data/closing.json
    words = models.CharField(max_length=300, blank=True)

    class Meta(Told.Meta):
        indexes = [models.Index(fields=["referral", "happened_at"], name="helped_answers_in_order")]
