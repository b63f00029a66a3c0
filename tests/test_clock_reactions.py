"""A clock that nobody heeds tells somebody, once, and in the end brings the person back to the sending side."""

from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from throughcare.accounts.models import Notice
from throughcare.foundation.actor import NOBODY, acting, speaking_as
from throughcare.foundation.clocks import worker as clocks
from throughcare.referrals import actions, queries


def run_clocks(now) -> None:
    """Fire everything due by then, then the jobs that follow, as the worker would."""
    with speaking_as(NOBODY):
        as_worker("set role throughcare_worker")
        while clocks.work_once(now=now):
            pass
        as_worker("reset role")
    run_jobs()


def as_worker(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(words)


def run_jobs() -> None:
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as with_own_connections:
        with_own_connections.run_worker(wait=False, install_signal_handlers=False, delete_jobs="successful")


@pytest.fixture
def as_superuser_who_becomes_worker(house, superuser):
    """The web role may not become the worker; a test process that stands for both is lent the right."""
    superuser.execute("grant throughcare_worker to throughcare_web")
    yield
    superuser.execute("revoke throughcare_worker from throughcare_web")


def notices(actor) -> list[str]:
    with acting(actor):
        return list(
            Notice.objects.filter(membership_id=actor.membership_id).order_by("id").values_list("kind", flat=True)
        )


@pytest.mark.usefixtures("as_superuser_who_becomes_worker")
def test_silence_tells_the_holder_then_the_lead_and_then_it_is_back_with_us(refer, dr_osei, rosa, noon):
    handoff = refer("sent")

    run_clocks(noon + (handoff.due_at - noon) * 0.6)
    assert notices(dr_osei)[0] == "warning"

    run_clocks(handoff.due_at + timedelta(minutes=1))
    told = notices(dr_osei)
    assert "breach" in told
    run_clocks(handoff.due_at + timedelta(minutes=1))
    assert notices(dr_osei) == told, "nobody is told twice"

    run_clocks(handoff.due_at + timedelta(days=20))
    with acting(dr_osei):
        ended = queries.handoff(dr_osei, handoff.pk)
        referral = queries.referral(dr_osei, handoff.referral_id)
        assert (ended.status, ended.ending) == ("ended", "expired")
        assert (referral.live_status, referral.turn, referral.noes) == ("", "sender", 1)
        last = queries.timeline(referral)[-1]
    assert (last.name, last.by_name, last.reason) == ("expire", "Throughcare", "Nobody answered in time.")


@pytest.mark.usefixtures("as_superuser_who_becomes_worker")
def test_an_emergency_is_never_expired_by_software(refer, dr_osei, noon):
    handoff = refer("sent", urgency="emergent")

    run_clocks(handoff.due_at + timedelta(days=20))

    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk).status == "sent"
    assert "escalation" in notices(dr_osei)


@pytest.mark.usefixtures("as_superuser_who_becomes_worker")
def test_an_answer_stops_the_clock_that_asked_for_it(refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    with acting(rosa):
        accepted = actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)

    run_clocks(accepted.due_at + timedelta(minutes=1))

    assert "breach" in notices(rosa)
    assert "breach" not in notices(dr_osei)
