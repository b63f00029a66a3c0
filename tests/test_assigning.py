"""Harbor has Maya in hand; Rosa gives her to Ben. He is told, nobody's time becomes later, and limits are respected."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from test_clock_reactions import notices

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries


@pytest.fixture
def in_hand(refer, rosa, noon):
    handoff = refer("sent")
    with acting(rosa):
        return actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)


@pytest.fixture
def give(rosa, noon):
    def give(handoff, to, *, actor=rosa, at=noon, **more):
        with acting(actor):
            return actions.assign(handoff.pk, to=people.member(actor, to.membership_id), actor=actor, at=at, **more)

    return give


def available(member, at, *, away_until=None, takes_at_most=None):
    with acting(member):
        accounts.set_availability(
            member.membership_id, away_until=away_until, takes_at_most=takes_at_most, actor=member, at=at
        )


def test_a_colleague_takes_over_is_told_and_the_time_stays(in_hand, give, rosa, ben, dr_osei, noon):
    given = give(in_hand, ben, at=noon + timedelta(hours=1), reason="She asks for mornings")

    assert (given.holder_id, given.due_at) == (ben.membership_id, in_hand.due_at)
    assert notices(ben) == ["assign"]
    with acting(rosa):
        line = WorkItem.objects.get(subject_id=in_hand.pk, org_id=rosa.org_id)
        assert (line.holder_id, line.last_event) == (ben.membership_id, "Given to a colleague")
        last = list(queries.timeline_of_handoff(in_hand))[-1]
        assert (last.name, last.reason) == ("assign", "To Ben Adeyemi. She asks for mornings")


def test_whoever_is_away_is_given_nobody(in_hand, give, ben, noon):
    available(ben, noon, away_until=noon.date() + timedelta(days=14))

    with pytest.raises(NotAllowed, match="Ben Adeyemi is away until 16 March"):
        give(in_hand, ben)

    assert give(in_hand, ben, at=noon + timedelta(days=14)).holder_id == ben.membership_id


def test_whoever_is_full_takes_one_more_only_for_a_reason(in_hand, give, refer, rosa, ben, noon):
    available(ben, noon, takes_at_most=1)
    give(in_hand, ben)
    second = refer("sent")
    with acting(rosa):
        actions.take_handoff_step(second.pk, "accept", actor=rosa, at=noon)

    with pytest.raises(NotAllowed, match="has 1 in hand, as many as they take"):
        give(second, ben)

    assert give(second, ben, reason="Her brother is with him").holder_id == ben.membership_id


def test_of_two_who_give_at_once_one_hears_of_the_other(in_hand, give, rosa, ben):
    give(in_hand, ben, seen_holder=rosa.membership_id)

    with pytest.raises(Overtaken, match="Rosa Díaz was faster: Ben Adeyemi has it now"):
        give(in_hand, rosa, actor=ben, seen_holder=rosa.membership_id)


def test_the_sending_side_and_strangers_give_nobody_on(in_hand, give, dr_osei, eve, ben, rosa, noon):
    with pytest.raises(NotAllowed), acting(dr_osei):
        with acting(rosa):
            colleague = people.member(rosa, ben.membership_id)
        actions.assign(in_hand.pk, to=colleague, actor=dr_osei, at=noon)


def test_it_is_given_on_the_page_and_refused_beside_the_field(visit, refer, rosa, ben):
    now = timezone.now()
    handoff = refer("sent", at=now)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
    page, give = reverse("handoff", args=[handoff.pk]), reverse("handoff-assign", args=[handoff.pk])
    assert "Give to a colleague" in visit(rosa, "get", page).content.decode()

    nobody = visit(rosa, "post", give, {"to": ""})
    done = visit(rosa, "post", give, {"to": str(ben.membership_id)}, follow=True)

    assert nobody.status_code == 422 and "This field is required." in nobody.content.decode()
    assert "Ben Adeyemi" in done.content.decode() and "gave it to a colleague" in done.content.decode()


def test_ones_own_availability_is_kept_and_shown_to_colleagues(visit, refer, rosa, ben):
    day = timezone.localdate() + timedelta(days=9)
    past = visit(ben, "post", "/availability/", {"away_until": "2020-01-01"})
    kept = visit(ben, "post", "/availability/", {"away_until": day.isoformat(), "takes_at_most": "20"}, follow=True)

    assert past.status_code == 422 and "still to come" in past.content.decode()
    assert "Kept." in kept.content.decode() and day.isoformat() in kept.content.decode()
    handoff = refer("sent", at=timezone.now())
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=timezone.now())
    html = visit(rosa, "get", reverse("handoff", args=[handoff.pk])).content.decode()
    assert f"Ben Adeyemi (away until {day.day} {day:%B})" in html


def test_before_the_yes_the_sender_holds_and_ben_answers(refer, give, dr_osei, rosa, ben, noon):
    given = give(refer("sent"), ben)

    assert (given.holder_id, given.assigned_to_id) == (dr_osei.membership_id, ben.membership_id)
    assert notices(ben) == ["assign"]
    with acting(rosa):
        assert WorkItem.objects.get(subject_id=given.pk, org_id=rosa.org_id).holder_id == ben.membership_id
        accepted = actions.take_handoff_step(given.pk, "accept", actor=rosa, at=noon)
    assert accepted.holder_id == ben.membership_id


def test_what_was_given_to_a_leaver_lies_with_the_lead_or_the_desk_again(refer, give, rosa, ben, noon):
    given = give(refer("sent"), ben)

    with acting(rosa):
        accounts.end_access(ben.membership_id, actor=rosa, at=noon)
        assert queries.handoff(rosa, given.pk).assigned_to_id != ben.membership_id
        assert WorkItem.objects.get(subject_id=given.pk, org_id=rosa.org_id).holder_id != ben.membership_id


def test_the_sender_does_not_read_how_the_other_side_shares_out_its_work(refer, give, dr_osei, ben):
    given = give(refer("sent"), ben, reason="Rosa has her sister")

    with acting(dr_osei):
        last = queries.timeline_of_handoff(given)[-1]
    assert (last.name, last.reason) == ("assign", "")


def test_the_lead_of_the_desk_says_that_somebody_is_away(rosa, ben, noon):
    with acting(rosa):
        desk = people.member(rosa, ben.membership_id).desk
        leader, other = (rosa, ben) if desk.lead_id == rosa.membership_id else (ben, rosa)
    lead_only = replace(leader, roles=frozenset({"receiver"}))

    with acting(lead_only):
        accounts.set_availability(other.membership_id, away_until=None, takes_at_most=3, actor=lead_only, at=noon)
    plain = replace(other, roles=frozenset({"receiver"}))
    with pytest.raises(NotAllowed), acting(plain):
        accounts.set_availability(leader.membership_id, away_until=None, takes_at_most=3, actor=plain, at=noon)


def test_the_desk_gives_a_new_ask_to_ben_on_its_page(visit, refer, rosa, ben, dr_osei):
    handoff = refer("sent", at=timezone.now())
    page, give = reverse("handoff", args=[handoff.pk]), reverse("handoff-assign", args=[handoff.pk])

    done = visit(rosa, "post", give, {"to": str(ben.membership_id), "held_by": str(handoff.to_desk_id)}, follow=True)
    late = visit(ben, "post", give, {"to": str(rosa.membership_id), "held_by": str(handoff.to_desk_id)})

    assert "gave it to a colleague" in done.content.decode()
    assert late.status_code == 422 and "Rosa Díaz was faster: Ben Adeyemi has it now." in late.content.decode()
    assert "Who has them in hand" not in visit(dr_osei, "get", page).content.decode()


def test_the_lead_writes_it_down_for_a_colleague_on_a_page(visit, rosa, ben, eve):
    theirs = reverse("availability-of", args=[ben.membership_id])
    day = timezone.localdate() + timedelta(days=9)
    assert theirs in visit(rosa, "get", reverse("availability")).content.decode()

    kept = visit(rosa, "post", theirs, {"away_until": day.isoformat()}, follow=True)

    assert day.isoformat() in kept.content.decode() and "When is Ben Adeyemi here" in kept.content.decode()
    assert visit(eve, "get", theirs).status_code == 404
    assert visit(ben, "get", reverse("availability-of", args=[rosa.membership_id])).status_code == 404
