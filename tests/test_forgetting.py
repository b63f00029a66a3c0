"""Somebody whose request was set aside is not kept for ever: after the days of the rule only that there was one is left."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from worker_role import as_worker

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import NOBODY, acting, speaking_as, system
from throughcare.foundation.ids import uuid7
from throughcare.foundation.work.models import WorkItem
from throughcare.intake import actions, jobs, queries
from throughcare.intake.actions import Left
from throughcare.intake.models import HelpRequest, HelpStep

LUZ = Left(
    about="someone", called="Luz", whom="Alonso", phone="305-555-0188", words="He does not sleep", careful="Ask for Luz"
)


@pytest.fixture
def knock(house, noon):
    def knock(left=LUZ):
        desk = accounts.help_desk("bay-area")
        with acting(system(desk.org_id)) as program:
            return actions.knock(left, key=uuid7(), desk=desk, came_from="library", actor=program, at=noon)

    return knock


@pytest.fixture
def set_aside(knock, sam, noon):
    with acting(sam):
        said = {"reason": "Luz dialed the wrong network"}
        return actions.take_help_step(knock().pk, "set_aside", actor=sam, at=noon, said=said)


@pytest.fixture
def round_on(noon, monkeypatch):
    """The worker's round, so many days later."""

    def round_on(day: int) -> int:
        monkeypatch.setattr(jobs, "now", lambda: noon + timedelta(days=day))
        with as_worker(), speaking_as(NOBODY):
            return jobs.forget_who_was_set_aside()

    return round_on


def everything_kept(actor) -> str:
    with acting(actor):
        return str([*HelpRequest.objects.values(), *HelpStep.objects.values(), *WorkItem.objects.values()])


def test_after_the_days_nothing_tells_who_it_was_and_it_is_still_counted(set_aside, round_on, sam):
    assert [round_on(day) for day in (89, 91, 92)] == [0, 1, 0]

    kept = everything_kept(sam)
    assert not [said for said in ("Luz", "Alonso", "305-555-0188", "does not sleep", "library") if said in kept]
    with acting(sam):
        (asked,) = queries.requests(sam)
        assert (asked.status, asked.about, [step.name for step in queries.history(asked)]) == (
            "set_aside", "someone", ["knock", "set_aside"],
        )  # fmt: skip
        assert WorkItem.objects.filter(subject_id=asked.pk).count() == 1


def test_that_it_was_forgotten_stands_in_the_audit(set_aside, round_on, sam, superuser):
    round_on(91)
    told = superuser.execute("select detail ->> 'step' from audit_auditentry where subject_id = %s", [set_aside.pk])
    assert ("forget",) in told.fetchall()


def test_whoever_waits_or_was_heard_is_not_forgotten(knock, round_on, sam, noon):
    waits = knock()
    heard = knock()
    with acting(sam):
        actions.take_help_step(heard.pk, "take", actor=sam, at=noon)
        actions.take_help_step(heard.pk, "listen", actor=sam, at=noon, said={"reason": "We spoke"})

    assert round_on(400) == 0
    with acting(sam):
        assert {one.called for one in queries.requests(sam)} == {"Luz"} and waits.pk != heard.pk


def test_the_pages_of_the_desk_say_that_it_was_removed(set_aside, round_on, visit, sam):
    round_on(91)
    assert "Somebody, removed since" in visit(sam, "get", "/help-requests/").content.decode()
    assert "was removed" in visit(sam, "get", f"/help-requests/{set_aside.pk}/").content.decode()


def test_nobody_is_half_forgotten(set_aside, sam, noon):
    with acting(sam), pytest.raises(IntegrityError, match="forgotten_request_tells_of_nobody"), transaction.atomic():
        HelpRequest.objects.filter(pk=set_aside.pk).update(forgotten_at=noon)


def test_somebody_elsewhere_forgets_nothing_of_ours(set_aside, eve, sam, noon):
    later = noon + timedelta(days=400)
    with acting(eve):
        actions.forget(set_aside.pk, actor=eve, at=later)

    assert "305-555-0188" in everything_kept(sam)
