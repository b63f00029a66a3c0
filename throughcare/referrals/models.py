"""The promise, its asks, what was sent with them, and every step that was taken."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import Route, TakenStep

from .lifecycle import HANDOFF, IN_HAND, REFERRAL, HandoffStatus, ReferralStatus


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
    turn = models.CharField(max_length=20, blank=True)
    waiting_on = models.CharField(max_length=20, default="nobody")
    live_status = models.CharField(max_length=20, blank=True)  # of its furthest live handoff, as the sender may know it
    is_followed = models.BooleanField(default=True)  # False: the client lets nothing be told after the acceptance
    awaits_treatment = models.BooleanField(null=True)  # of a question: do they wait for treatment meanwhile?
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")  # what it came out of
    judged_from = models.DateTimeField(
        null=True
    )  # since when they wait for treatment, where not since the first request
    advised_at = models.DateTimeField(null=True)  # a service answered the question
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
                condition=~Q(status="on_hold") | (Q(wake_on__isnull=False) & ~Q(waiting_on="nobody")),
                name="held_referral_has_wake_up_date_and_who_is_waited_for",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.number}"


class ReferralStep(TakenStep):
    record = models.ForeignKey(Referral, models.PROTECT, related_name="steps")

    class Meta(TakenStep.Meta):
        indexes = [models.Index(fields=["record", "at"], name="referral_steps_in_order")]
        constraints = [models.CheckConstraint(condition=REFERRAL.as_constraint(), name="referral_step_is_in_lifecycle")]


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
    turn = models.CharField(max_length=20)
    waiting_on = models.CharField(max_length=20)
    question = models.TextField(blank=True)
    questions_asked = models.SmallIntegerField(default=0)
    conditions = models.TextField(blank=True)
    looked_for = models.SmallIntegerField(null=True)  # attempts since a missed visit, until they are reached or booked
    alone_since = models.DateTimeField(null=True)  # their clinician left then, and nobody else sees them yet
    report = models.TextField(blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, blank=True)
    not_before = models.DateField(null=True)  # they are not asked again before this day
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
            models.Index(
                fields=["org", "service", "not_before"],
                condition=Q(not_before__isnull=False),
                name="handoff_by_cool_off",
            ),
            models.Index(fields=["holder"], condition=~Q(status="ended"), name="handoff_by_holder"),
            models.Index(fields=["to_org", "sent_at"], name="handoff_by_when_it_came"),
            models.Index(
                fields=["to_org", "service"], condition=Q(status="waitlisted"), name="handoff_on_a_waiting_list"
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
                condition=Q(status="prepared") | Q(sent_at__isnull=False) | Q(ending__in=["recalled", "released"]),
                name="handoff_beyond_prepared_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(alone_since=None) | Q(status__in=[str(s) for s in IN_HAND]),
                name="only_somebody_in_hand_is_left_alone",
            ),
            models.CheckConstraint(
                condition=~Q(kind="advice") | Q(accepted_at=None), name="nobody_is_taken_in_hand_by_a_question"
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
