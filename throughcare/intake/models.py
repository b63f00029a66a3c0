"""What somebody left on a public page who has no account and whom nobody here may know yet, and what was done about it."""

from django.db import models
from django.db.models import Q

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep

from .lifecycle import HELP, HelpStatus


class About(models.TextChoices):
    ME = "me", "Themselves"
    SOMEONE = "someone", "Somebody else"


class PickUp(models.TextChoices):
    """What may be said when somebody else picks up."""

    NOTHING = "nothing", "Nothing: call again later"
    NAME = "name", "Only ask for them by name"
    ANYTHING = "anything", "Who is calling"


class HelpRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    network = models.ForeignKey("accounts.Network", models.PROTECT, related_name="+")
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=About)
    called = models.CharField(max_length=100)  # as they want to be called
    whom = models.CharField(max_length=100, blank=True)  # whom they worry about
    phone = models.CharField(max_length=40, blank=True)
    other_way = models.CharField(max_length=200, blank=True)
    pick_up = models.CharField(max_length=10, choices=PickUp, default=PickUp.NOTHING)
    may_leave_message = models.BooleanField(default=False)
    safe_from = models.TimeField(null=True)
    safe_until = models.TimeField(null=True)
    careful = models.CharField(max_length=300, blank=True)  # anything else for whoever calls
    language = models.CharField(max_length=10, default="en")  # BCP 47
    words = models.TextField(blank=True)
    wants_today = models.BooleanField(default=False)
    names_danger = models.BooleanField(default=False)
    in_a_crowd = models.BooleanField(default=False)  # many came from one place in the same hour
    came_from = models.CharField(max_length=64)  # a seal of the connection, another one each day: counts, names nobody
    urgency = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=HelpStatus, default=HelpStatus.KNOCKED)
    holder = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False)
    holder_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    days_tried = models.SmallIntegerField(default=0)
    came_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    referral_id = models.UUIDField(null=True)  # the promise that came of it
    forgotten_at = models.DateTimeField(null=True)  # who it was and what they wrote was removed; it is still counted

    class Meta:
        indexes = [
            models.Index(fields=["org", "came_from", "came_at"], name="help_requests_of_one_place"),
            models.Index(fields=["org", "came_at"], name="help_requests_in_order"),
            models.Index(
                fields=["ended_at"], condition=Q(status="set_aside", forgotten_at=None), name="help_requests_to_forget"
            ),
            models.Index(
                fields=["holder"], condition=Q(status__in=["knocked", "taken"]), name="help_requests_by_holder"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=HelpStatus.values), name="help_request_status_is_known"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=False) | ~Q(called="") & (~Q(phone="") | ~Q(other_way="")),
                name="help_request_has_a_name_and_a_way_back",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None)
                | Q(called="", whom="", phone="", other_way="", careful="", words="", came_from="", status="set_aside"),
                name="forgotten_request_tells_of_nobody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["knocked", "taken"]) | Q(ended_at__isnull=False), name="heard_request_says_when"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Help request {self.pk}"


class HelpStep(TakenStep):
    record = models.ForeignKey(HelpRequest, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="help_steps_in_order")]
        constraints = [models.CheckConstraint(condition=HELP.as_constraint(), name="help_step_is_in_lifecycle")]
