"""The people we care for, who decides with them, how to reach them safely, and which organization may see them and why."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from throughcare.foundation.ids import uuid7


class Situation(models.TextChoices):
    HOME = "home", "At home"
    HOSPITAL = "hospital", "In hospital"
    CUSTODY = "custody", "In custody"
    RESIDENTIAL = "residential", "In residential care"
    MISSING = "missing", "Missing"
    MOVED = "moved", "Moved away"
    DECEASED = "deceased", "Deceased"


class Interpreter(models.TextChoices):
    NONE = "none", "No interpreter"
    QUALIFIED = "qualified", "Qualified interpreter"
    RELATIVE = "relative", "A relative interpreted"


WHOSE = Coalesce("merged_into_id", "id", output_field=models.UUIDField())  # the record that stays, of each record


class Client(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")  # made the record
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    goes_by = models.CharField(max_length=100, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    born_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, default="en")  # BCP 47
    needs_interpreter = models.BooleanField(default=False)
    access_needs = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)  # where they live; "": the organization's
    payer = models.CharField(max_length=40, blank=True)
    uncovered_from = models.DateField(null=True, blank=True)  # their coverage ends; null once it is settled who pays
    uncovered_source = models.CharField(max_length=200, blank=True, default="")
    situation = models.CharField(max_length=20, choices=Situation, default=Situation.HOME)
    situation_source = models.CharField(max_length=200, blank=True)
    situation_at = models.DateTimeField(null=True, blank=True)
    situation_review_on = models.DateField(null=True, blank=True)
    medicine_until = models.DateField(null=True, blank=True)  # the day on which their medicine runs out
    made_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")  # the same person

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(uncovered_from=None) | ~Q(uncovered_source=""), name="lost_coverage_says_who_said_so"
            )
        ]
        indexes = [
            models.Index(fields=["org", "name_key"], name="client_by_name"),
            models.Index(WHOSE, name="client_by_person"),
            models.Index(fields=["born_on", "name_key"], name="client_by_birth_and_name"),
        ]

    def __str__(self) -> str:
        return f"Client {self.pk}"  # never the name: this reaches logs

    @property
    def kept(self) -> "Client":
        """The record that stays for this person: this one, or the one that it was merged into."""
        return self.merged_into or self


class ClientMerge(models.Model):
    """That two records are one person, or that they are not after all. Only ever added to."""

    class Kind(models.TextChoices):
        MERGE = "merge", "The same person"
        UNDO = "undo", "Not the same person after all"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    client = models.ForeignKey(Client, models.PROTECT, related_name="merges")  # the record that was merged
    kept = models.ForeignKey(Client, models.PROTECT, related_name="+")
    org_id = models.UUIDField()
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="merge") | ~Q(reason=""), name="merge_says_how_it_is_known")
        ]


class RouteKind(models.TextChoices):
    PHONE = "phone", "Phone"
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"
    POST = "post", "Letter"
    PERSON = "person", "Through a named person"
    PLACE = "place", "At a place"
    CARD = "card", "Paper card"


class ContactRoute(models.Model):
    """One way to reach somebody, with the hours at which it is safe. A route that is not safe is kept, to be avoided."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="routes")
    org_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=RouteKind)
    value = models.CharField(max_length=200)
    is_safe = models.BooleanField(default=True)
    safe_from = models.TimeField(null=True, blank=True)
    safe_until = models.TimeField(null=True, blank=True)
    may_leave_message = models.BooleanField(default=False)
    may_say_who_calls = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(safe_from=None, safe_until=None) | Q(safe_from__lt=F("safe_until")),
                name="safe_hours_begin_before_they_end",
            )
        ]


class DecisionMaker(models.Model):
    """Somebody who decides with or for the client, for what, on which document, and who must never be told."""

    class As(models.TextChoices):
        SELF = "self", "The client"
        PARENT = "parent", "Parent"
        GUARDIAN = "guardian", "Guardian"
        CONSERVATOR = "conservator", "Conservator"
        AGENCY = "agency", "Agency"
        COURT = "court", "Court"
        AGENT = "agent", "Health-care agent"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="decision_makers")
    org_id = models.UUIDField()
    name = models.CharField(max_length=200)
    acts_as = models.CharField(max_length=20, choices=As)
    scope = ArrayField(
        models.CharField(max_length=20), default=list
    )  # informed contacted treatment medication release portal
    document = models.CharField(max_length=200, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    never_tell = models.BooleanField(default=False)


class Involvement(models.Model):
    """Why an organization may see something of a client. Written by functions of the *law* role only."""

    class Why(models.TextChoices):
        RECORD = "record", "made the record"
        SENT = "sent", "sent a handoff"
        RECEIVED = "received", "received a handoff"
        CARE_TEAM = "care_team", "care team"
        CONSENT = "consent", "consent"
        EMERGENCY = "emergency", "emergency"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client_id = models.UUIDField()
    org_id = models.UUIDField()
    why = models.CharField(max_length=10, choices=Why)
    handoff_id = models.UUIDField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handoff_id", "org_id"],
                condition=Q(handoff_id__isnull=False),
                name="one_involvement_per_handoff",
            ),
            models.UniqueConstraint(
                fields=["client_id", "org_id"], condition=Q(handoff_id=None), name="one_involvement_per_record"
            ),
        ]
