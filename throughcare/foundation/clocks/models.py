"""Response policies as versioned, effective-dated rows, and the clocks that run by them."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from throughcare.foundation.ids import uuid7

from .calendars import Unit
from .rules import NEVER_PAUSED, Kind, Tell


class ResponsePolicy(models.Model):
    """A named set of promises about time: an organization's or network's own, or a published preset."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope_id = models.UUIDField(null=True)  # the organization or network; null is a published preset
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope_id", "name"], nulls_distinct=False, name="one_policy_of_a_name_in_a_scope"
            )
        ]


class Effective(Func):
    function = "tstzrange"
    output_field = DateTimeRangeField()


class PolicyVersion(models.Model):
    """What a policy said between two moments. Never changed: a change is a new version; each clock keeps its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    policy = models.ForeignKey(ResponsePolicy, models.PROTECT, related_name="versions")
    label = models.CharField(max_length=60)
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "label"], name="one_version_of_a_label_in_a_policy"),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gt=F("effective_from")),
                name="policy_version_ends_after_it_began",
            ),
            ExclusionConstraint(
                name="one_policy_version_in_force_at_a_time",
                expressions=[
                    ("policy", RangeOperators.EQUAL),
                    (Effective("effective_from", "effective_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class PolicyRule(models.Model):
    """Urgency × step → time, warnings, ladder, and how often it may stand still."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="rules")
    urgency = models.CharField(max_length=20)
    step = models.CharField(max_length=30)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, choices=Unit)
    warn_at = ArrayField(models.DecimalField(max_digits=4, decimal_places=3), default=list, blank=True)
    ladder = models.JSONField(default=list, blank=True)  # [{amount, unit, tell}], counted from the breach
    max_pauses = models.PositiveSmallIntegerField(default=0)
    max_paused_days = models.PositiveSmallIntegerField(default=0)
    never_resets = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, blank=True)  # S: source opened; GK: general knowledge; project

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "urgency", "step"], name="one_rule_per_urgency_and_step"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="rule_has_a_known_unit"),
            models.CheckConstraint(
                condition=~Q(urgency__in=NEVER_PAUSED) | Q(max_pauses=0), name="urgent_work_is_never_paused"
            ),
            models.CheckConstraint(
                condition=Q(never_resets=False) | Q(max_pauses=0), name="the_clock_that_never_resets_is_never_paused"
            ),
        ]


class State(models.TextChoices):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped", "Stopped: what it waited for has happened"
    ENDED = "ended", "Ended: its record closed before that"


OPEN = Q(state__in=[State.RUNNING, State.PAUSED])


class Clock(models.Model):
    """One step of one record against its time. The plan of what fires when is written down when it starts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org_id = models.UUIDField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    step = models.CharField(max_length=30)
    urgency = models.CharField(max_length=20)
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    never_resets = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    pause_count = models.PositiveSmallIntegerField(default=0)
    paused_total = models.DurationField(default=timedelta)
    plan_at = ArrayField(models.DateTimeField())
    plan_kind = ArrayField(models.CharField(max_length=10))
    plan_tell = ArrayField(models.CharField(max_length=12))
    next_rung = models.PositiveSmallIntegerField(default=0)  # how many rungs have fired
    next_fire_at = models.DateTimeField(null=True)  # null when all have
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "step"], condition=OPEN, name="one_open_clock_per_subject_and_step"
            ),
            models.UniqueConstraint(
                fields=["subject_id", "step"],
                condition=Q(never_resets=True),
                name="the_clock_that_never_resets_exists_once",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="clock_has_a_known_state"),
            models.CheckConstraint(
                condition=Q(state=State.PAUSED, paused_at__isnull=False, paused_until__gt=F("paused_at"))
                | (~Q(state=State.PAUSED) & Q(paused_at=None, paused_until=None)),
                name="a_paused_clock_has_its_wake_up",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, state__in=[State.RUNNING, State.PAUSED])
                | Q(stopped_at__isnull=False, state__in=[State.STOPPED, State.ENDED]),
                name="a_stopped_clock_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PAUSED) | ~(Q(urgency__in=NEVER_PAUSED) | Q(never_resets=True)),
                name="urgent_and_never_resetting_clocks_run",
            ),
        ]
        indexes = [
            models.Index(fields=["next_fire_at"], condition=Q(state=State.RUNNING), name="running_clocks_by_next_rung"),
            models.Index(fields=["paused_until"], condition=Q(state=State.PAUSED), name="paused_clocks_by_wake_up"),
            models.Index(fields=["subject_id"], name="clocks_of_a_subject"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in {State.RUNNING, State.PAUSED}


class Firing(models.Model):
    """A rung that was reached. It exists once; that is what makes warnings and breaches fire exactly once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="firings", db_index=False)
    org_id = models.UUIDField()
    rung = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    tell = models.CharField(max_length=12, choices=Tell)
    due_for = models.DateTimeField()
    fired_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "rung"], name="each_rung_of_a_clock_fires_once")]
