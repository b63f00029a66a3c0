"""Somebody without an account asks for help, and from that moment one desk answers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work import queries as work
from throughcare.intake import actions, queries, rules
from throughcare.referrals import queries as referrals


def test_a_first_name_and_a_borrowed_phone_are_enough_and_a_desk_holds_it_with_a_clock(knock, luz, sam, noon):
    asked = knock(replace(luz, words="", language="en", safe_from=None, safe_until=None))

    with acting(sam):
        (line,) = work.worklist(sam, work.Wanted(desk=True))
        assert (line.who, line.what, line.subject_id) == ("Luz", "Asks for help", asked.pk)
        assert clocks.open_clock(asked.pk, "open").due_at == asked.due_at == line.due_at


def test_the_same_form_sent_twice_is_one_request_and_a_mended_one_is_kept_as_well(knock, luz, sam):
    key = uuid7()

    assert knock(key=key) == knock(key=key)
    assert knock(replace(luz, phone="305-555-0189"), key=key) != knock(key=key), "a number that was mended is not lost"


@pytest.mark.parametrize(
    "words",
    [
        "I want to KILL MYSELF", "i dont want to live", "I don’t want to live.", "Mi hijo quiere morir",
        "Me quiero morir, ya", "x" * 300 + " sobredosis",
    ],
)  # fmt: skip
def test_whoever_names_death_or_danger_is_first_of_all(words, knock, luz, sam):
    asked = knock(replace(luz, words=words))

    with acting(sam):
        assert asked.urgency == "emergent"
        assert [line.rank for line in work.worklist(sam, work.Wanted(desk=True))] == [0]


@pytest.mark.parametrize("words", ["My cat died", "I skill myself at chess", "Estoy cansada", ""])
def test_other_words_open_no_crisis_way(words):
    assert not rules.names_danger(words)


def test_whoever_asks_for_today_is_called_today(knock, luz):
    assert knock(replace(luz, wants_today=True)).urgency == "very_urgent"


def test_a_crowd_from_one_place_stands_behind_who_comes_alone_and_locks_out_nobody(knock, luz, noon):
    flood = [knock(replace(luz, words=f"suicide {n}"), came_from="machine") for n in range(8)]

    alone = knock(replace(luz, words="suicide"), came_from="library")

    assert {one.urgency for one in flood[:6]} == {"emergent"} and {one.urgency for one in flood[6:]} == {"urgent"}
    assert alone.urgency == "emergent", "from elsewhere nothing changed"


def test_only_a_machine_sends_a_hundred_in_an_hour_and_an_hour_later_it_is_as_before(knock, luz, noon, monkeypatch):
    monkeypatch.setitem(rules.data("crowds"), "at_most", 3)
    for n in range(3):
        knock(replace(luz, words=str(n)), came_from="machine")

    with pytest.raises(actions.TooMany):
        knock(replace(luz, words="one more"), came_from="machine")
    assert knock(replace(luz, words="one more"), came_from="library")
    assert knock(replace(luz, words="one more"), came_from="machine", at=noon + timedelta(hours=2))


def test_an_address_that_no_network_has_opens_nothing(db):
    assert accounts.help_desk("nowhere") is None
    assert accounts.help_desk("' or true --") is None


def test_eve_works_elsewhere_and_sees_no_request_takes_none_and_writes_none(knock, eve, noon):
    asked = knock()

    with acting(eve):
        assert queries.request(eve, asked.pk) is None
        with pytest.raises(queries.HelpRequest.DoesNotExist):
            actions.take_help_step(asked.pk, "take", actor=eve, at=noon)
        with connection.cursor() as cursor:
            cursor.execute("update intake_helprequest set called = 'x'")
            assert cursor.rowcount == 0
    with pytest.raises(DatabaseError), acting(eve), connection.cursor() as cursor:
        cursor.execute("delete from intake_helprequest")


# --- what the desk does


def take(asked, name, actor, at, **said):
    with acting(actor):
        return actions.take_help_step(asked.pk, name, actor=actor, at=at, **said)


def test_sam_takes_it_calls_and_begins_a_referral_that_is_open_at_once(knock, luz, sam, noon):
    asked = take(knock(), "take", sam, noon)
    later = noon + timedelta(hours=1)

    take(asked, "begin", sam, later, name_of_client="Luz Marín", need="Trauma therapy")

    with acting(sam):
        asked = queries.request(sam, asked.pk)
        referral = referrals.referral(sam, asked.referral_id)
        (route,) = clients.routes(referral.client_id)
        assert (asked.status, referral.status, referral.first_requested_at) == ("heard", "open", asked.came_at)
        assert (route.value, str(route.safe_from), route.may_leave_message) == ("305-555-0188", "12:00:00", False)
        assert clocks.open_clock(asked.pk, "open") is None
        assert list(work.worklist(sam, work.Wanted(desk=True))) == []


def test_a_worry_becomes_a_concern_and_the_callers_number_is_not_the_clients(knock, luz, sam, noon):
    worry = replace(luz, about="someone", called="Ana", whom="Luz")
    asked = take(knock(worry), "take", sam, noon)

    take(asked, "begin", sam, noon, name_of_client="Luz", need="Somebody to talk to")

    with acting(sam):
        referral = referrals.referral(sam, queries.request(sam, asked.pk).referral_id)
        assert (referral.kind, referral.hears_back) == ("concern", "nobody")
        assert "Ana" in referral.reason and clients.routes(referral.client_id) == []


def test_whoever_is_known_keeps_one_record(knock, sam, maya, noon):
    asked = take(knock(), "take", sam, noon)

    take(asked, "begin", sam, noon, client_id=maya.pk, need="Trauma therapy")

    with acting(sam):
        assert referrals.referral(sam, queries.request(sam, asked.pk).referral_id).client_id == maya.pk


def test_nobody_stops_calling_before_three_tries_on_two_days(knock, sam, noon):
    asked, said = take(knock(), "take", sam, noon), {"said": {"reason": "No answer"}}
    for hours in (0, 1, 2):
        take(asked, "try_call", sam, noon + timedelta(hours=hours), **said)
    with pytest.raises(NotAllowed, match="on 2 days"):
        take(asked, "give_up", sam, noon + timedelta(hours=3), **said)

    take(asked, "try_call", sam, noon + timedelta(days=1), **said)
    heard = take(asked, "give_up", sam, noon + timedelta(days=1), **said)

    assert heard.status == "heard"


def test_only_the_first_of_two_colleagues_takes_it_with_what_they_saw(knock, sam, dr_osei, noon):
    asked = knock()
    take(asked, "take", sam, noon)

    with pytest.raises(Exception, match="faster"):
        take(asked, "take", dr_osei, noon, seen="knocked")


def test_each_step_that_needs_words_says_so(knock, sam, noon):
    asked = take(knock(), "take", sam, noon)

    for name in ("listen", "set_aside", "try_call", "begin"):
        with pytest.raises(NotAllowed, match="Say "):
            take(asked, name, sam, noon)
