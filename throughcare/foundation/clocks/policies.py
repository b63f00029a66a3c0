"""Publishing an organization's own response policy. A version is never changed: the next one begins where it ends."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from throughcare.foundation.lifecycle import NotAllowed

from .models import PolicyRule, PolicyVersion, ResponsePolicy
from .presets import columns
from .queries import DEFAULT_POLICY, forget_policies, rules_of, version_in_force
from .rules import Rule


@transaction.atomic
def publish(
    *,
    scope_id: UUID,
    name: str,
    label: str,
    rules: Iterable[Rule],
    effective_from: datetime,
    based_on: str = DEFAULT_POLICY,
) -> PolicyVersion:
    """What `rules` leave open is taken from the policy it is based on, so that every step keeps its time."""
    base = rules_of(version_in_force(based_on, org_id=scope_id, at=effective_from))
    complete = base | {(rule.urgency, rule.step): rule for rule in rules}
    policy, _ = ResponsePolicy.objects.get_or_create(scope_id=scope_id, name=name)
    give_way(policy, effective_from)
    version = PolicyVersion.objects.create(policy=policy, label=label, effective_from=effective_from)
    PolicyRule.objects.bulk_create([PolicyRule(version=version, **columns(rule)) for rule in complete.values()])
    forget_policies()
    return version


def give_way(policy: ResponsePolicy, effective_from: datetime) -> None:
    latest = policy.versions.order_by("-effective_from").first()
    if latest is None:
        return
    if latest.effective_from >= effective_from:
        raise NotAllowed(f"A later version begins on {latest.effective_from:%d %B %Y} already. Choose a later day.")
    if latest.effective_until is None or latest.effective_until > effective_from:
        policy.versions.filter(pk=latest.pk).update(effective_until=effective_from)
