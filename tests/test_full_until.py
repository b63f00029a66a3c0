"""Whoever says no may say until when they are full: nobody of ours asks before, and whoever looks for care reads it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from test_partner_links import Partner

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.inquiries import actions as inquiries
from throughcare.network import actions as listings
from throughcare.network import queries as network
from throughcare.network.models import RoomSaid
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries

MAY = date(2026, 5, 1)
NO_ROOM = {"decline_reason": "no_room", "declined_because": "No room at the moment"}
ABOUT = inquiries.About(need="Trauma therapy", urgency="routine")


@pytest.fixture
def ask(refer, dr_osei, maya, harbor_service, noon):
    """One question without a name."""

    def ask(service=harbor_service, at=noon):
        referral = refer("open", at=at)
        with acting(dr_osei):
            said = {"about": ABOUT, "service_ids": [service.pk], "names": [maya.name]}
            return inquiries.inquire(referral.pk, **said, actor=dr_osei, at=at)[0]

    return ask


def answer(actor, inquiry, name, at, **facts):
    with acting(actor):
        return inquiries.take_inquiry_step(inquiry.pk, name, actor=actor, at=at, **facts)


def choose(actor, inquiry, at):
    with acting(actor):
        return referrals.prepare(inquiry.referral_id, service_id=inquiry.service_id, choice="Maya", actor=actor, at=at)


@pytest.mark.parametrize(("said", "day"), [({"full_until": MAY}, "1 May"), ({}, "16 March")])
def test_a_no_without_a_name_cools_off_as_one_by_name_does(ask, rosa, dr_osei, noon, said, day):
    inquiry = ask()
    answer(rosa, inquiry, "say_no", noon, **NO_ROOM, **said)

    with pytest.raises(NotAllowed, match=f"not asked again before {day}"):
        choose(dr_osei, inquiry, noon)
    assert choose(dr_osei, inquiry, noon + timedelta(days=61)).status == "prepared"


def test_another_no_and_words_alone_cool_off_nobody(ask, rosa, dr_osei, harbor_service, noon):
    answer(rosa, ask(), "say_no", noon, decline_reason="payer", declined_because="We do not take this payer")
    answer(rosa, ask(), "say_no", noon, declined_because="We move house")
    with acting(dr_osei):
        assert queries.cooling_off(dr_osei.org_id, [harbor_service.pk], on=noon.date()) == {}


def test_a_yes_ends_what_kept_us_from_asking(ask, rosa, dr_osei, noon):
    answer(rosa, ask(), "say_no", noon, **NO_ROOM, full_until=MAY)
    inquiry = ask()
    answer(rosa, inquiry, "say_yes", noon, from_on=MAY)

    answer(dr_osei, inquiry, "take_offer", noon, said={"reason": "The nearest"})

    with acting(dr_osei):
        assert queries.live_handoffs([inquiry.referral_id])[inquiry.referral_id].service_id == inquiry.service_id


def test_the_asking_side_reads_the_day_and_everybody_the_room(ask, rosa, harbor_service, noon):
    with acting(rosa):
        listings.say_room(
            harbor_service.pk, room="open", takes_only="ages 13 to 17", takes_a_week=2, actor=rosa, at=noon
        )
    inquiry = answer(rosa, ask(), "say_no", noon, **NO_ROOM, full_until=MAY)

    service = network.service(harbor_service.pk)
    assert inquiry.answer == "No room at the moment. Full until 1 May."
    assert network.room_in_words(service, on=noon.date()) == "Full until 1 May, only ages 13 to 17, at most 2 a week"
    assert service.room_said_by.startswith("Rosa") and RoomSaid.objects.filter(service=service).count() == 2


def test_a_no_by_name_says_it_to_everybody_too(refer, rosa, harbor_service, noon):
    handoff = refer("sent")
    with acting(rosa):
        referrals.take_handoff_step(
            handoff.pk, "decline", decline_reason="no_room", full_until=MAY, actor=rosa, at=noon
        )
    assert network.fits_room(network.service(harbor_service.pk), on=noon.date()) == "no"


def test_a_no_without_a_day_changes_no_switch(ask, rosa, harbor_service, noon):
    answer(rosa, ask(), "say_no", noon, **NO_ROOM)
    assert network.service(harbor_service.pk).room == ""


def test_a_day_that_has_come_is_refused_and_nothing_is_kept(ask, refer, rosa, harbor_service, noon):
    inquiry, handoff = ask(), refer("sent")
    with pytest.raises(NotAllowed, match="still to come"):
        answer(rosa, inquiry, "say_no", noon, **NO_ROOM, full_until=noon.date())
    with pytest.raises(NotAllowed, match="still to come"), acting(rosa):
        referrals.take_handoff_step(
            handoff.pk, "decline", decline_reason="no_room", full_until=noon.date(), actor=rosa, at=noon
        )
    assert network.service(harbor_service.pk).room == ""


def test_a_place_without_accounts_says_it_by_link(ask, link_to, bridge, dr_osei):
    now, day = timezone.now(), timezone.localdate() + timedelta(days=30)
    inquiry = ask(bridge, at=now - timedelta(hours=1))
    partner = Partner(link_to(inquiry, "inquiry", "none"))
    partner.enter()

    partner.press("say_no", decline_reason="no_room", full_until=day.isoformat())

    service = network.service(bridge.pk)
    assert (service.room, service.room_again_on) == ("full", day) and service.room_said_by.startswith("Bridge House")
    with acting(dr_osei):
        assert queries.cooling_off(dr_osei.org_id, [bridge.pk], on=now.date()) == {bridge.pk: day}


def test_northside_writes_down_what_a_place_said_by_phone(ask, bridge, dr_osei, noon):
    said = {"said_by": "Ann at the desk", "route": "phone"}
    answer(dr_osei, ask(bridge), "say_no", noon, **NO_ROOM, full_until=MAY, said=said)
    assert network.service(bridge.pk).room_said_by == "Ann at the desk, Northside Family Health"
