"""One ask to one service, its steps, and what was sent and written with it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep
from throughcare.referrals.lifecycle import EXTERNAL, HANDOFF, IN_HAND, NOT_COME, HandoffStatus

from .promises import Kind, Referral, Urgency


class Handoff(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="handoffs")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SERVICE)
    number = models.BigIntegerField()  # the referral's: both sides say it on the phone
    client_id = models.UUIDField()
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    to_org = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, related_name="+")
    to_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey("network.Service", models.PROTECT, related_name="+")
    service_name = models.CharField(max_length=200)
    urgency = models.CharField(max_length=20, choices=Urgency)
    feedback = models.CharField(max_length=10, default="nothing")
    basis_id = models.UUIDField(null=True)
    choice = models.CharField(max_length=300, blank=True)  # how the client chose, in words
    status = models.CharField(max_length=20, choices=HandoffStatus, default=HandoffStatus.PREPARED)
    holder = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False)
    holder_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+", db_constraint=False)
    assigned_to = models.ForeignKey(  # who of the receiving side answers, while the sending side still holds
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    due_at = models.DateTimeField(null=True)
    errands = ArrayField(models.CharField(max_length=30), default=list)  # names of their clocks
    turn = models.CharField(max_length=20)
    waiting_on = models.CharField(max_length=20)
    question = models.TextField(blank=True)
    questions_asked = models.SmallIntegerField(default=0)
    conditions = models.TextField(blank=True)
    looked_for = models.SmallIntegerField(null=True)  # attempts since a missed visit, until they are reached or booked
    external = models.CharField(max_length=10, blank=True, default="")  # sent to who is not chased
    alone_since = models.DateTimeField(null=True)  # their clinician left then, and nobody else sees them yet
    pathway = models.CharField(max_length=10, blank=True, default="")  # of an assessment: here, elsewhere, none
    report = models.TextField(blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, blank=True)
    declined_for = models.CharField(max_length=20, blank=True, default="")  # data/decline_reasons.json
    suggested = models.ForeignKey(
        "network.Service", models.PROTECT, null=True, related_name="+"
    )  # who fits better, they said
    requested_at = models.DateTimeField(
        null=True
    )  # the first request, as the promise knows it: it orders a waiting list
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    first_visit_at = models.DateTimeField(null=True)
    treatment_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["client_id", "org"], name="handoff_by_client"),
            models.Index(fields=["org", "service", "sent_at"], name="asks_of_a_service"),
            models.Index(fields=["holder"], condition=~Q(status="ended"), name="handoff_by_holder"),
            models.Index(fields=["to_org", "sent_at"], name="handoff_by_when_it_came"),
            models.Index(
                fields=["to_org", "service"], condition=Q(status="waitlisted"), name="handoff_on_a_waiting_list"
            ),
            models.Index(
                fields=["org", "service", "due_at"],
                condition=Q(status="sent", to_org=None),
                name="handoff_sent_outside",
            ),
            models.Index(fields=["assigned_to"], condition=Q(status="sent"), name="handoff_by_who_answers"),
            models.Index(
                fields=["to_org", "due_at", "id"], condition=Q(alone_since__isnull=False), name="handoff_left_alone"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=HandoffStatus.values), name="handoff_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="ended") | (~Q(ending="") & Q(ended_at__isnull=False)),
                name="ended_handoff_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status="prepared")
                | Q(sent_at__isnull=False)
                | Q(ending__in=["recalled", "released", "service_closed"]),
                name="handoff_beyond_prepared_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(alone_since=None) | Q(status__in=[str(s) for s in IN_HAND]),
                name="only_somebody_in_hand_is_left_alone",
            ),
            models.CheckConstraint(
                condition=Q(errands=[]) | Q(status__in=[str(s) for s in IN_HAND]),
                name="only_who_is_in_hand_has_errands",
            ),
            models.CheckConstraint(
                condition=Q(external="") | Q(external__in=[EXTERNAL, NOT_COME], to_org=None),
                name="only_who_is_outside_is_not_chased",
            ),
            models.CheckConstraint(
                condition=~Q(kind="advice") | Q(accepted_at=None), name="nobody_is_taken_in_hand_by_a_question"
            ),
            models.CheckConstraint(
                condition=Q(pathway="") | Q(kind="assessment"), name="only_an_assessment_says_how_it_goes_on"
            ),
            models.CheckConstraint(
                condition=~Q(kind="concern") | Q(feedback="nothing"), name="nothing_comes_back_from_a_concern"
            ),
            models.CheckConstraint(
                condition=Q(suggested=None) | Q(ending__in=["redirected", "recommended"]),
                name="only_who_suggests_another_names_it",
            ),
            models.CheckConstraint(
                condition=Q(declined_for="") | Q(ending="declined"), name="only_a_no_has_a_reason_of_the_list"
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status__in=[str(s) for s in IN_HAND]),
                name="one_receiver_holds_a_referral",
            ),
            models.UniqueConstraint(
                fields=["referral", "service"],
                condition=~Q(status="ended"),
                name="one_live_ask_per_referral_and_service",
            ),
        ]

    def __str__(self) -> str:
        return f"Handoff {self.pk}"


class HandoffStep(TakenStep):
    record = models.ForeignKey(Handoff, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [
            models.Index(fields=["record", "at"], name="handoff_steps_in_order"),
            models.Index(
                fields=["record"], condition=Q(name="book", from_status="waitlisted"), name="placed_from_the_list"
            ),
        ]
        constraints = [models.CheckConstraint(condition=HANDOFF.as_constraint(), name="handoff_step_is_in_lifecycle")]


class Package(models.Model):
    """What the receiver sees: frozen and labelled at sending, never the sender's record."""

    handoff = models.OneToOneField(Handoff, models.PROTECT, primary_key=True, related_name="sent_package")
    client_name = models.CharField(max_length=200)
    person = models.JSONField()  # born_on, language, interpreter, safe ways to reach them
    sections = models.JSONField()  # [{key, title, words, labels}]
    documents = models.JSONField(default=list, db_default=[])  # [{id, title, kind, media_type, sha256, size, labels}]
    withheld = models.SmallIntegerField(default=0)
    notice = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()


class CoolOff(models.Model):
    """A service that had no room, and the day from which this organization asks it again. Nothing of whom it was about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    service = models.ForeignKey("network.Service", models.PROTECT, related_name="+")
    not_before = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org_id", "service"], name="one_cool_off_per_service")]

    def __str__(self) -> str:
        return f"{self.service_id} not before {self.not_before}"


class Written(models.Model):
    """Abstract: words on an ask, in the organization of whoever wrote them. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client_id = models.UUIDField()
    org_id = models.UUIDField()
    words = models.TextField()
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "id"]


class Message(Written):
    """From one side of an ask to the other. Both see it."""

    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="messages")

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["handoff", "at"], name="messages_in_order")]


class HandoffNote(Written):
    """For one's own side only: the other side of the ask never sees it."""

    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="notes")

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["handoff", "org_id", "at"], name="notes_in_order")]


class PastAsk(models.Model):
    """What a receiver keeps of an ask that ended before its yes. Nothing of the person, nothing that the sender wrote."""

    handoff = models.OneToOneField(Handoff, models.PROTECT, primary_key=True, related_name="+")
    org_id = models.UUIDField()  # of the receiver
    number = models.BigIntegerField()
    from_org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    service_name = models.CharField(max_length=200)
    urgency = models.CharField(max_length=20)
    came_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    ending = models.CharField(max_length=30)
    decline_reason = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    by_name = models.CharField(max_length=200, blank=True)  # of the receiver's side

    class Meta:
        indexes = [models.Index(fields=["org_id", "-handoff"], name="past_asks_of_a_receiver")]
