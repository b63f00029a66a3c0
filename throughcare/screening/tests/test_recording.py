from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.foundation import events
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.screening import actions, queries
from throughcare.screening.actions import Asking
from throughcare.screening.events import ScreenScored
from throughcare.screening.models import Screen

ALONE = Asking(asked_alone=True)
PHQ9 = queries.instrument("phq-9")


def answers(*values):
    pairs = zip(PHQ9.scored_items, values, strict=True)
    return {item.link_id: item.answers[value].code for item, value in pairs if value is not None}


@pytest.fixture
def heard(monkeypatch):
    """What was announced, beside the real reactions."""
    news = []
    monkeypatch.setattr(events, "listeners", [*events.listeners, news.append])
    return news


@pytest.fixture
def take(dr_osei, maya, noon):
    def take(*values, asking=ALONE, actor=dr_osei, client_id=maya.pk):
        with acting(actor):
            return actions.record(
                client_id=client_id, instrument=PHQ9, answers=answers(*values), asking=asking, actor=actor, at=noon
            )

    return take


def test_a_screen_keeps_answers_total_band_and_who_took_it(take, dr_osei, noon):
    screen = take(2, 2, 1, 1, 1, 1, 1, 1, 0)

    assert (screen.total, screen.band, screen.positive, screen.critical) == (10, "moderate", True, False)
    assert screen.answers["q1"] == "LA6570-1"
    assert (screen.by_id, screen.by_name, screen.taken_at, screen.written_at) == (
        dr_osei.membership_id,
        dr_osei.name,
        noon,
        noon,
    )


def test_a_screen_is_announced_with_its_facts(take, heard):
    screen = take(0, 0, 0, 0, 0, 0, 0, 0, 1)

    (news,) = [event for event in heard if isinstance(event, ScreenScored)]
    assert (news.screen_id, news.total, news.critical, news.step) == (screen.pk, 1, True, "critical")
    assert news.finding == "PHQ-9, question 9: several days"


def test_a_screen_without_worry_is_scored_and_no_more(take, heard):
    take(3, 3, 3, 3, 3, 3, 3, 3, 0)

    (news,) = [event for event in heard if isinstance(event, ScreenScored)]
    assert (news.step, news.cause, news.finding) == ("scored", "", "")


def test_the_same_form_sent_twice_is_one_screen(take, heard):
    sending = Asking(asked_alone=True, sending=uuid7())

    first, second = take(0, 0, 0, 0, 0, 0, 0, 0, 2, asking=sending), take(0, 0, 0, 0, 0, 0, 0, 0, 2, asking=sending)

    assert first.pk == second.pk
    assert len([event for event in heard if isinstance(event, ScreenScored)]) == 1


def test_an_open_question_needs_a_reason_and_leaves_the_total_unknown(take):
    with pytest.raises(NotAllowed, match="Not answered: 3"):
        take(1, 1, None, 1, 1, 1, 1, 1, 0)

    screen = take(1, 1, None, 1, 1, 1, 1, 1, 0, asking=replace(ALONE, incomplete_because="declined"))
    assert (screen.total, screen.positive, screen.band) == (None, None, "")
    assert "question 3" in screen.reason


def test_what_a_relative_says_about_safety_is_not_asked(take, heard):
    screen = take(1, 1, 1, 1, 1, 1, 1, 1, 0, asking=Asking(asked_alone=False, interpreter="relative"))

    assert (screen.total, screen.safety_not_asked, screen.critical) == (None, True, False)
    (news,) = [event for event in heard if isinstance(event, ScreenScored)]
    assert (news.step, news.cause) == ("critical", "not_asked")


def test_nobody_takes_a_screen_tomorrow(take, noon):
    with pytest.raises(NotAllowed, match="future"):
        take(*[0] * 9, asking=replace(ALONE, taken_at=noon + timedelta(days=1)))


def test_a_screen_needs_a_person(take, dr_osei):
    with pytest.raises(NotAllowed, match="the person who took it"):
        take(*[0] * 9, actor=replace(dr_osei, membership_id=None))


def test_an_answer_that_the_form_does_not_offer_is_refused(dr_osei, maya, noon):
    with acting(dr_osei), pytest.raises(NotAllowed, match="no such answer"):
        actions.record(
            client_id=maya.pk, instrument=PHQ9, answers={"q1": "nonsense"}, asking=ALONE, actor=dr_osei, at=noon
        )


def test_a_screen_is_read_as_people_say_it(take, dr_osei):
    screen = take(0, 0, 0, 0, 0, 0, 0, 0, 3)

    reading = queries.reading(screen)

    assert reading.band.label["en"] == "Minimal"
    assert [reply.number for reply in reading.replies if reply.is_worrying] == [9]
    assert reading.replies[8].answer == "Nearly every day" and reading.replies[9].answer == ""


def test_the_newest_of_each_instrument_is_offered_for_the_package(take, dr_osei, maya):
    take(*[0] * 9)
    newest = take(*[1] * 8, 0)

    with acting(dr_osei):
        assert [screen.pk for screen in queries.latest(dr_osei, maya.pk)] == [newest.pk]
        assert queries.latest(dr_osei, maya.pk, ["gad-7"]) == []


def test_eve_sees_no_screen_and_can_add_none(take, dr_osei, eve, maya):
    screen = take(*[0] * 9)

    with acting(eve):
        assert not Screen.objects.exists()
        assert queries.screen(eve, screen.pk) is None
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        take(*[0] * 9, actor=eve)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        take(*[0] * 9, actor=replace(eve, org_id=dr_osei.org_id), client_id=uuid7())


def test_a_screen_is_never_changed_or_deleted(take, dr_osei):
    screen = take(*[0] * 9)

    with acting(dr_osei):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Screen.objects.filter(pk=screen.pk).update(total=27)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            screen.delete()


def test_the_database_refuses_a_missing_total_without_a_reason(take, dr_osei):
    screen = take(*[0] * 9)
    screen.pk, screen.total, screen.reason, screen._state.adding = uuid7(), None, "", True

    with acting(dr_osei), pytest.raises(IntegrityError, match="screen_without_total_says_why"), transaction.atomic():
        screen.save(force_insert=True)
