"""Journeys of a person who was registered twice, and of two people who were taken for one."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.clients import actions as clients
from throughcare.clients import queries as known
from throughcare.clients.models import Client, ClientMerge
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.screening import actions as screening
from throughcare.screening import queries as screens
from throughcare.web.calls import pages as calls

THEIRS = (
    "referrals_referral", "referrals_referralstep", "clients_contactroute", "clients_decisionmaker", "clocks_clock",
    "work_workitem", "clients_client",
)  # fmt: skip


@pytest.fixture
def maja(sam, noon):
    """Sam registers her once more as he heard the name: an unsafe number, and somebody who must never be told."""
    with acting(sam):
        client = clients.register(name="Maja Torres", born_on=date(2010, 4, 9), actor=sam, at=noon)
        clients.add_route(client, kind="phone", value="(305) 555-0161", is_safe=False, actor=sam, at=noon)
        clients.add_route(
            client, kind="phone", value="305-555-0170", safe_from=time(17), safe_until=time(19), actor=sam, at=noon
        )
        clients.add_decision_maker(
            client, name="Her father", acts_as="parent", never_tell=True, scope=[], actor=sam, at=noon
        )
    return client


@pytest.fixture
def promised(journey, sam):
    """An open promise that Sam holds: `promised(maja, "Housing", 3)`."""

    def promised(client, need, day):
        with acting(sam):
            draft = actions.begin(client_id=client.pk, need=need, actor=sam, at=journey.on(day))
            return actions.take_referral_step(draft.pk, "open", actor=sam, at=journey.on(day))

    return promised


def one(actor, kept, other, journey, day, reason="She gave both addresses herself"):
    with acting(actor):
        return clients.merge(kept, other, reason=reason, actor=actor, at=journey.on(day))


def two_again(actor, kept, other, journey, day):
    with acting(actor):
        return clients.undo_merge(kept, other, actor=actor, at=journey.on(day))


def every_row(actor) -> dict[str, list]:
    from django.db import connection

    with acting(actor), connection.cursor() as cursor:
        found = {}
        for table in THEIRS:
            cursor.execute(f'select * from "{table}" order by id')
            found[table] = cursor.fetchall()
        return found


def test_the_wrong_person_is_merged_and_it_is_undone(journey, promised, sam, maya, maja):
    """For three days Maya and Maja are taken for one. Nobody calls the unsafe number, and then each is as before."""
    hers = promised(maya, "Trauma therapy", 0)
    other = promised(maja, "Housing", 3)
    before = every_row(sam)

    one(sam, maya, maja, journey, 5)

    with acting(sam):
        for record in (maya, maja):
            assert {row.pk for row in queries.referrals_of_client(sam, record.pk)} == {hers.pk, other.pk}
            assert {route.value: route.is_safe for route in known.routes(record.pk)} == {
                "305-555-0161": False, "(305) 555-0161": False, "305-555-0170": True,
            }  # fmt: skip
            assert [maker.name for maker in known.decision_makers(record.pk)] == ["Her father"]
        assert [client.name for client in known.clients(sam)] == ["Maya Torres"]
        assert known.possible_duplicates(sam, name="Maja Torres", born_on=maja.born_on) == [maya]
        assert {line.who for line in WorkItem.objects.filter(org_id=sam.org_id)} == {"Maya Torres"}
        unsafe = next(route for route in known.routes(maya.pk) if route.client_id == maya.pk)
        with pytest.raises(NotAllowed, match="not safe"):
            actions.record_attempt(
                hers.pk, outcome="no-answer", contact_route_id=unsafe.pk, actor=sam, at=journey.on(6)
            )
        with timezone.override("America/New_York"):
            shown = calls.calls(sam, now=journey.on(6, 6))  # six in the evening
    assert [(sheet.name, sheet.way.number) for sheet in shown.sheets] == [("Maya Torres", "305-555-0170")]
    assert {row.need for row in shown.sheets[0].promised} == {"Trauma therapy", "Housing"}
    assert any("Her father" in line for line in shown.sheets[0].never)
    journey.nothing_is_lost(sam)

    two_again(sam, maya, maja, journey, 8)

    assert every_row(sam) == before, "every row of both, to the last byte"
    assert journey.judged(sam, hers, requested=0, treated=None)
    assert journey.judged(sam, other, requested=3, treated=None)
    with acting(sam):
        assert [row.pk for row in queries.referrals_of_client(sam, maja.pk)] == [other.pk]
        assert [route.is_safe for route in known.routes(maya.pk)] == [True]
        assert list(ClientMerge.objects.order_by("at").values_list("kind", flat=True)) == ["merge", "undo"]
    journey.nothing_is_lost(sam)


def test_where_she_is_reaches_what_was_promised_on_either_record(journey, promised, sam, maya, maja):
    hers, other = promised(maya, "Trauma therapy", 0), promised(maja, "Housing", 3)
    one(sam, maya, maja, journey, 5)

    journey.is_now(sam, "hospital", 6, ask_again=9)

    for referral in (hers, other):
        with acting(sam):
            assert queries.referral(sam, referral.pk).steps.filter(name="situation").count() == 1
    with acting(sam):
        assert set(Client.objects.values_list("situation", flat=True)) == {"hospital"}


def test_what_changes_of_her_name_and_medicine_reaches_both_records(journey, promised, sam, maya, maja):
    promised(maya, "Trauma therapy", 0), promised(maja, "Housing", 3)
    one(sam, maya, maja, journey, 5)

    with acting(sam):
        until = journey.on(8).date()
        clients.correct(maya, name="Maya Torres Diaz", medicine_until=until, actor=sam, at=journey.on(6))

        assert {line.who for line in WorkItem.objects.filter(org_id=sam.org_id)} == {"Maya Torres Diaz"}
        assert set(Client.objects.values_list("medicine_until", flat=True)) == {until}


def test_the_line_of_a_merged_record_keeps_the_name_that_stays(journey, promised, sam, maya, maja):
    other = promised(maja, "Housing", 3)
    one(sam, maya, maja, journey, 5)

    journey.try_to_reach(sam, other, 6)

    assert journey.line(sam, other).who == "Maya Torres"


def test_a_second_promise_for_the_same_need_is_seen_from_the_other_record(journey, promised, sam, maya, maja):
    promised(maja, "Housing", 3)
    one(sam, maya, maja, journey, 5)

    with pytest.raises(NotAllowed, match="For the same need"):
        promised(maya, "Housing", 6)


def test_risk_raised_on_one_record_counts_for_what_was_promised_on_the_other(journey, promised, sam, maya, maja):
    hers = promised(maya, "Trauma therapy", 0)
    with acting(sam):
        phq9 = screens.instrument("phq-9")
        answers = {item.link_id: item.answers[1].code for item in phq9.items}
        asking = screening.Asking(asked_alone=True)
        screening.record(
            client_id=maja.pk, instrument=phq9, answers=answers, asking=asking, actor=sam, at=journey.on(1)
        )

    one(sam, maya, maja, journey, 5)

    assert journey.referral(sam, hers).risk_raised_at == journey.on(5)
    two_again(sam, maya, maja, journey, 6)
    assert journey.referral(sam, hers).risk_raised_at, "a clinician looks before anybody calls her unreached"


def test_the_same_press_twice_is_one_merge_and_one_undoing(journey, sam, maya, maja):
    for _ in range(2):
        one(sam, maya, maja, journey, 5)
    for _ in range(2):
        two_again(sam, maya, maja, journey, 6)

    with acting(sam):
        assert ClientMerge.objects.count() == 2


@pytest.mark.parametrize("situation", ["deceased", "moved", "hospital"])
def test_who_is_said_to_be_in_two_places_is_not_merged(journey, sam, maya, maja, situation):
    journey.is_now(sam, situation, 1, ask_again=9 if situation == "hospital" else None)

    with pytest.raises(NotAllowed, match="Settle that first"):
        one(sam, maya, maja, journey, 5)


def test_two_birth_dates_are_checked_first(journey, sam, maya, maja):
    with acting(sam):
        clients.correct(maja, born_on=date(2010, 9, 4), actor=sam, at=journey.on(1))

    with pytest.raises(NotAllowed, match="birth dates differ"):
        one(sam, maya, maja, journey, 5)
    with acting(sam):
        said = {"reason": "Day and month were mixed up; 9 April is right", "birth_dates_checked": True}
        clients.merge(maya, maja, actor=sam, at=journey.on(5), **said)
        assert known.kept(sam, maja.pk) == maya


def test_no_chain_of_records_comes_about(journey, sam, maya, maja):
    with acting(sam):
        third = clients.register(name="Maia Torres", actor=sam, at=journey.on(1))
    one(sam, maya, maja, journey, 5)

    with pytest.raises(NotAllowed, match="merged already"):
        one(sam, maja, third, journey, 6)
    with pytest.raises(NotAllowed, match="Others were merged into this one"):
        one(sam, third, maya, journey, 6)
    with pytest.raises(IntegrityError, match="leads_to_one_that_stands_alone"), acting(sam), transaction.atomic():
        Client.objects.filter(pk=third.pk).update(merged_into=maja)


def test_a_stranger_merges_nobody(journey, sam, eve, maya, maja):
    with pytest.raises(NotAllowed), acting(eve):
        clients.merge(maya, maja, reason="hers", actor=eve, at=journey.on(1))
    one(sam, maya, maja, journey, 5)
    with pytest.raises(NotAllowed), acting(eve):
        clients.undo_merge(maya, maja, actor=eve, at=journey.on(6))
    with acting(eve):
        assert not ClientMerge.objects.exists()
