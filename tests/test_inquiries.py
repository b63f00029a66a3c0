"""Several are asked without a name; those who have room say so; the client chooses; everybody else is thanked."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from test_clock_reactions import run_clocks

from throughcare.accounts import actions as staff
from throughcare.accounts.models import Notice
from throughcare.accounts.queries import whom_to_tell
from throughcare.clients.models import Client, Involvement
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem
from throughcare.inquiries import actions, queries
from throughcare.inquiries.models import Inquiry
from throughcare.referrals import actions as loop
from throughcare.referrals import queries as referrals

ABOUT = actions.About(
    need="Trauma therapy for a young person",
    urgency="routine",
    age_band="13-17",
    language="es",
    payer="medicaid",
    area="331",
)
IN_APRIL = date(2026, 4, 1)


@pytest.fixture
def ask(refer, services, dr_osei, maya, noon):
    def ask(until="open", *, which=services, about=ABOUT, actor=dr_osei, at=noon):
        referral = refer(until)
        with acting(actor):
            names = [maya.name, maya.goes_by]
            asked = actions.inquire(
                referral.pk, about=about, service_ids=[one.pk for one in which], names=names, actor=actor, at=at
            )
        return referral, asked

    return ask


def answer(actor, inquiry, name, at, reason="", **facts):
    with acting(actor):
        said = {"reason": reason} if reason else {}
        return actions.take_inquiry_step(inquiry.pk, name, actor=actor, at=at, said=said, **facts)


def test_each_service_learns_what_is_needed_and_nobody_learns_who(ask, maya, rosa, noon):
    _, asked = ask()

    with acting(rosa):
        theirs = queries.inquiry(rosa, asked[0].pk)
        assert (theirs.need, theirs.age_band, theirs.area) == (ABOUT.need, "13-17", "331")
        assert not Client.objects.filter(pk=maya.pk).exists() and referrals.referral(rosa, theirs.referral_id) is None
        assert not Involvement.objects.filter(client_id=maya.pk, org_id=rosa.org_id).exists()
        line = WorkItem.objects.get(subject_id=theirs.pk)
        assert line.who == "Not named: a young person of 13 to 17" and line.client_id is None and line.number is None


@pytest.mark.parametrize(
    "need",
    ["Trauma therapy for Maya", "therapy for TORRES family", "call 305-555-0161", "born 4/9/2010", "ask at maya@x.org"],
)
def test_words_that_tell_who_it_is_do_not_leave(ask, need):
    with pytest.raises(NotAllowed, match="Ask without it|nobody may tell"):
        ask(about=actions.About(need=need, urgency="routine"))


def test_asking_opens_a_draft_and_waits_on_the_services(ask, dr_osei):
    draft, _ = ask("draft")

    with acting(dr_osei):
        referral = referrals.referral(dr_osei, draft.pk)
        assert (referral.status, referral.waiting_on, referral.holder_id) == ("open", "receiver", dr_osei.membership_id)


def test_nobody_is_asked_twice_for_the_same(ask, services, dr_osei, maya, noon):
    referral, first = ask()

    with acting(dr_osei):
        again = actions.inquire(
            referral.pk, about=ABOUT, service_ids=[services[0].pk], names=[maya.name], actor=dr_osei, at=noon
        )

    assert [one.pk for one in again] == [first[0].pk]


def test_a_yes_says_from_when_and_becomes_an_offer(ask, rosa, dr_osei, noon):
    referral, asked = ask()
    with pytest.raises(NotAllowed, match="from when on"):
        answer(rosa, asked[0], "say_yes", noon)

    answer(rosa, asked[0], "say_yes", noon, from_on=IN_APRIL, conditions="Tuesdays only")

    with acting(dr_osei):
        best = queries.inquiries_of(dr_osei, referral.pk)[0]
        assert (best.status, best.room_from, best.conditions) == ("offered", IN_APRIL, "Tuesdays only")
        assert referrals.referral(dr_osei, referral.pk).waiting_on == "client"
        assert WorkItem.objects.get(subject_id=referral.pk).last_event.endswith("we have room")


def test_a_no_has_a_reason_and_is_no_no_for_the_brake(ask, rosa, dr_osei, noon):
    referral, asked = ask()
    with pytest.raises(NotAllowed, match="why not"):
        answer(rosa, asked[0], "say_no", noon)

    answer(rosa, asked[0], "say_no", noon, declined_because="No room at the moment")

    with acting(dr_osei):
        assert referrals.referral(dr_osei, referral.pk).noes == 0


def test_the_clients_choice_begins_an_ordinary_handoff(ask, rosa, dr_osei, noon):
    referral, asked = ask()
    answer(rosa, asked[1], "say_yes", noon, from_on=IN_APRIL)

    answer(dr_osei, asked[1], "take_offer", noon, "Nearest to her school")

    with acting(dr_osei):
        ask_of = referrals.live_handoffs([referral.pk])[referral.pk]
        assert (ask_of.status, ask_of.service_id, ask_of.choice) == (
            "prepared",
            asked[1].service_id,
            "Nearest to her school",
        )


def test_a_service_outside_answers_by_phone_and_we_write_it_down(ask, dr_osei, noon):
    _, asked = ask()
    outside = asked[2]
    with acting(dr_osei):
        actions.take_inquiry_step(
            outside.pk,
            "call_me",
            actor=dr_osei,
            at=noon,
            said={"reason": "Ask for Lee", "said_by": "Lee", "route": "phone"},
        )

    answer(dr_osei, outside, "say_yes", noon, from_on=IN_APRIL)

    with acting(dr_osei):
        assert queries.inquiry(dr_osei, outside.pk).status == "offered"


def test_our_own_side_does_not_answer_for_a_member(ask, dr_osei, noon):
    _, asked = ask()

    with pytest.raises(NotAllowed, match="is for the receiver"):
        answer(dr_osei, asked[0], "say_yes", noon, from_on=IN_APRIL)


def test_a_page_that_is_old_is_told_so(ask, rosa, ben, noon):
    _, asked = ask()
    answer(ben, asked[0], "call_me", noon, "Me, after four")

    with pytest.raises(Overtaken), acting(rosa):
        actions.take_inquiry_step(asked[0].pk, "say_yes", actor=rosa, at=noon, seen="inquired", from_on=IN_APRIL)


def test_when_the_promise_ends_everybody_is_thanked(ask, rosa, dr_osei, noon):
    referral, asked = ask()
    answer(rosa, asked[0], "say_yes", noon, from_on=IN_APRIL)
    with acting(dr_osei):
        said = {"reason": "She feels better"}
        loop.take_referral_step(referral.pk, "close", closure="declined", said=said, actor=dr_osei, at=noon)

    with acting(rosa):
        assert {row.ending for row in Inquiry.objects.filter(to_org_id=rosa.org_id)} == {"thanked"}
        assert not WorkItem.objects.filter(org_id=rosa.org_id, subject_kind="inquiry", is_open=True).exists()


def test_a_stranger_sees_and_answers_nothing(ask, eve, noon):
    _, asked = ask()

    with acting(eve):
        assert queries.inquiry(eve, asked[0].pk) is None and not Inquiry.objects.exists()
    with pytest.raises(Inquiry.DoesNotExist):
        answer(eve, asked[0], "say_yes", noon, from_on=IN_APRIL)


def test_too_many_at_once_are_refused(ask, services):
    with pytest.raises(NotAllowed, match="at most 8"):
        ask(which=[SimpleNamespace(pk=uuid7()) for _ in range(9)])


@pytest.mark.usefixtures("house")
def test_silence_tells_who_asked_and_then_lapses(ask, dr_osei, noon):
    referral, _ = ask()

    for day in range(1, 45):
        run_clocks(noon + timedelta(days=day))

    with acting(dr_osei):
        assert {one.ending for one in queries.inquiries_of(dr_osei, referral.pk)} == {"no_answer"}
        assert Notice.objects.filter(membership_id=dr_osei.membership_id, subject_kind="inquiry").exists()
        assert referrals.referral(dr_osei, referral.pk).waiting_on == "nobody", "it is our move again"


@pytest.mark.usefixtures("house")
def test_who_holds_the_promise_is_told_where_who_asked_has_left(ask, dr_osei, sam, noon):
    referral, asked = ask()
    with acting(sam):
        staff.end_access(dr_osei.membership_id, actor=sam, at=noon)
        promise = referrals.referral(sam, referral.pk)
        answers = whom_to_tell("holder", holder_id=promise.holder_id, desk_id=promise.holder_desk_id)

    run_clocks(asked[0].due_at + timedelta(minutes=1))

    with acting(sam):
        told = Notice.objects.filter(subject_kind="inquiry").values_list("membership_id", flat=True)
        assert set(told) == {answers.pk} and answers.pk != dr_osei.membership_id


def test_nobody_is_asked_for_a_promise_that_is_over(refer, services, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        said = {"reason": "She feels better"}
        loop.take_referral_step(referral.pk, "close", closure="declined", said=said, actor=dr_osei, at=noon)

        with pytest.raises(NotAllowed, match="Reopen it"):
            actions.inquire(referral.pk, about=ABOUT, service_ids=[services[0].pk], names=[], actor=dr_osei, at=noon)
