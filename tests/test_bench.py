"""Benches measure and say so. Whether a goal is met is not a test: machines differ."""

import json

import pytest

from throughcare.command.main import main

KEYS = {"name", "measured", "reference", "ratio", "goals", "goal_met"}


@pytest.mark.parametrize("name", ["worklist", "loop"])
def test_a_bench_prints_what_it_measured(house, capsys, name):
    assert main(["bench", name, "--json", "--referrals", "2000"]) == 0

    found = json.loads(capsys.readouterr().out)

    assert set(found) == KEYS and found["name"] == name
    assert found["goal_met"] == all(goal["met"] for goal in found["goals"])
    assert found["ratio"] > 0
