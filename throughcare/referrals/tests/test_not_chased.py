"""A place with a system of its own is not chased: we ask the people themselves, and call it once a month."""

from datetime import timedelta

import pytest

from throughcare.consent import actions as consent
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions as listings
from throughcare.network import queries as network
from throughcare.network.models import Service
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import standing_key

MONTH = timedelta(days=30)
ON_THE_PHONE = {"said_by": "Ines, front desk", "route": "phone"}


@pytest.fixture
def bridge(dr_osei):
    service = network.service_by_source("throughcare-demonstration", "harbor-adults")
    Service.objects.filter(pk=service.pk).update(run_by=None, desk=None, name="Bridge House")
    return network.service(service.pk)


@pytest.fixture
def managed(bridge, sam, noon):
    with acting(sam):
        listings.manage_externally(bridge.pk, why="Their own system", said_by="Ines", actor=sam, at=noon)
    return bridge


@pytest.fixture
def send(refer, dr_osei, maya, bridge, noon):
    def send(*, feedback="progress", urgency="routine"):
        opened = refer("open", urgency=urgency)
        with acting(dr_osei):
            ask = actions.prepare(opened.pk, service_id=bridge.pk, choice="The only one near", actor=dr_osei, at=noon)
            basis = consent.record_basis(
                client_id=maya.pk, kind="written_consent", recipients=[bridge.pk], given_by="Maya and her aunt",
                feedback=feedback, actor=dr_osei, at=noon,
            )  # fmt: skip
            actions.share_on(ask.pk, basis_id=basis.pk, actor=dr_osei, at=noon)
            return actions.send(ask.pk, actor=dr_osei, at=noon)

    return send


@pytest.fixture
def hear(dr_osei, noon):
    def hear(ask, name, heard_from, *, at=None, actor=dr_osei):
        with acting(actor):
            return actions.take_handoff_step(
                ask.pk, name, heard_from=heard_from, said=dict(ON_THE_PHONE), actor=actor, at=at or noon + MONTH
            )

    return hear


def promise(actor, ask):
    with acting(actor):
        return queries.referral(actor, ask.referral_id)


def test_what_is_sent_there_is_ours_to_ask_about_in_a_month(managed, send, dr_osei, noon):
    ask = send()

    assert standing_key(ask) == "external" and ask.turn == "sender" and ask.holder_id == dr_osei.membership_id
    assert ask.due_at.date() == (noon + MONTH).date()
    kept = promise(dr_osei, ask)
    assert (kept.live_status, kept.turn, kept.waiting_on, kept.due_at) == ("sent", "sender", "receiver", ask.due_at)
    with acting(dr_osei):
        assert clocks.open_clock(ask.pk, "external") and not clocks.open_clock(ask.pk, "sent")


def test_in_one_press_it_stands_the_same_way(managed, refer, dr_osei, noon):
    draft = refer("draft")
    with acting(dr_osei):
        agreed = {"kind": "written_consent", "given_by": "Maya", "feedback": "progress"}
        ask = actions.send_draft(draft.pk, service_id=managed.pk, choice="Near", agreed=agreed, actor=dr_osei, at=noon)
        assert standing_key(ask) == "external" and ask.due_at.date() == (noon + MONTH).date()
        assert clocks.open_clock(ask.pk, "external") and not clocks.open_clock(ask.pk, "sent")


def test_urgent_help_is_not_asked_about_in_a_month(managed, send, noon):
    assert send(urgency="very_urgent").due_at < noon + timedelta(days=2)


def test_what_was_sent_before_the_mark_stands_another_way_at_once_and_back(send, bridge, sam, dr_osei, noon):
    ask = send()
    assert standing_key(ask) == "sent"
    with acting(sam):
        for _ in range(2):  # said twice is said once
            listings.manage_externally(bridge.pk, why="Their own system", said_by="Ines", actor=sam, at=noon)
    with acting(dr_osei):
        marked = queries.handoff(dr_osei, ask.pk)
        assert standing_key(marked) == "external" and marked.steps.filter(name="manage_externally").count() == 1
    with acting(sam):
        listings.answer_again(bridge.pk, actor=sam, at=noon + timedelta(hours=1))
    with acting(dr_osei):
        again = queries.handoff(dr_osei, ask.pk)
        assert standing_key(again) == "sent" and again.turn == "receiver" and clocks.open_clock(ask.pk, "sent")


def test_they_came_there_is_a_word_of_whoever_said_so(managed, send, hear, dr_osei):
    ask = hear(send(), "hear_came", "place")

    assert ask.status == "assessed" and ask.accepted_at and ask.holder_id == dr_osei.membership_id
    with acting(dr_osei):
        [word] = queries.witnesses_of(promise(dr_osei, ask))
        assert (word.who, word.says_connected) == ("receiver", True)


def test_the_word_of_the_place_and_of_the_client_verify_it(managed, send, hear, dr_osei, noon):
    ask = hear(send(), "hear_came", "place")
    with acting(dr_osei):
        actions.bear_witness(ask.referral_id, who="client", says_connected=True, actor=dr_osei, at=noon + MONTH)
        closed = actions.take_referral_step(
            ask.referral_id, "close", closure="connected", said={"reason": ""}, actor=dr_osei, at=noon + MONTH
        )
    assert closed.evidence == "verified"


def test_who_did_not_come_is_spoken_with_by_us_the_same_day(managed, send, hear, dr_osei, noon):
    ask = hear(send(), "hear_not_come", "place")

    assert standing_key(ask) == "not_come" and ask.due_at < noon + MONTH + timedelta(days=1)
    with acting(dr_osei):
        assert queries.needs_contact(promise(dr_osei, ask))
    back = hear(ask, "hear_nothing", "client", at=noon + MONTH + timedelta(hours=1))
    assert standing_key(back) == "external"


def test_not_known_is_asked_again_a_month_later(managed, send, hear, noon):
    ask = hear(send(), "hear_nothing", "place")

    assert standing_key(ask) == "external" and ask.due_at.date() == (noon + 2 * MONTH).date()


def test_a_place_that_may_tell_us_nothing_is_not_asked_about_them(managed, send, hear):
    ask = send(feedback="nothing")
    with pytest.raises(NotAllowed, match="Ask them yourself"):
        hear(ask, "hear_came", "place")

    assert hear(ask, "hear_came", "client").status == "assessed"


def test_where_they_answer_here_nothing_is_heard_beside_them(send, hear):
    with pytest.raises(NotAllowed, match="They answer here"):
        hear(send(), "hear_came", "place")


def test_who_says_so_and_why_is_asked(bridge, sam, dr_osei, harbor_service, noon):
    with acting(sam), pytest.raises(NotAllowed, match="Say why"):
        listings.manage_externally(bridge.pk, why=" ", said_by="Ines", actor=sam, at=noon)
    with acting(dr_osei), pytest.raises(NotAllowed, match="Coordinators"):
        listings.manage_externally(bridge.pk, why="Own system", said_by="Ines", actor=dr_osei, at=noon)
    with acting(sam), pytest.raises(NotAllowed, match="nobody here runs"):
        listings.manage_externally(harbor_service.pk, why="Own system", said_by="Ines", actor=sam, at=noon)


def test_the_mark_is_of_one_organization_only(managed, eve):
    with acting(eve):
        assert not network.managed_externally(eve.org_id, [managed.pk])


def test_whoever_joins_the_network_answers_here(managed, send, rosa):
    Service.objects.filter(pk=managed.pk).update(run_by=rosa.org_id)

    assert standing_key(send()) == "sent"
