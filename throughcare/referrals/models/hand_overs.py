"""An offer to answer for a promise in somebody's place."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7

from .promises import Referral


class HandOver(models.Model):
    """An offer to answer for a promise in somebody's place. Until it is taken, whoever held it goes on holding it."""

    class Status(models.TextChoices):
        OFFERED = "offered", "Offered"
        TAKEN = "taken", "Taken over"
        GIVEN_BACK = "given_back", "Given back"
        REPLACED = "replaced", "Taken back, or offered to somebody else"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="hand_overs")  # a draft is thrown away with it
    client_id = models.UUIDField()
    org_id = models.UUIDField()
    of_id = models.UUIDField(null=True)  # whose work it was
    of_name = models.CharField(max_length=200, blank=True)
    to = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    to_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    reason = models.CharField(max_length=300, blank=True)
    by_id = models.UUIDField(null=True)  # who offered it
    offered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to"], condition=Q(status="offered"), name="hand_over_by_successor"),
            models.Index(fields=["to_desk"], condition=Q(status="offered"), name="hand_over_by_desk"),
            models.Index(fields=["by_id", "-offered_at"], name="hand_over_by_giver"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to__isnull=False, to_desk=None) | Q(to=None, to_desk__isnull=False),
                name="hand_over_is_offered_to_one_person_or_desk",
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(status="offered"), name="one_open_offer_per_referral"
            ),
            models.CheckConstraint(
                condition=Q(status="offered", answered_at=None) | (~Q(status="offered") & Q(answered_at__isnull=False)),
                name="answered_hand_over_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="given_back") | ~Q(reason=""), name="given_back_hand_over_says_why"
            ),
        ]

    @property
    def successor(self) -> str:
        """Their name, or the desk's."""
        return self.to.person.name if self.to else self.to_desk.name if self.to_desk else ""
