"""The two sides of an ask write to each other; each has notes that the other never sees."""

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.consent import actions as consent
from throughcare.consent import queries as basis
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries


def write(actor, handoff, words, noon, key=None):
    with acting(actor):
        return actions.write_message(handoff.pk, key=key or uuid7(), words=words, actor=actor, at=noon)


def page(visit, actor, handoff):
    return visit(actor, "get", reverse("handoff", args=[handoff.pk])).content.decode()


def last_event(actor):
    with acting(actor):
        return WorkItem.objects.get(org_id=actor.org_id, is_open=True).last_event


def test_rosa_reads_what_dr_osei_writes_and_is_told_without_the_words(visit, refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    write(dr_osei, handoff, "She likes to be called after school.", noon)

    assert "called after school" in page(visit, rosa, handoff)
    assert last_event(rosa) == "Northside Family Health wrote to you"
    with acting(rosa):
        notices = list(accounts.notices(rosa))
    assert [(notice.clock, notice.subject_id) for notice in notices] == [("message", handoff.pk)]


def test_rosa_answers_and_northside_s_list_says_so(visit, refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    write(rosa, handoff, "We have a place on Tuesday.", noon)
    assert "a place on Tuesday" in page(visit, dr_osei, handoff)
    assert last_event(dr_osei) == "Harbor Counseling wrote to you"


def test_a_note_is_read_by_ones_own_side_only(visit, refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    said = {"key": str(uuid7()), "words": "Her brother works at our front desk."}
    visit(rosa, "post", reverse("handoff-note", args=[handoff.pk]), said)
    mine, theirs = page(visit, rosa, handoff), page(visit, dr_osei, handoff)
    assert "front desk" in mine and "Only Harbor Counseling reads this" in mine
    assert "front desk" not in theirs and "Only Northside Family Health reads this" in theirs
    assert "Northside Family Health will read this" in mine and "Harbor Counseling will read this" in theirs


def test_the_same_form_sent_twice_is_one_message(refer, dr_osei, noon):
    handoff, key = refer("sent"), uuid7()
    write(dr_osei, handoff, "Once", noon, key)
    write(dr_osei, handoff, "Once", noon, key)
    with acting(dr_osei):
        assert len(queries.messages_of(handoff)) == 1


def test_an_empty_message_comes_back_with_its_reason(visit, refer, dr_osei):
    handoff = refer("sent")
    answer = visit(dr_osei, "post", reverse("handoff-message", args=[handoff.pk]), {"key": str(uuid7()), "words": " "})
    assert answer.status_code == 422 and "Write a few words first." in answer.content.decode()


def test_what_a_sender_writes_is_a_disclosure_and_ends_with_the_consent(refer, maya, dr_osei, noon):
    handoff = refer("sent")
    write(dr_osei, handoff, "One more thing.", noon)
    with acting(dr_osei):
        assert ["message"] in [row.sections for row in basis.disclosures(dr_osei, maya.pk)]
        consent.withdraw(basis.basis(dr_osei, handoff.basis_id), actor=dr_osei, at=noon)
    with pytest.raises(NotAllowed, match="withdrawn"):
        write(dr_osei, handoff, "And another.", noon)


def test_nothing_is_written_before_it_is_sent_or_after_it_ended(refer, dr_osei, rosa, noon):
    handoff = refer("prepared")
    with pytest.raises(NotAllowed, match="Nothing has been sent"):
        write(dr_osei, handoff, "Too early", noon)
    with acting(dr_osei):
        actions.send(handoff.pk, actor=dr_osei, at=noon)
    with acting(rosa):
        actions.take_handoff_step(
            handoff.pk, "decline", decline_reason="no_room", said={"reason": "Full"}, actor=rosa, at=noon
        )
    with pytest.raises(Overtaken, match="ended"):
        write(rosa, handoff, "Too late", noon)


def test_where_the_client_lets_nothing_be_told_nobody_writes_across_after_the_yes(visit, refer, dr_osei, rosa, noon):
    handoff = refer("sent", feedback="nothing")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
    with pytest.raises(NotAllowed, match="nothing be told"):
        write(rosa, handoff, "She came", noon)
    assert "Write to the other side" not in page(visit, rosa, handoff)


def test_after_a_confidential_closure_nobody_writes_across(refer, dr_osei, rosa, noon):
    handoff = refer("sent", feedback="nothing")
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
    with acting(dr_osei):
        said = {"reason": "As she wants"}
        actions.take_referral_step(
            handoff.referral_id, "close", closure="confidential", said=said, actor=dr_osei, at=noon
        )  # fmt: skip
    with pytest.raises(NotAllowed, match="ended"):
        write(rosa, handoff, "Hello?", noon)


def test_eve_reads_and_writes_nothing(refer, dr_osei, eve, noon):
    handoff = refer("sent")
    write(dr_osei, handoff, "For Harbor", noon)
    with acting(eve):
        assert not queries.messages_of(handoff)
        assert not queries.notes_of(eve, handoff)


# --- seen


@pytest.mark.usefixtures("house")
def test_a_message_says_who_of_the_other_side_looked_first_and_when(visit, refer, dr_osei, rosa, ben, noon):
    handoff = refer("sent")
    write(dr_osei, handoff, "She likes to be called after school.", noon)
    assert "Seen by" not in page(visit, dr_osei, handoff), "one's own look is none"

    page(visit, rosa, handoff)
    page(visit, ben, handoff)

    html = page(visit, dr_osei, handoff)
    assert html.count("Seen by") == 1 and "Seen by Rosa Díaz" in html
    assert "Seen by" not in page(visit, rosa, handoff), "it is said to who wrote"


@pytest.mark.usefixtures("house")
def test_a_look_before_it_was_written_or_on_a_list_is_no_look_at_it(visit, refer, dr_osei, rosa):
    handoff = refer("sent")
    page(visit, rosa, handoff)
    write(dr_osei, handoff, "One more thing.", timezone.now())
    visit(rosa, "get", reverse("worklist"))
    assert "Seen by" not in page(visit, dr_osei, handoff)


@pytest.mark.usefixtures("house")
def test_who_looked_is_told_to_nobody_else(visit, refer, dr_osei, rosa, eve, noon):
    handoff = refer("sent")
    write(dr_osei, handoff, "For Harbor", noon)
    page(visit, rosa, handoff)
    for actor in (eve, rosa):
        with acting(actor):
            assert queries.seen_on_the_other_side(handoff) == {}


@pytest.mark.usefixtures("house")
def test_where_nothing_may_be_told_a_look_after_the_yes_is_not_told(visit, refer, dr_osei, rosa, noon):
    handoff = refer("sent", feedback="nothing")
    write(dr_osei, handoff, "For Harbor", noon)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=noon)
    page(visit, rosa, handoff)
    with acting(dr_osei):
        assert queries.seen_on_the_other_side(handoff) == {}
