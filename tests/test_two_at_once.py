"""Two people press at the same moment, on a database that really commits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from time import monotonic

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.models import Person
from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.inquiries import actions as inquiries
from throughcare.network import queries as network
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries
from throughcare.referrals.models import Handoff, Referral

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def press_together(people, address, data):
    """Each in a browser of their own; answers in the order of the people. `address`: of all, or of each."""
    addresses = [address] * len(people) if isinstance(address, str) else address
    start = Barrier(len(people))

    def press(person, address):
        browser = Client()
        browser.force_login(Person.objects.get(pk=person.person_id), backend=BACKEND)
        start.wait()
        try:
            said = data() if callable(data) else data
            return browser.post(address, said, headers={"HX-Request": "true"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as hands:
        return list(hands.map(press, people, addresses))


def accepts(rosa, handoff) -> int:
    with acting(rosa):
        return [s.name for s in queries.timeline_of_handoff(queries.handoff(rosa, handoff.pk))].count("accept")


def test_only_the_first_of_two_people_accepts(house, refer, rosa, ben):
    handoff = refer("sent", at=timezone.now())

    answers = press_together([rosa, ben], reverse("handoff-step", args=[handoff.pk, "accept"]), {"seen": "sent"})

    assert sorted(answer.status_code for answer in answers) == [200, 422]
    late = next(answer for answer in answers if answer.status_code == 422)
    assert "was faster. Here is how it stands now." in late.content.decode()
    assert accepts(rosa, handoff) == 1


def test_the_same_press_twice_at_once_is_one_step(house, refer, rosa):
    handoff = refer("sent", at=timezone.now())

    answers = press_together([rosa, rosa], reverse("handoff-step", args=[handoff.pk, "accept"]), {"seen": "sent"})

    assert [answer.status_code for answer in answers] == [200, 200]
    assert accepts(rosa, handoff) == 1


def test_of_two_services_that_say_yes_at_once_one_has_her_and_the_other_hears_thanks(house, several, rosa, ben):
    _, asks = several(at=timezone.now())

    addresses = [reverse("handoff-step", args=[ask.pk, "accept"]) for ask in asks]
    answers = press_together([rosa, ben], addresses, {"seen": "sent"})

    assert sorted(answer.status_code for answer in answers) == [200, 422]
    late = next(answer for answer in answers if answer.status_code == 422)
    assert "Another service said yes first. Thank you." in late.content.decode()
    with acting(rosa):
        (accepted,) = [ask for ask in asks if queries.handoff(rosa, ask.pk)]
        (thanked,) = [ask for ask in asks if queries.past_ask(rosa, ask.pk)]
    assert {accepted.pk, thanked.pk} == {ask.pk for ask in asks}


def test_of_two_who_begin_the_same_referral_one_hears_of_the_other(house, maya, dr_osei, sam):
    said = {"need": "Trauma therapy", "kind": "service", "urgency": "routine"}
    address = reverse("draft-new", args=[maya.pk])

    answers = press_together([dr_osei, sam], address, lambda: {**said, "key": uuid7()})

    assert sorted(answer.status_code for answer in answers) == [302, 422]


def test_of_two_offers_at_once_one_is_open_and_taken_twice_at_once_it_is_taken_once(house, refer, dr_osei, sam):
    referral = refer("open", at=timezone.now())
    said = {"picked": [str(referral.pk)], "to": str(sam.membership_id)}

    answers = press_together([dr_osei, dr_osei], reverse("hand-over"), said)
    assert [answer.status_code for answer in answers] == [302, 302]
    with acting(sam):
        (offer,) = queries.offered_to(sam)
        assert queries.referral(sam, referral.pk).holder_id == dr_osei.membership_id

    answers = press_together([sam, sam], reverse("answer-offer", args=[offer.pk, "take"]), {})
    assert [answer.status_code for answer in answers] == [302, 302]
    with acting(sam):
        assert queries.referral(sam, referral.pk).holder_id == sam.membership_id


def test_a_yes_waits_for_a_closing_and_neither_locks_the_other_out(house, refer, services, dr_osei, rosa, superuser):
    referral = refer("open", at=timezone.now())
    with acting(dr_osei):
        about = inquiries.About(need="Trauma therapy", urgency="routine")
        (asked,) = inquiries.inquire(
            referral.pk, about=about, service_ids=[services[0].pk], names=[], actor=dr_osei, at=timezone.now()
        )

    def say_yes():
        try:
            with acting(rosa):
                day = timezone.localdate() + timedelta(days=9)
                inquiries.take_inquiry_step(asked.pk, "say_yes", from_on=day, actor=rosa, at=timezone.now())
        except NotAllowed as refused:
            return str(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as hands:
        with acting(dr_osei):
            referrals.take_referral_step(
                referral.pk, "hold", wake_on=timezone.localdate() + timedelta(days=3), waiting_on="family",
                actor=dr_osei, at=timezone.now(),
            )  # fmt: skip
            answer = hands.submit(say_yes)
            waits_for_a_lock(superuser)
            said = {"reason": "She feels better"}
            referrals.take_referral_step(
                referral.pk, "close", closure="declined", said=said, actor=dr_osei, at=timezone.now()
            )
        assert "is not possible while over" in answer.result()


def test_a_no_and_medicine_that_runs_out_lock_nobody_out(house, refer, maya, dr_osei, rosa, superuser):
    ask = refer("sent", at=timezone.now())

    def medicine_runs_out():
        try:
            with acting(dr_osei):
                soon = timezone.localdate() + timedelta(days=1)
                clients.correct(maya, medicine_until=soon, actor=dr_osei, at=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as hands:
        with acting(rosa):
            Handoff.objects.select_for_update().get(pk=ask.pk)
            weighed = hands.submit(medicine_runs_out)
            waits_for_a_lock(superuser)
            referrals.take_handoff_step(ask.pk, "decline", decline_reason="payer", actor=rosa, at=timezone.now())
        weighed.result()


@pytest.fixture
def says_where_she_is(maya, dr_osei):
    def says_where_she_is():
        try:
            with acting(dr_osei):
                until = timezone.localdate() + timedelta(days=20)
                said = {"situation": "hospital", "source": "Her aunt", "review_on": until}
                clients.change_situation(maya, **said, actor=dr_osei, at=timezone.now())
        finally:
            connections.close_all()

    return says_where_she_is


def test_a_promise_that_closes_meanwhile_keeps_nobody_from_saying_where_she_is(
    house, refer, maya, says_where_she_is, dr_osei, superuser
):  # fmt: skip
    promise = refer("open", at=timezone.now())

    with ThreadPoolExecutor(1) as hands:
        with acting(dr_osei):
            referrals.take_referral_step(
                promise.pk, "close", closure="declined", said={"reason": "She feels better and asked us to stop"},
                actor=dr_osei, at=timezone.now(),
            )  # fmt: skip
            said = hands.submit(says_where_she_is)
            waits_for_a_lock(superuser)
        said.result()
    with acting(dr_osei):
        maya.refresh_from_db()
    assert maya.situation == "hospital"


@pytest.fixture
def one_more(dr_osei, harbor_service):
    """Harbor is asked for Maya because seconds count; somebody asks a second service too, ready to be sent."""
    other = network.service_by_source("throughcare-demonstration", "harbor-adults")

    def one_more(first):
        ask = referrals.choose(
            first.referral_id, service_id=other.pk, choice="Whoever is first", actor=dr_osei, at=timezone.now()
        )
        said = {"kind": "written_consent", "given_by": "Maya", "feedback": "progress"}
        return referrals.agree(uuid7(), ask, actor=dr_osei, at=timezone.now(), **said)

    return one_more


def says(actor, act, *given, **more):
    """What became of it, in a transaction of its own: "done", or why not."""
    try:
        with acting(actor):
            act(*given, actor=actor, at=timezone.now(), **more)
    except (NotAllowed, Overtaken) as refused:
        return str(refused)
    finally:
        connections.close_all()
    return "done"


def live_asks(actor, first) -> list[str]:
    with acting(actor):
        asks = queries.handoffs_of(queries.referral(actor, first.referral_id))
    return [ask.status for ask in asks if ask.status != "ended"]


def test_one_more_ask_waits_for_a_yes_and_is_not_made(house, refer, one_more, dr_osei, rosa, superuser):
    first = refer("sent", urgency="very_urgent", at=timezone.now())

    with ThreadPoolExecutor(1) as hands:
        with acting(rosa):
            referrals.take_handoff_step(first.pk, "accept", actor=rosa, at=timezone.now())
            asked = hands.submit(says, dr_osei, lambda **_: one_more(first))
            waits_for_a_lock(superuser)
        assert "A service has been asked already" in asked.result()
    assert live_asks(dr_osei, first) == ["accepted"]


def test_a_yes_waits_for_one_more_ask_and_releases_it_too(house, refer, one_more, dr_osei, rosa, sam, superuser):
    """The second ask is written while the yes waits, and sent before the yes goes on: it must find that one and lock it
    before the promise, as whoever sends does."""
    first, go_on = refer("sent", urgency="very_urgent", at=timezone.now()), Event()

    def keeps_the_promise_still(**_):
        Referral.objects.select_for_update(of=("self",)).get(pk=first.referral_id)
        assert go_on.wait(20)

    with ThreadPoolExecutor(3) as hands:
        with acting(dr_osei):
            second = one_more(first)
            kept = hands.submit(says, sam, keeps_the_promise_still)
            waits_for_a_lock(superuser)
            yes = hands.submit(says, rosa, referrals.take_handoff_step, first.pk, "accept")
            waits_for_a_lock(superuser, people=2)
        waits_for_a_lock(superuser)
        sent = hands.submit(says, dr_osei, referrals.send, second.pk)
        waits_for_a_lock(superuser, people=2)
        go_on.set()
        assert (kept.result(), yes.result()) == ("done", "done")
        assert sent.result() != "done"
    assert live_asks(dr_osei, first) == ["accepted"]


def waits_for_a_lock(superuser, *, people: int = 1) -> None:
    """Until so many transactions really wait for another's."""
    until = monotonic() + 20
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while superuser.execute(waiting).fetchone()[0] != people:
        assert monotonic() < until, "nobody waits"
