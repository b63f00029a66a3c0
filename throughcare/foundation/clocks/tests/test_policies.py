"""Response policies are published, never changed; a clock keeps the version it started with."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError

from throughcare.foundation.actor import acting, system
from throughcare.foundation.clocks.models import PolicyRule, PolicyVersion, ResponsePolicy
from throughcare.foundation.clocks.presets import load_presets, presets
from throughcare.foundation.clocks.queries import NoRule, forget_policies, policy_names
from throughcare.foundation.lifecycle import NotAllowed

from .conftest import ANSWER_IN_TWO, TUESDAY, publish_for, time_to_answer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EARLY, LATE = datetime(2010, 1, 4, 15, tzinfo=UTC), datetime(2010, 2, 1, tzinfo=UTC)


def test_harbors_own_policy_goes_before_the_preset_for_harbor_alone(harbor, northside):
    publish_for(harbor)
    assert time_to_answer(harbor) == timedelta(hours=1)
    assert time_to_answer(northside) == 2 * DAY


def test_what_a_policy_leaves_open_keeps_the_presets_time(harbor):
    publish_for(harbor)
    assert time_to_answer(harbor, urgency="urgent") == timedelta(hours=4)


def test_the_networks_policy_goes_before_the_preset_and_after_the_organizations_own(harbor, northside):
    network = northside
    publish_for(network, ANSWER_IN_TWO)
    assert time_to_answer(harbor, network_id=network) == timedelta(hours=2)
    publish_for(harbor)
    assert time_to_answer(harbor, network_id=network) == timedelta(hours=1)


def test_a_change_rules_from_its_day_and_not_before(harbor):
    publish_for(harbor)
    publish_for(harbor, ANSWER_IN_TWO, label="2", effective_from=TUESDAY)
    assert time_to_answer(harbor, at=TUESDAY - DAY) == timedelta(hours=1)
    assert time_to_answer(harbor, at=TUESDAY) == timedelta(hours=2)


def test_a_running_clock_keeps_the_version_it_started_with(harbor, start):
    first = publish_for(harbor)
    clock = start(harbor)
    publish_for(harbor, ANSWER_IN_TWO, label="2", effective_from=TUESDAY + DAY)
    assert clock.policy_version_id == first.pk
    assert time_to_answer(harbor, at=TUESDAY + DAY) == timedelta(hours=2)


def test_a_version_before_the_latest_is_refused(harbor):
    publish_for(harbor, effective_from=TUESDAY)
    with pytest.raises(NotAllowed, match="17 November 2026"):
        publish_for(harbor, label="0")


def test_two_versions_never_rule_at_once(harbor):
    version = publish_for(harbor)
    with pytest.raises(IntegrityError, match="one_policy_version_in_force_at_a_time"), acting(system(harbor)):
        PolicyVersion.objects.create(policy=version.policy, label="2", effective_from=TUESDAY)


def test_a_rule_is_never_changed(harbor):
    version = publish_for(harbor)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(system(harbor)):
        PolicyRule.objects.filter(version=version).update(amount=99)


def test_eve_publishes_nothing_in_harbors_name_and_no_preset(harbor, eves_org):
    for scope_id in (harbor, None):
        with pytest.raises(ProgrammingError, match="row-level security"), acting(system(eves_org)):
            ResponsePolicy.objects.create(scope_id=scope_id, name="hers")


def test_eve_adds_no_rule_to_harbors_policy(harbor, eves_org):
    version = publish_for(harbor)
    rule = {"urgency": "routine", "step": "juggle", "amount": 1, "unit": "hours"}
    with pytest.raises(ProgrammingError, match="row-level security"), acting(system(eves_org)):
        PolicyRule.objects.create(version=version, **rule)


def test_ccbhc_begins_with_its_criteria(harbor):
    with pytest.raises(NoRule, match="30 June 2024"):
        time_to_answer(harbor, at=datetime(2024, 6, 30, tzinfo=UTC), policy="ccbhc-2023")
    assert time_to_answer(harbor, at=TUESDAY, policy="ccbhc-2023") == 2 * DAY


def test_presets_are_loaded_once(harbor):
    with acting(system(harbor)):
        assert load_presets() == 0
        assert set(PolicyVersion.objects.filter(policy__scope_id=None).values_list("id", flat=True)) == {
            preset.version_id for preset in presets()
        }


def test_what_a_process_knows_of_policies_can_be_forgotten(harbor):
    assert time_to_answer(harbor) == 2 * DAY
    publish_for(harbor)
    forget_policies()
    assert time_to_answer(harbor) == timedelta(hours=1)


def test_eve_chooses_between_the_presets_and_her_own_policies_and_learns_no_other_name(harbor, eves_org):
    publish_for(harbor, name="harbor-after-hours")
    publish_for(eves_org, name="hers")
    names = policy_names(eves_org)
    assert names == ["throughcare-default", "ccbhc-2023", "hers", "ncqa-access"]


def test_a_step_that_is_younger_than_an_organizations_own_version_has_the_published_time(harbor):
    version = publish_for(harbor)
    with acting(system(harbor)):
        early = PolicyVersion.objects.create(
            policy=version.policy, label="0", effective_from=EARLY, effective_until=LATE
        )
        PolicyRule.objects.create(version=early, urgency="routine", step="sent", amount=1, unit="minutes")
    assert time_to_answer(harbor, at=EARLY) == timedelta(minutes=1)
    assert time_to_answer(harbor, at=EARLY, urgency="urgent") == timedelta(hours=4)
