"""The promise itself, and every step that was taken on it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import TakenStep
from throughcare.referrals.lifecycle import REFERRAL, ReferralStatus


class Urgency(models.TextChoices):
    """Codes and order of facts §2.1. Emergent is no queue priority: it opens the crisis desk and shows whom to call."""

    EMERGENT = "emergent", "Emergency"
    VERY_URGENT = "very_urgent", "Today"
    URGENT = "urgent", "Urgent"
    SOON = "soon", "Soon"
    ROUTINE = "routine", "Routine"
    INFO = "info", "Advice"


class Kind(models.TextChoices):
    SERVICE = "service", "A service"
    ASSESSMENT = "assessment", "An assessment"
    ADVICE = "advice", "A question"
    CONCERN = "concern", "A concern about someone"
    SUPPORT = "support", "Support (food, housing, transport)"


class HearsBack(models.TextChoices):
    NOBODY = "nobody", "Nobody"
    DESK = "desk", "Our desk"
    PRIMARY_CARE = "primary_care", "Primary care"
    CLIENT = "client", "Only the client"


class Closure(models.TextChoices):
    CONNECTED = "connected", "Connected, care continues"
    UNREACHED = "unreached", "Could not reach"
    DECLINED = "declined", "Declined by the client"
    NOT_ELIGIBLE = "not_eligible", "Not eligible"
    NO_CAPACITY = "no_capacity", "No capacity"
    MOVED = "moved", "Moved away"
    DECEASED = "deceased", "Deceased"
    CONFIDENTIAL = "confidential", "Given to a confidential program"
    ANSWERED = "answered", "The question was answered"
    TAKEN_UP = "taken_up", "They agreed to help"
    NO_NEED = "no_need", "Reached: they need nothing more"
    NO_TREATMENT = "no_treatment", "Assessed: no treatment needed"
    GOT_IT = "got_it", "They got it"
    DID_NOT = "did_not", "They did not get it"
    UNKNOWN = "unknown", "Unknown"


class Evidence(models.TextChoices):
    ASSERTED = "asserted", "One side says so"
    VERIFIED = "verified", "Two independent witnesses"
    CONTRADICTED = "contradicted", "Contradicted"
    PRESUMED = "presumed", "Presumed"


class NextNumber(models.Func):
    """The number people say on the phone; gaps are normal."""

    template = "nextval('referrals_number')"
    allowed_default = True
    output_field = models.BigIntegerField()


class Referral(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True, editable=False, db_default=NextNumber())
    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    org = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SERVICE)
    need = models.CharField(max_length=200)
    service_type = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    question = models.TextField(blank=True)
    barriers = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    prompts = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.ROUTINE)
    urgency_reason = models.CharField(max_length=300, blank=True)
    package = models.JSONField(default=dict)  # section -> words, as written so far
    has_papers = models.BooleanField(default=False, db_default=False)  # without asking for them
    wishes = models.CharField(max_length=300, blank=True)
    hears_back = models.CharField(max_length=20, choices=HearsBack, default=HearsBack.DESK)
    status = models.CharField(max_length=20, choices=ReferralStatus, default=ReferralStatus.DRAFT)
    holder = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False)
    holder_desk = models.ForeignKey("accounts.Desk", models.PROTECT, null=True, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(null=True)
    errands = ArrayField(models.CharField(max_length=30), default=list)  # names of their clocks
    turn = models.CharField(max_length=20, blank=True)
    waiting_on = models.CharField(max_length=20, default="nobody")
    live_status = models.CharField(max_length=20, blank=True)  # of its furthest live handoff, as the sender may know it
    is_followed = models.BooleanField(default=True)  # False: the client lets nothing be told after the acceptance
    awaits_treatment = models.BooleanField(null=True)  # of a question: do they wait for treatment meanwhile?
    sitting = models.UUIDField(null=True)  # of what one person was asked for at once: the id of the one it began with
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")  # what it came out of
    judged_from = models.DateTimeField(
        null=True
    )  # since when they wait for treatment, where not since the first request
    advised_at = models.DateTimeField(null=True)  # a service answered the question
    reached_at = models.DateTimeField(null=True)  # the last time that one of ours spoke with them
    noes = models.SmallIntegerField(default=0)  # declined or expired asks: the bounce brake counts them
    went_on_at_noes = models.SmallIntegerField(
        default=0, db_default=0
    )  # so many, when a coordinator said how it goes on
    first_requested_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_default=Now())  # the last time that somebody wrote on the draft
    told_fading_at = models.DateTimeField(null=True)  # its writer knows that the draft will be removed
    whoever_is_first = models.BooleanField(default=False, db_default=False)  # the client wants the first yes
    again_reason = models.CharField(max_length=300, blank=True, db_default="")  # why one more for the same need
    opened_at = models.DateTimeField(null=True)
    wake_on = models.DateField(null=True)
    returns_to = models.ForeignKey("network.Service", models.PROTECT, null=True, related_name="+")  # as planned there
    returns_on = models.DateField(null=True)
    returns_if = models.CharField(max_length=300, blank=True, default="")
    holds = models.SmallIntegerField(default=0)
    renegotiated = models.SmallIntegerField(default=0)  # how often its time moved, with the person's agreement
    closure = models.CharField(max_length=20, choices=Closure, blank=True)
    evidence = models.CharField(max_length=20, choices=Evidence, blank=True)
    closed_at = models.DateTimeField(null=True)
    risk_raised_at = models.DateTimeField(null=True)  # the last time that a risk signal opened for this person
    signed_off_at = models.DateTimeField(null=True)  # a clinician agrees that it may end though risk was raised
    signed_off_by_id = models.UUIDField(null=True)
    made_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["client", "org"], name="referral_by_client"),
            models.Index(fields=["org", "status", "id"], name="referral_by_status"),
            models.Index(fields=["holder"], condition=Q(status__in=["open", "on_hold"]), name="referral_by_holder"),
            models.Index(fields=["sitting"], condition=Q(sitting__isnull=False), name="referrals_of_a_sitting"),
            models.Index(fields=["touched_at"], condition=Q(status="draft"), name="drafts_by_last_touch"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReferralStatus.values), name="referral_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="closed") | (~Q(closure="") & ~Q(evidence="") & Q(closed_at__isnull=False)),
                name="closed_referral_has_class_evidence_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(evidence="presumed") | Q(closure="unknown"), name="only_unknown_is_presumed"
            ),
            models.CheckConstraint(
                condition=~Q(closure="answered") | Q(kind="advice", advised_at__isnull=False),
                name="only_a_question_is_closed_as_answered",
            ),
            models.CheckConstraint(
                condition=~Q(closure__in=["taken_up", "no_need"]) | Q(kind="concern", reached_at__isnull=False),
                name="only_who_was_reached_agrees_or_needs_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(closure="no_treatment") | Q(kind="assessment"),
                name="an_assessment_finds_no_treatment_needed",
            ),
            models.CheckConstraint(
                condition=~Q(closure__in=["got_it", "did_not"]) | Q(kind="support"), name="support_is_got_or_not"
            ),
            models.CheckConstraint(
                condition=Q(errands=[]) | Q(status__in=["open", "on_hold"]),
                name="only_what_is_open_has_errands",
            ),
            models.CheckConstraint(
                condition=Q(returns_to=None, returns_on=None, returns_if="")
                | Q(returns_to__isnull=False, returns_on__isnull=False),
                name="planned_return_has_a_place_and_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="on_hold") | (Q(wake_on__isnull=False) & ~Q(waiting_on="nobody")),
                name="held_referral_has_wake_up_date_and_who_is_waited_for",
            ),
            models.UniqueConstraint(
                fields=["sitting", "service_type"],
                condition=Q(kind="support") & ~Q(status="entered_in_error"),
                name="one_support_of_a_kind_in_a_sitting",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.number}"


class ReferralStep(TakenStep):
    record = models.ForeignKey(Referral, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="referral_steps_in_order")]
        constraints = [models.CheckConstraint(condition=REFERRAL.as_constraint(), name="referral_step_is_in_lifecycle")]
