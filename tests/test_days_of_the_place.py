"""It is nine in the evening in Miami, and tomorrow already in UTC. Days are those of the place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.consent import queries as agreed
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.inquiries import actions as inquiries
from throughcare.network import actions as network
from throughcare.referrals import actions as referrals

EVENING = datetime(2026, 3, 3, 2, tzinfo=UTC)  # 2 March, nine in the evening
TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


def test_today_is_the_day_it_is_there(rosa):
    assert people.today_of(people.organization(rosa.org_id), EVENING) == TODAY


def test_away_until_tomorrow_is_said_in_the_evening(refer, rosa, ben, noon):
    handoff = refer("sent")
    with acting(ben):
        accounts.set_availability(ben.membership_id, away_until=TOMORROW, takes_at_most=None, actor=ben, at=EVENING)
    with acting(rosa):
        referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
        with pytest.raises(NotAllowed, match="away until 3 March"):
            referrals.assign(handoff.pk, to=people.member(rosa, ben.membership_id), actor=rosa, at=EVENING)


def test_room_again_tomorrow_is_said_in_the_evening(harbor_service, rosa):
    with acting(rosa):
        service = network.say_room(harbor_service.pk, room="full", again_on=TOMORROW, actor=rosa, at=EVENING)
    assert service.room_again_on == TOMORROW


def test_a_hold_until_tomorrow_begins_in_the_evening(refer, dr_osei):
    promise = refer("open")
    with acting(dr_osei):
        held = referrals.take_referral_step(
            promise.pk, "hold", said={"reason": "On a journey"}, wake_on=TOMORROW, waiting_on="client", actor=dr_osei,
            at=EVENING,
        )  # fmt: skip
    assert held.wake_on == TOMORROW


def test_what_is_agreed_until_today_holds_this_evening(refer, maya, dr_osei, harbor_service):
    with acting(dr_osei):
        basis = consent.record_basis(
            client_id=maya.pk, kind="written_consent", recipients=[harbor_service.pk], given_by="Maya", until_on=TODAY,
            actor=dr_osei, at=EVENING,
        )  # fmt: skip
    handoff = refer("prepared")
    with acting(dr_osei):
        assert referrals.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=EVENING).basis_id == basis.pk
        with pytest.raises(NotAllowed, match="has ended"):
            referrals.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=EVENING + timedelta(hours=3))


def test_what_an_aunt_agreed_to_on_the_evening_before_ends_on_the_birthday(dr_osei):
    with acting(dr_osei):
        client = clients.register(name="Noa Levi", born_on=date(2008, 3, 3), actor=dr_osei, at=EVENING)
        basis = consent.record_basis(
            client_id=client.pk, kind="written_consent", given_by="Her aunt", given_as="guardian", actor=dr_osei,
            at=EVENING,
        )  # fmt: skip
        assert agreed.outgrown_on(basis, client.born_on) == TOMORROW


def test_room_from_today_is_said_in_the_evening(refer, dr_osei, rosa, harbor_service):
    promise = refer("open")
    with acting(dr_osei):
        about = inquiries.About(need="Trauma therapy", urgency="routine")
        asked = inquiries.inquire(
            promise.pk, about=about, service_ids=[harbor_service.pk], names=[], actor=dr_osei, at=EVENING
        )
    with acting(rosa):
        offer = inquiries.take_inquiry_step(asked[0].pk, "say_yes", from_on=TODAY, actor=rosa, at=EVENING)
    assert offer.room_from == TODAY
