import json

from django.db import connections

from throughcare.command.main import main
from throughcare.foundation.actor import acting
from throughcare.referrals import actions


def loops(capsys) -> dict:
    main(["check", "loops", "--json"])
    return json.loads(capsys.readouterr().out)


def test_every_open_promise_is_counted_and_none_is_an_orphan(house, refer, rosa, noon, capsys):
    handoff = refer("sent")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
    refer("open")

    answer = loops(capsys)

    assert (answer["open"], answer["orphans"]) == (3, 0)
    assert answer["referrals"]["by_status"] == {"open": 2}
    assert answer["handoffs"]["by_status"] == {"accepted": 1}
    assert answer["overdue"] == 3, "noon was long ago"


def test_what_no_work_list_shows_is_an_orphan(house, refer, superuser, capsys):
    referral = refer("open")
    superuser.execute("update work_workitem set is_open = false where subject_id = %s", [referral.pk])

    assert loops(capsys)["orphans"] == 1
    connections["keeper"].close()
