"""The lawful basis of a disclosure, and the disclosures that were made on it. Rows are only ever added."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7


class BasisKind(models.TextChoices):
    WRITTEN = "written_consent", "Written consent"
    VERBAL = "verbal_agreement", "Verbal agreement"
    TREATMENT = "treatment", "Treatment, as HIPAA and network policy allow"
    EMERGENCY = "emergency", "Emergency"
    COURT = "court_order", "Court order"
    LAW = "law", "Required by law"


class Feedback(models.TextChoices):
    """What the client lets the referrer hear back. Asked at sending (design §3)."""

    PROGRESS = "progress", "That they came, and how it goes"
    ATTENDANCE = "attendance", "Only that they came"
    NOTHING = "nothing", "Nothing"


class Basis(models.Model):
    """One lawful basis: for named recipients, named sections, until a date."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client_id = models.UUIDField()
    org_id = models.UUIDField()
    kind = models.CharField(max_length=20, choices=BasisKind)
    recipients = ArrayField(models.UUIDField(), default=list)  # directory services
    sections = ArrayField(models.CharField(max_length=30), default=list)
    feedback = models.CharField(max_length=10, choices=Feedback, default=Feedback.NOTHING)
    given_by = models.CharField(max_length=200, blank=True)
    given_as = models.CharField(max_length=20, blank=True, default="", db_default="")  # what they are to the client
    asked_alone = models.BooleanField(null=True)
    language = models.CharField(max_length=10, default="en")
    interpreter = models.CharField(max_length=10, default="none")
    reason = models.CharField(max_length=300, blank=True)  # why no consent, where the basis is another
    given_at = models.DateTimeField()
    until_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    outgrown_at = models.DateTimeField(null=True, blank=True)  # given for a minor, who came of age
    recorded_by = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["client_id", "org_id"], name="basis_by_client")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["written_consent", "verbal_agreement"]) | ~Q(given_by=""),
                name="consent_says_who_gave_it",
            )
        ]


class Disclosure(models.Model):
    """What left, to whom, on which basis. Recorded once, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client_id = models.UUIDField()
    org_id = models.UUIDField()
    to_org_id = models.UUIDField(null=True)
    to_service_id = models.UUIDField()
    basis = models.ForeignKey(Basis, models.PROTECT, related_name="disclosures")
    handoff_id = models.UUIDField(null=True)
    sections = ArrayField(models.CharField(max_length=30), default=list)
    documents = ArrayField(models.CharField(max_length=120), default=list, db_default=[])
    digest = models.CharField(max_length=64)
    notice = models.TextField(blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["client_id", "org_id"], name="disclosure_by_client")]
