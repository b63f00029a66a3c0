"""What others may ask about clocks: when something will be due, and how the clocks of a record stand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from .calendars import SiteCalendar
from .models import OPEN, Clock, Firing, PolicyRule, PolicyVersion, State
from .rules import Plan, Rule, due_in, rule_from, schedule, still_worth_telling

DEFAULT_POLICY = "throughcare-default"
REMEMBERED_FOR = 30.0  # seconds for which a process may not know a version that another has just published


class NoRule(LookupError):
    """No policy of this name is in force, or it says nothing about this urgency and step."""


@dataclass(frozen=True)
class Era:
    """One version of a policy and the time it rules."""

    version_id: UUID
    begins: datetime
    ends: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


Rules = dict[tuple[str, str], Rule]
_eras: dict[tuple[str, tuple[UUID | None, ...]], tuple[float, list[Era]]] = {}
_rules: dict[UUID, Rules] = {}  # versions never change


def forget_policies() -> None:
    _eras.clear()
    _rules.clear()


def due_for(
    *,
    org_id: UUID,
    step: str,
    urgency: str,
    calendar: SiteCalendar,
    at: datetime,
    policy: str = DEFAULT_POLICY,
    network_id: UUID | None = None,
) -> Plan:
    """When this step will be due if it starts at `at`, and everything that fires on the way. Raises NoRule."""
    version_id = version_in_force(policy, org_id=org_id, network_id=network_id, at=at)
    if (urgency, step) not in rules_of(version_id):
        version_id = preset_in_force(at=at)
    rule = rule_of(version_id, urgency, step)
    rungs = schedule(rule, at, calendar)
    return Plan(due_in(rungs), still_worth_telling(rungs, at), rule, version_id)


def version_in_force(name: str, *, org_id: UUID, network_id: UUID | None = None, at: datetime) -> UUID:
    """The organization's own version, else the network's, else the published preset."""
    for era in eras(name, (org_id, network_id)):
        if era.covers(at):
            return era.version_id
    raise NoRule(f"No response policy called “{name}” is in force on {at:%d %B %Y}.")


def preset_in_force(*, at: datetime) -> UUID:
    """The published default: it knows steps that are younger than an organization's own version."""
    for era in eras(DEFAULT_POLICY, (None,)):
        if era.covers(at):
            return era.version_id
    raise NoRule(f"No published response policy is in force on {at:%d %B %Y}.")


def eras(name: str, scopes: tuple[UUID | None, ...]) -> list[Era]:
    known_at, found = _eras.get((name, scopes), (0.0, []))
    if found and monotonic() - known_at < REMEMBERED_FOR:
        return found
    found = [Era(*row) for row in versions_of(name, scopes).values_list("id", "effective_from", "effective_until")]
    _eras[name, scopes] = monotonic(), found
    return found


def versions_of(name: str, scopes: tuple[UUID | None, ...]) -> QuerySet[PolicyVersion]:
    """Nearest scope first."""
    whens = [When(policy__scope_id=scope, then=Value(rank)) for rank, scope in enumerate(scopes) if scope]
    nearest = Case(*whens, default=Value(len(scopes)), output_field=IntegerField())
    own = PolicyVersion.objects.filter(policy__name=name, policy__scope_id__in=[scope for scope in scopes if scope])
    preset = PolicyVersion.objects.filter(policy__name=name, policy__scope_id=None)
    return (own | preset).order_by(nearest, "-effective_from")


def rule_of(version_id: UUID, urgency: str, step: str) -> Rule:
    rules = rules_of(version_id)
    if (urgency, step) not in rules:
        raise NoRule(f"The response policy does not say how long “{step}” may take for {urgency} work.")
    return rules[urgency, step]


def rules_of(version_id: UUID) -> Rules:
    if version_id not in _rules:
        rows = PolicyRule.objects.filter(version_id=version_id).values()
        _rules[version_id] = {(row["urgency"], row["step"]): rule_from(row) for row in rows}
    return _rules[version_id]


def open_clock(subject_id: UUID, step: str) -> Clock | None:
    return Clock.objects.filter(OPEN, subject_id=subject_id, step=step).first()


def running(subject_id: UUID, steps: Collection[str]) -> list[Clock]:
    """Those of these that run for this record, the first due first. One query."""
    return list(Clock.objects.filter(OPEN, subject_id=subject_id, step__in=list(steps)).order_by("due_at", "id"))


def due_times(subject_id: UUID, steps: Collection[str]) -> dict[str, datetime]:
    """When each of these that runs for this record is due. One query."""
    return {clock.step: clock.due_at for clock in running(subject_id, steps)}


def subjects_with(step: str, subject_ids: Collection[UUID]) -> set[UUID]:
    """Those of these records for which this clock runs. One query."""
    rows = Clock.objects.filter(OPEN, subject_id__in=subject_ids, step=step)
    return set(rows.values_list("subject_id", flat=True))


def running_or_stopped_since(org_id: UUID, subject_ids: Collection[UUID], *, since: datetime) -> list[Clock]:
    """Of these records, each step's clock: what runs, and what was stopped since. Two queries.

    Without the clock that the network is judged by, which is nobody's own promise.
    """
    rows = Clock.objects.filter(org_id=org_id, subject_id__in=subject_ids, never_resets=False)
    return [*rows.filter(OPEN), *rows.filter(state=State.STOPPED, stopped_at__gte=since)]


def clocks_of(subject_id: UUID) -> QuerySet[Clock]:
    return Clock.objects.filter(subject_id=subject_id).order_by("started_at", "id")


def firings_of(subject_id: UUID) -> QuerySet[Firing]:
    return Firing.objects.filter(clock__subject_id=subject_id).order_by("fired_at", "rung")


def policy_names(*scope_ids: UUID) -> list[str]:
    """The published presets and these scopes' own, as names to choose from; the default first."""
    theirs = PolicyVersion.objects.filter(Q(policy__scope_id=None) | Q(policy__scope_id__in=scope_ids))
    names = set(theirs.values_list("policy__name", flat=True))
    return sorted(names, key=lambda name: (name != DEFAULT_POLICY, name))


def policy_choices(*scope_ids: UUID) -> list[tuple[str, str]]:
    """The same, each with what people call it."""
    names = policy_names(*scope_ids)
    titles = dict(PolicyVersion.objects.filter(policy__name__in=names).values_list("policy__name", "policy__title"))
    return [(name, titles.get(name) or name) for name in names]
