"""Files that go with a package or come back from whoever received it, and which of them went with which handoff."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7


class Paper(models.Model):
    """One file. Its content never changes; once sent it stays, also where the sender took it off."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral_id = models.UUIDField()  # an id and no more: referrals stand above
    client_id = models.UUIDField()
    org_id = models.UUIDField()
    kind = models.CharField(max_length=20)  # of data/papers.json
    title = models.CharField(max_length=120)
    media_type = models.CharField(max_length=20)  # as the content says
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    labels = ArrayField(models.CharField(max_length=20), default=list)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    back_on = models.UUIDField(null=True)  # the handoff on which it came back; null: it goes with a package

    class Meta:
        indexes = [models.Index(fields=["referral_id", "org_id", "at"], name="papers_of_a_referral")]
        constraints = [
            models.UniqueConstraint(fields=["id", "referral_id", "org_id"], name="paper_with_its_referral_and_sender"),
            models.UniqueConstraint(
                fields=["referral_id", "sha256"],
                condition=Q(removed_at=None, back_on=None),
                name="one_file_once_per_referral",
            ),
            models.UniqueConstraint(fields=["back_on", "sha256"], name="one_file_comes_back_once"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=5 * 1024 * 1024), name="paper_has_a_bounded_size"),
            models.CheckConstraint(
                condition=~Q(kind__in=["psychotherapy_notes", "sud_counseling_notes"]),
                name="notes_of_sessions_are_not_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"Paper {self.pk}"


class PaperSent(models.Model):
    """This paper left with this handoff: it gives the other side sight of the file as long as it sees the handoff."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handoff_id = models.UUIDField()
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sent_with")
    referral_id = models.UUIDField()
    org_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handoff_id", "paper"], name="paper_goes_once_with_a_handoff")]
