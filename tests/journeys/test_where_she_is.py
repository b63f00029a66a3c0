"""Journeys in which the person's own situation changes: hospital, custody, death, a birthday."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from test_clock_reactions import run_clocks

from throughcare.accounts import queries as people
from throughcare.clients import actions as clients
from throughcare.clients import queries as known
from throughcare.consent import actions as consents
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import actions, queries


def test_in_hospital_when_the_reminder_would_go(journey, refer, dr_osei, rosa):
    """A visit is ahead and Maya is in hospital. Both sides are told whom to call; home again, somebody calls that day."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    booked = journey.book(rosa, handoff, 1, visit_on=6)

    journey.is_now(dr_osei, "hospital", 4, ask_again=8)

    assert journey.line(rosa, handoff).last_event.endswith("call")
    assert "hospital" not in journey.line(rosa, handoff).last_event, "they learn that, not where"
    assert journey.visits(rosa, handoff) == ["booked"], "the people who know her decide about the visit"
    journey.visit(rosa, booked, "cancel", 5, "She is not at home")

    journey.is_now(dr_osei, "home", 9)
    referral = journey.referral(dr_osei, handoff)
    assert referral.due_at <= journey.on(9, 24), "somebody speaks with her the same day"
    journey.try_to_reach(dr_osei, handoff, 9, 2, outcome="patient-reached")
    journey.treat(rosa, handoff, 10, visit_on=14)
    assert not journey.judged(dr_osei, handoff, treated=14)
    journey.nothing_is_lost(dr_osei, rosa)


def test_she_dies_while_she_waits(journey, refer, dr_osei, rosa):
    """Nobody calls any more, nobody waits for her, both sides hear of it, and the promise ends as what it is."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.take(rosa, handoff, "waitlist", 2, "The next group begins in March")

    journey.is_now(dr_osei, "deceased", 30, source="her aunt, by phone")

    with pytest.raises(NotAllowed, match="deceased"):
        journey.try_to_reach(dr_osei, handoff, 31)
    with pytest.raises(NotAllowed):
        journey.book(rosa, handoff, 31, visit_on=35)
    journey.nothing_is_lost(dr_osei, rosa)
    journey.take(rosa, handoff, "hand_back", 31, "She has died")
    closed = journey.promise(dr_osei, handoff, "close", 32, closure="deceased")
    assert closed.closure == "deceased"
    assert not journey.judged(dr_osei, handoff, treated=None)
    journey.nothing_is_lost(dr_osei, rosa)


def test_released_from_custody_early(journey, refer, dr_osei, rosa):
    """Asked again for the day of release; the release comes three weeks earlier, and somebody calls that day."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.is_now(dr_osei, "custody", 2, ask_again=40)
    journey.nothing_is_lost(dr_osei, rosa)

    journey.is_now(dr_osei, "home", 19, source="the jail, by phone")

    assert journey.referral(dr_osei, handoff).due_at <= journey.on(19, 24)
    journey.try_to_reach(dr_osei, handoff, 19, 3, outcome="patient-reached")
    journey.treat(rosa, handoff, 20, visit_on=22)
    assert not journey.judged(dr_osei, handoff, treated=22)
    journey.nothing_is_lost(dr_osei, rosa)


def test_she_turns_eighteen_while_she_waits(journey, refer, visit, dr_osei, rosa):
    """Her guardian decided with her; on the birthday that is over by itself. Her place and her clock stay."""
    with acting(dr_osei):
        clients.correct(journey.maya, born_on=date(2008, 4, 9), actor=dr_osei, at=journey.on(0))
        for name, never in (("Luz Torres", False), ("Raul Torres", True)):
            clients.add_decision_maker(
                journey.maya, name=name, acts_as="guardian", scope=["release", "contacted"], never_tell=never,
                actor=dr_osei, at=journey.on(0),
            )  # fmt: skip
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.take(rosa, handoff, "waitlist", 2, "The next group begins in May")

    def who_decides(day):
        with acting(dr_osei):
            client = known.client(dr_osei, journey.maya.pk)
            return [maker.name for maker in known.deciding(client, on=day)]

    assert who_decides(date(2026, 4, 8)) == ["Luz Torres", "Raul Torres"]
    assert who_decides(date(2026, 4, 9)) == ["Raul Torres"], "whom never to tell is never forgotten"
    page = visit(dr_osei, "get", f"/clients/{journey.maya.pk}/").content.decode()
    assert "Guardian: no longer. Ask Maya Torres before you tell them anything." in page
    journey.treat(rosa, handoff, 60, visit_on=70)
    assert not journey.judged(dr_osei, handoff, treated=70)
    journey.nothing_is_lost(dr_osei, rosa)


@pytest.mark.usefixtures("house")
def test_what_her_aunt_agreed_to_ends_on_her_eighteenth_birthday(journey, refer, dr_osei, rosa, harbor_service):
    """Dr. Osei hears of it a week before and on the day, and speaks with Maya; what Maya herself agrees to counts on."""
    birthday = timezone.localdate() + timedelta(days=10)
    now = timezone.now()
    with acting(dr_osei):
        born_on = birthday.replace(year=birthday.year - 18)
        clients.correct(journey.maya, born_on=born_on, actor=dr_osei, at=now)
    handoff = refer("sent", at=now)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
    assert write_to_harbor(dr_osei, handoff, now) is None, "today it still carries words"

    run_clocks(now + timedelta(days=8))
    with acting(dr_osei):
        told = [notice.clock for notice in people.notices(dr_osei)]
    assert "of_age" in told, "before the day, so that nothing has to stop"

    on_the_day = now + timedelta(days=11)
    assert "Ask them themselves." in write_to_harbor(dr_osei, handoff, on_the_day)
    with acting(dr_osei):
        consents.outgrow(journey.maya.pk, org_id=dr_osei.org_id, on=on_the_day.date(), at=on_the_day)
        consents.outgrow(journey.maya.pk, org_id=dr_osei.org_id, on=on_the_day.date(), at=on_the_day)
        promise = queries.referral(dr_osei, handoff.referral_id)
        assert promise.due_at < on_the_day + timedelta(days=1), "somebody speaks with her the same day"
        assert queries.handoff(dr_osei, handoff.pk) is None, "what her aunt let Northside hear has ended as well"
        theirs = consents.record_basis(
            client_id=journey.maya.pk, kind="written_consent", recipients=[harbor_service.pk], given_by="Maya",
            given_as="self", actor=dr_osei, at=on_the_day,
        )  # fmt: skip
        consents.must_allow(theirs, service_id=harbor_service.pk, legal_kind="covered_entity", on=date(2050, 1, 1))
    journey.nothing_is_lost(dr_osei, rosa)


@pytest.mark.usefixtures("house")
def test_on_the_birthday_itself_the_program_ends_it(journey, refer, dr_osei, rosa):
    yesterday, today = timezone.now() - timedelta(days=1), timezone.localdate()
    with acting(dr_osei):
        born_on = today.replace(year=today.year - 18)
        clients.correct(journey.maya, born_on=born_on, actor=dr_osei, at=yesterday)
    handoff = refer("sent", at=yesterday)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=yesterday)

    run_clocks(timezone.now() + timedelta(days=1))

    with acting(dr_osei):
        assert queries.handoff(dr_osei, handoff.pk) is None
        assert journey.line(dr_osei, queries.referral(dr_osei, handoff.referral_id)).last_event.startswith("Of age now")
    journey.nothing_is_lost(dr_osei, rosa)


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("htmx", [True, False])
def test_what_she_agrees_to_herself_before_the_birthday_goes_on(journey, refer, visit, dr_osei, rosa, htmx):
    now, birthday = timezone.now(), timezone.localdate() + timedelta(days=10)
    with acting(dr_osei):
        born_on = birthday.replace(year=birthday.year - 18)
        clients.correct(journey.maya, born_on=born_on, actor=dr_osei, at=now)
    handoff = refer("sent", at=now)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
    page = visit(dr_osei, "get", f"/handoffs/{handoff.pk}/").content.decode()
    assert "Ask them themselves" in page and f"{birthday.day} {birthday:%B %Y}, their birthday" in page
    assert "their birthday" not in visit(rosa, "get", f"/handoffs/{handoff.pk}/").content.decode()

    address, said = f"/handoffs/{handoff.pk}/consent/", {"key": str(uuid7()), "kind": "written_consent"}
    refused = visit(dr_osei, "post", address, said, htmx=htmx)
    assert refused.status_code == 422 and "Write who gave it." in refused.content.decode()
    said |= {"given_by": "Maya Torres", "feedback": "attendance"}
    for _ in range(2):
        assert visit(dr_osei, "post", address, said, htmx=htmx).status_code in {200, 302}
    assert visit(rosa, "post", address, said).status_code == 422, "the receiving side does not agree for them"

    after = now + timedelta(days=12)
    assert write_to_harbor(dr_osei, handoff, after) is None
    with acting(dr_osei):
        consents.outgrow(journey.maya.pk, org_id=dr_osei.org_id, on=after.date(), at=after)
        goes_on = queries.handoff(dr_osei, handoff.pk)
    assert (goes_on.feedback, str(goes_on.basis_id)) == ("attendance", said["key"])
    journey.nothing_is_lost(dr_osei, rosa)


def write_to_harbor(actor, handoff, at):
    """The words in which it is refused; None where it went."""
    try:
        with acting(actor):
            actions.write_message(handoff.pk, key=uuid7(), words="She prefers mornings", actor=actor, at=at)
    except NotAllowed as refused:
        return str(refused)
    return None
