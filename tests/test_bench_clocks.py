"""The measurement measures: everything due is fired, and nothing of it stays."""

from argparse import Namespace

import pytest
from django.conf import settings
from django.db import connection

from throughcare.command.benches.clocks import measure
from throughcare.command.house import ROLE_OF_ADDRESS
from throughcare.foundation import events


@pytest.mark.slow
def test_a_small_measurement_says_what_it_measured_and_leaves_nothing_behind(house, monkeypatch):
    listeners = list(events.listeners)
    monkeypatch.setattr(settings, "ADDRESSES", addresses_of(house))
    found = measure(Namespace(clocks=2_000, due=300, seconds=1))
    assert (found["name"], found["goal_met"]) == ("clocks", True)
    assert found["measured"]["fired"] == found["reference"]["fired"] == 300
    assert found["ratio"] > 0
    assert events.listeners == listeners
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_namespace where nspname = 'bench_clocks'")
        assert cursor.fetchone() == (0,)


def addresses_of(name: str) -> dict[str, str]:
    host = connection.settings_dict["HOST"]
    roles = {
        variable.removeprefix("DATABASE_").removesuffix("_URL").lower(): role
        for variable, role in ROLE_OF_ADDRESS.items()
    }
    return {short: f"postgresql://{role}@/{name}?host={host}" for short, role in roles.items()}
