"""A clock that nobody heeds tells somebody, once, and in the end brings the person back to the sending side."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from worker_role import as_worker

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Notice
from throughcare.foundation.actor import NOBODY, acting, speaking_as
from throughcare.foundation.clocks import worker as clocks
from throughcare.network import actions as listings
from throughcare.referrals import actions, queries


def run_clocks(now) -> None:
    """Fire everything due by then, then the jobs that follow, as the worker would."""
    with as_worker(), speaking_as(NOBODY):
        while clocks.work_once(now=now):
            pass
        run_jobs()


def run_jobs() -> None:
    """In a thread of its own: a browser test before us may have left its event loop in this one."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(work_off).result()


def work_off() -> None:
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as with_own_connections:
        with_own_connections.run_worker(wait=False, install_signal_handlers=False, delete_jobs="successful")
    connection.close()


def notices(actor) -> list[str]:
    with acting(actor):
        return list(
            Notice.objects.filter(membership_id=actor.membership_id).order_by("id").values_list("kind", flat=True)
        )


@pytest.mark.usefixtures("house")
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


@pytest.mark.usefixtures("house")
def test_an_emergency_is_never_expired_by_software(refer, dr_osei, noon):
    handoff = refer("sent", urgency="emergent")

    run_clocks(handoff.due_at + timedelta(days=20))

    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk).status == "sent"
    assert "escalation" in notices(dr_osei)


@pytest.mark.usefixtures("house")
def test_an_answer_stops_the_clock_that_asked_for_it(refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    with acting(rosa):
        accepted = actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)

    run_clocks(accepted.due_at + timedelta(minutes=1))

    assert "breach" in notices(rosa)
    assert "breach" not in notices(dr_osei)


@pytest.mark.usefixtures("house")
def test_a_hold_ends_by_itself_on_the_day_agreed(refer, dr_osei, noon):
    referral = refer("open")
    wake_on = (noon + timedelta(days=10)).date()
    with acting(dr_osei):
        actions.take_referral_step(referral.pk, "hold", wake_on=wake_on, waiting_on="family", actor=dr_osei, at=noon)

    run_clocks(noon + timedelta(days=9))
    with acting(dr_osei):
        assert queries.referral(dr_osei, referral.pk).status == "on_hold"
    run_clocks(noon + timedelta(days=14))

    with acting(dr_osei):
        woken = queries.referral(dr_osei, referral.pk)
        assert (woken.status, woken.wake_on) == ("open", None)


@pytest.mark.usefixtures("house")
def test_a_visit_ahead_is_not_late_before_it_took_place(refer, rosa, noon):
    handoff = refer("sent")
    starts_at = noon + timedelta(days=30)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
        booked = actions.take_handoff_step(handoff.pk, "book", actor=rosa, at=noon, visit_at=starts_at)
    assert booked.due_at > starts_at

    run_clocks(starts_at)

    assert "breach" not in notices(rosa)


@pytest.mark.usefixtures("house")
def test_a_hand_over_that_nobody_answers_is_the_leads_to_decide(refer, dr_osei, sam, visit, noon):
    referral = refer("open", actor=sam)
    with acting(sam):
        (desk,) = accounts.desks(sam)
        staff.lead_desk(desk, membership=accounts.membership(sam.membership_id), actor=sam, at=noon)
        colleague = accounts.membership(dr_osei.membership_id)
        (offer,) = actions.offer([referral.pk], to=colleague, note="", actor=sam, at=noon)

    run_clocks(offer.due_at + timedelta(minutes=1))
    with acting(sam):
        assert [row.pk for row in queries.offered_to(sam)] == [offer.pk]
        assert queries.referral(sam, referral.pk).holder_id == sam.membership_id
    page = visit(sam, "get", "/notices/").content.decode()
    assert "Nobody took over what was handed on: you decide" in page and 'href="/handed/"' in page


@pytest.mark.usefixtures("house")
def test_a_place_that_is_not_chased_is_asked_about_and_nothing_sent_there_expires(
    asked_of_bridge, bridge, dr_osei, sam
):
    with acting(sam):
        listings.manage_externally(bridge.pk, why="Their own system", said_by="Ines", actor=sam, at=timezone.now())
    handoff = asked_of_bridge()

    run_clocks(handoff.due_at + timedelta(minutes=1))
    assert "breach" in notices(dr_osei), "whoever holds them asks them"
    run_clocks(handoff.due_at + timedelta(days=60))

    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk).status == "sent"
