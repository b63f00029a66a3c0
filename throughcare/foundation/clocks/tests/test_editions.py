"""A policy changes on a day: a preset in a new edition of the program, an organization's own after a rest."""

import json
from datetime import timedelta

from throughcare.foundation.actor import acting, system
from throughcare.foundation.clocks import presets
from throughcare.foundation.clocks.models import PolicyVersion

from .conftest import ANSWER_IN_TWO, TUESDAY, publish_for, time_to_answer

DAY = timedelta(days=1)


def test_a_newer_edition_of_a_preset_rules_from_its_day(house, as_role, monkeypatch, tmp_path, harbor):
    newer = json.loads((presets.DATA / "throughcare-default.json").read_text())
    newer |= {"label": "next", "effective_from": (TUESDAY + DAY).isoformat()}
    newer["times"]["sent"]["routine"] = "3 hours"
    (tmp_path / "throughcare-default.json").write_text(json.dumps(newer))
    monkeypatch.setattr(presets, "DATA", tmp_path)
    assert as_role("owner", presets.load_presets) == 1
    assert as_role("owner", presets.load_presets) == 0
    assert time_to_answer(harbor, at=TUESDAY) == 2 * DAY
    assert time_to_answer(harbor, at=TUESDAY + DAY) == timedelta(hours=3)


def test_a_policy_that_had_ended_begins_again(house, harbor):
    version = publish_for(harbor)
    with acting(system(harbor)):
        PolicyVersion.objects.filter(pk=version.pk).update(effective_until=TUESDAY - DAY)
    publish_for(harbor, ANSWER_IN_TWO, label="2", effective_from=TUESDAY)
    assert time_to_answer(harbor, at=TUESDAY - DAY) == 2 * DAY
    assert time_to_answer(harbor, at=TUESDAY) == timedelta(hours=2)
