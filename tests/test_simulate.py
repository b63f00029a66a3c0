"""The simulated history is one that could have happened: no orphan, and every constraint holds."""

import json

from throughcare.command.main import main


def test_a_simulated_history_has_no_orphan_and_is_made_once(house, capsys):
    assert main(["simulate", "--referrals", "3000", "--seed", "7"]) == 0
    capsys.readouterr()

    assert main(["check", "loops", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["orphans"] == 0
    assert answer["open"] > 150
    assert sum(answer["referrals"]["by_status"].values()) == 3000
    assert main(["simulate", "--referrals", "3000"]) == 1, "not twice into one database"


def test_settings_for_production_refuse_it(house, settings):
    settings.PRODUCTION = True
    assert main(["simulate", "--referrals", "10"]) == 1
