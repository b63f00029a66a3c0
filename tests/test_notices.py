"""A tired clerk tells one notice from another: about whom, what is to be done, and since when."""

from datetime import timedelta

import pytest

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Network
from throughcare.foundation.actor import acting, system
from throughcare.foundation.ids import uuid7
from throughcare.referrals import actions, jobs, queries


def page(visit, actor) -> str:
    return visit(actor, "get", "/notices/").content.decode()


@pytest.fixture
def fire(noon):
    """A clock of a promise or an ask reaches a rung; the job that follows runs."""

    def fire(record, kind, clock, *, org_id, step="breach", tell="holder"):
        event = {
            "clock_id": str(uuid7()), "org_id": str(org_id), "subject_kind": kind, "subject_id": str(record.pk),
            "clock": clock, "urgency": "routine", "step": step, "rung": "1", "tell": tell, "due_at": noon.isoformat(),
        }  # fmt: skip
        with acting(system(org_id)):
            jobs.tell.work(event)

    return fire


def told(actor) -> list[tuple[str, str]]:
    with acting(actor):
        return [(row.subject_kind, row.clock) for row in accounts.notices(actor)]


def test_each_line_says_who_what_and_when(refer, fire, visit, dr_osei, rosa, noon):
    handoff = refer("sent")
    fire(handoff, "handoff", "sent", org_id=dr_osei.org_id, step="warning")
    other = refer("open")
    fire(other, "referral", "open", org_id=dr_osei.org_id)

    shown = page(visit, dr_osei)

    assert f"Maya TC-{handoff.number}</b> · See that the service answers: comes due" in shown
    assert f"Maya TC-{other.number}</b> · Find a service and ask it: is late" in shown
    assert "Trauma therapy" in shown and "Torres" not in shown, "a first name, on a screen that others may see"
    assert f'href="/handoffs/{handoff.pk}/"' in shown


def test_the_receiver_reads_it_of_what_it_was_sent(refer, fire, visit, rosa, noon):
    handoff = refer("sent")
    with acting(rosa):
        handoff = actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
    fire(handoff, "handoff", "accepted", org_id=rosa.org_id)

    assert f"Maya TC-{handoff.number}</b> · Offer a first visit: is late" in page(visit, rosa)


def test_a_networks_lead_who_works_elsewhere_is_told_whom_to_call_and_gets_no_dead_link(
    refer, fire, visit, dr_osei, eve
):
    referral = refer("open")
    with acting(dr_osei):
        network = accounts.network_of(dr_osei)
    Network.objects.filter(pk=network.pk).update(lead_id=eve.membership_id)
    fire(referral, "referral", "open", org_id=dr_osei.org_id, step="escalation", tell="network_lead")

    shown = page(visit, eve)

    assert f"TC-{referral.number}" in shown and "It is Northside Family Health’s. Call them, 305-555-0110." in shown
    assert f"/referrals/{referral.pk}/" not in shown and "Maya" not in shown and "Trauma" not in shown


def test_an_invitation_says_whose_it_is(visit, rosa, sam, noon):
    with acting(rosa):
        staff.invite(name="Sam", email="sam@northside.example", roles=["receiver"], actor=rosa, at=noon)

    shown = page(visit, sam)

    assert "Harbor Counseling asks you to work for it too" in shown and 'href="/organizations/"' in shown


def test_what_notices_show_costs_the_same_however_many_they_are(refer, fire, asked, dr_osei):
    fire(refer("sent"), "handoff", "sent", org_id=dr_osei.org_id)
    few = len(asked(dr_osei, "/notices/"))
    for _ in range(3):
        fire(refer("sent"), "handoff", "sent", org_id=dr_osei.org_id)

    assert len(asked(dr_osei, "/notices/")) == few


@pytest.mark.parametrize("tell", ["holder", "desk_lead", "network_lead"])
def test_where_nothing_may_be_told_the_last_clock_reminds_only_whoever_has_them(
    tell, refer, fire, dr_osei, sam, rosa, noon
):
    handoff = refer("sent", feedback="nothing")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
    with acting(dr_osei):
        referral = queries.referral(dr_osei, handoff.referral_id)

    fire(referral, "referral", "first_treatment", org_id=dr_osei.org_id, tell=tell)

    assert told(rosa) == [("handoff", "first_treatment")]
    assert told(dr_osei) == told(sam) == []


def test_once_treatment_began_that_clock_reminds_nobody(refer, fire, dr_osei, rosa, noon):
    handoff = refer("sent", feedback="nothing")
    with acting(rosa):
        for step, said in (("accept", {}), ("book", {"visit_at": noon + timedelta(days=1)}), ("begin_treatment", {})):
            actions.take_handoff_step(handoff.pk, step, actor=rosa, at=noon, **said)
    with acting(dr_osei):
        referral = queries.referral(dr_osei, handoff.referral_id)

    fire(referral, "referral", "first_treatment", org_id=dr_osei.org_id)

    assert told(rosa) == told(dr_osei) == []
