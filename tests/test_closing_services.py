"""Harbor closes a program: nobody new is sent there, whoever waited is given back, and nobody in its hands is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse
from django.utils import timezone
from test_two_at_once import waits_for_a_lock

from throughcare.accounts import queries as people
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.inquiries import actions as inquiries
from throughcare.inquiries import queries as questions
from throughcare.network import actions, queries
from throughcare.network.models import Service
from throughcare.referrals import actions as referrals
from throughcare.referrals import queries as loops
from throughcare.scheduling import actions as scheduling

LAST_DAY = date(2026, 6, 30)
WORDS = "It takes nobody new, and closes on 30 June 2026: Its funding ends."


@pytest.fixture
def close(harbor_service, rosa, noon):
    def close(*, actor=rosa, at=noon, because="Its funding ends"):
        with acting(actor):
            return actions.close(harbor_service.pk, closed_on=LAST_DAY, closed_because=because, actor=actor, at=at)

    return close


@pytest.fixture
def in_hand(refer, rosa, noon):
    handoff = refer("sent")
    with acting(rosa):
        return referrals.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)


def seen(actor, handoff):
    with acting(actor):
        return loops.handoff(actor, handoff.pk)


def names(actor, handoff):
    with acting(actor):
        return [row.name for row in loops.timeline_of_handoff(loops.handoff(actor, handoff.pk))]


def found():
    return [row.pk for row in queries.search(queries.Asked(text="trauma")).services]


def test_nobody_new_is_sent_there(refer, close, harbor_service, dr_osei, noon):
    prepared, opened = refer("open"), refer("draft")
    assert harbor_service.pk in found()

    close()

    assert harbor_service.pk not in found()
    with acting(dr_osei):
        with pytest.raises(NotAllowed, match="closes on 30 June 2026: Its funding ends. Choose another"):
            referrals.prepare(prepared.pk, service_id=harbor_service.pk, choice="Hers", actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="Choose another"):
            referrals.choose(opened.pk, service_id=harbor_service.pk, choice="Hers", actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="Choose another"):
            agreed = {"kind": "written_consent", "given_by": "Maya"}
            referrals.send_draft(
                opened.pk, service_id=harbor_service.pk, choice="Hers", agreed=agreed, actor=dr_osei, at=noon
            )
        with pytest.raises(NotAllowed, match="Choose another"):
            about = inquiries.About(need="Trauma therapy", urgency="routine")
            inquiries.inquire(
                prepared.pk, about=about, service_ids=[harbor_service.pk], names=[], actor=dr_osei, at=noon
            )


@pytest.mark.parametrize("until", ["prepared", "sent"])
def test_whoever_waits_for_it_is_given_back_and_that_is_no_no(refer, close, dr_osei, rosa, until):
    handoff = refer(until)

    close()

    ended = seen(dr_osei, handoff)
    assert (ended.status, ended.ending) == ("ended", "service_closed")
    assert names(dr_osei, handoff)[-1] == "return_closed"
    with acting(dr_osei):
        promise = loops.referral(dr_osei, handoff.referral_id)
        assert loops.timeline_of_handoff(ended)[-1].reason == WORDS
    assert (promise.status, promise.live_status, promise.turn, promise.noes) == ("open", "", "sender", 0)
    assert promise.due_at is not None
    with acting(rosa):
        assert loops.handoff(rosa, handoff.pk) is None
        past = loops.past_ask(rosa, handoff.pk)
    assert (past.ending if past else None) == ("service_closed" if until == "sent" else None)


def test_whoever_is_in_its_hands_comes_onto_a_list_and_the_sender_hears_nothing(in_hand, close, dr_osei, rosa, noon):
    close()

    with acting(rosa):
        assert [row.pk for row in loops.left_alone(rosa)] == [in_hand.pk]
        assert loops.who_had([in_hand.pk]) == {in_hand.pk: in_hand.service_name}
    left = seen(rosa, in_hand)
    assert (left.status, left.alone_since) == ("accepted", noon) and left.due_at <= in_hand.due_at
    assert names(rosa, in_hand)[-1] == "program_closed" and "program_closed" not in names(dr_osei, in_hand)


def test_a_visit_at_what_closes_is_no_way_on_but_a_colleague_elsewhere_is(in_hand, close, rosa, ben, noon):
    close()
    with acting(rosa):
        scheduling.book(
            handoff_id=in_hand.pk, client_id=in_hand.client_id, org_id=rosa.org_id, sender_org_id=in_hand.org_id,
            starts_at=noon + timedelta(days=2), kind="intake", actor=rosa, at=noon,
        )  # fmt: skip
    assert seen(rosa, in_hand).alone_since

    with acting(rosa):
        referrals.assign(in_hand.pk, to=people.member(rosa, ben.membership_id), actor=rosa, at=noon)
    assert seen(rosa, in_hand).alone_since is None


def test_open_again_it_is_found_and_nobody_waits_for_another(in_hand, close, harbor_service, rosa, noon):
    close()
    with acting(rosa):
        actions.open_again(harbor_service.pk, actor=rosa, at=noon + timedelta(hours=1))
        assert loops.left_alone(rosa) == []

    assert harbor_service.pk in found() and seen(rosa, in_hand).due_at == in_hand.due_at


def test_a_question_without_a_name_is_answered_no(refer, close, harbor_service, dr_osei, noon):
    promise = refer("open")
    with acting(dr_osei):
        about = inquiries.About(need="Trauma therapy", urgency="routine")
        (asked,) = inquiries.inquire(
            promise.pk, about=about, service_ids=[harbor_service.pk], names=[], actor=dr_osei, at=noon
        )
    close()

    with acting(dr_osei):
        assert questions.open_inquiry(asked.pk) is None
        asked.refresh_from_db()
    assert (asked.status, asked.ending, asked.answer) == ("over", "no", WORDS)


def test_only_who_keeps_it_there_closes_it_with_a_reason(close, harbor_service, ben, eve, sam):
    for other in (ben, eve, sam):
        with pytest.raises(NotAllowed, match="Administrators and network managers"):
            close(actor=other)
    with pytest.raises(NotAllowed, match="Say why"):
        close(because=" ")


def test_a_service_is_never_closed_without_why_and_by_whom(harbor_service, rosa):
    with pytest.raises(IntegrityError, match="closed_service_says_why_and_by_whom"), acting(rosa), transaction.atomic():
        Service.objects.filter(pk=harbor_service.pk).update(closed_on=LAST_DAY)


def test_only_who_runs_it_reads_which_asks_wait_for_it(refer, harbor_service, rosa, eve, dr_osei):
    handoff = refer("prepared")

    with acting(rosa):
        (ask,) = loops.live_asks_of_service(harbor_service.pk)
    assert (ask.handoff_id, ask.org_id, ask.status) == (handoff.pk, dr_osei.org_id, "prepared")
    for other in (eve, dr_osei):
        with acting(other):
            assert loops.live_asks_of_service(harbor_service.pk) == []


def test_it_is_said_and_taken_back_on_one_page(visit, rosa, ben, harbor_service):
    address = reverse("close-service", args=[harbor_service.pk])
    day = timezone.localdate() + timedelta(days=60)
    words = f"It takes nobody new, and closes on {day.day} {day:%B %Y}: Its funding ends."
    refused = visit(rosa, "post", address, {"closed_on": ""})
    assert refused.status_code == 422 and "Say on which day it closes." in refused.content.decode()
    assert visit(ben, "post", address, {"closed_on": "2026-06-30", "closed_because": "No"}).status_code == 404

    said = {"closed_on": day.isoformat(), "closed_because": "Its funding ends"}
    done = visit(rosa, "post", address, said, follow=True)
    assert words in done.content.decode() and "Open it again" in done.content.decode()
    assert words in visit(ben, "get", reverse("service", args=[harbor_service.pk])).content.decode()

    again = visit(rosa, "post", reverse("open-service", args=[harbor_service.pk]), follow=True)
    assert words not in again.content.decode() and "Close this service" in again.content.decode()


@pytest.mark.parametrize("until", ["draft", "open", "prepared"])
def test_who_sends_while_it_closes_is_refused_and_neither_locks_the_other_out(
    house, refer, harbor_service, dr_osei, rosa, superuser, until
):
    now, record = timezone.now(), refer(until, at=timezone.now())

    def send():
        try:
            with acting(dr_osei):
                if until == "draft":
                    return referrals.send_draft(
                        record.pk, service_id=harbor_service.pk, choice="Hers", actor=dr_osei, at=now,
                        agreed={"kind": "written_consent", "given_by": "Maya"},
                    )  # fmt: skip
                if until == "prepared":
                    return referrals.send(record.pk, actor=dr_osei, at=now)
                return referrals.prepare(record.pk, service_id=harbor_service.pk, choice="Hers", actor=dr_osei, at=now)
        except NotAllowed as refused:
            return str(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as hands:
        with acting(rosa):
            actions.close(harbor_service.pk, closed_on=LAST_DAY, closed_because="Over", actor=rosa, at=now)
            sent = hands.submit(send)
            waits_for_a_lock(superuser)
        assert "Choose another." in sent.result(timeout=20)

    with acting(rosa):
        assert loops.live_asks_of_service(harbor_service.pk) == []


def test_it_closes_after_what_is_being_sent_and_gives_it_back(house, refer, harbor_service, dr_osei, rosa, superuser):
    now, handoff = timezone.now(), refer("prepared", at=timezone.now())

    def close():
        try:
            with acting(rosa):
                return actions.close(harbor_service.pk, closed_on=LAST_DAY, closed_because="Over", actor=rosa, at=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as hands:
        with acting(dr_osei):
            referrals.send(handoff.pk, actor=dr_osei, at=now)
            closing = hands.submit(close)
            waits_for_a_lock(superuser)
        closing.result(timeout=20)

    assert seen(dr_osei, handoff).ending == "service_closed"
