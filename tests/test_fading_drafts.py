"""A draft that nobody goes on with: its writer is told, then it is gone; where somebody may be in danger it is opened."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from held import is_held
from worker_role import as_worker

from throughcare.accounts import queries as accounts
from throughcare.clients import actions as clients
from throughcare.foundation.actor import NOBODY, acting, speaking_as
from throughcare.referrals import actions, jobs, queries
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.referrals.models import Referral
from throughcare.screening.actions import Asking, record
from throughcare.screening.queries import instrument


@pytest.fixture
def look_through(house, monkeypatch, noon):
    """The worker's round, on a day counted from the one on which the draft was written."""

    def on(day: float) -> int:
        monkeypatch.setattr(jobs, "now", lambda: noon + timedelta(days=day))
        with as_worker(), speaking_as(NOBODY):
            return jobs.look_through_drafts()

    return on


def of(dr_osei):
    with acting(dr_osei):
        return Referral.objects.filter(org_id=dr_osei.org_id).first()


def test_its_writer_is_told_a_week_before_it_is_removed(look_through, refer, dr_osei):
    draft = refer("draft")
    assert [look_through(day) for day in (22, 23, 24, 29)] == [0, 1, 0, 0]
    with acting(dr_osei):
        (notice,) = accounts.notices(dr_osei)
    assert (notice.subject_id, notice.clock) == (draft.pk, "draft")
    look_through(30)
    assert of(dr_osei) is None


def test_what_was_in_it_is_not_in_the_audit(look_through, refer, dr_osei, superuser):
    draft = refer("draft")
    look_through(23)
    look_through(30)
    rows = superuser.execute(
        "select row_to_json(e)::text from audit_auditentry e where subject_id = %s", [str(draft.pk)]
    )
    said = " ".join(row[0] for row in rows.fetchall())
    assert said.count("referral") >= 2 and "Panic" not in said


def test_whoever_goes_on_keeps_it(look_through, refer, dr_osei, noon):
    draft = refer("draft")
    look_through(23)
    with acting(dr_osei):
        actions.write(draft, reason="She asked again", actor=dr_osei, at=noon + timedelta(days=29))
    assert look_through(31) == 0
    look_through(52)
    look_through(59)
    assert of(dr_osei) is None, "and it fades anew"


def test_nobody_loses_a_draft_unread_because_the_worker_slept(look_through, refer, dr_osei):
    refer("draft")
    look_through(90)
    assert of(dr_osei) is not None
    look_through(97)
    assert of(dr_osei) is None


@pytest.mark.parametrize("when", ["before it was written", "after it was written", "it is urgent"])
def test_where_somebody_may_be_in_danger_it_is_opened_with_a_holder_and_a_clock(
    look_through, refer, maya, dr_osei, noon, when
):
    urgency = "urgent" if when == "it is urgent" else "routine"
    if when == "before it was written":
        worry(maya, dr_osei, noon)
    refer("draft", urgency=urgency)
    if when == "after it was written":
        worry(maya, dr_osei, noon)
    look_through(23)
    referral = of(dr_osei)
    assert referral.status == "open" and referral.holder_id == dr_osei.membership_id
    with acting(dr_osei):
        is_held(REFERRAL, referral, dr_osei)
        assert "not thrown away" in referral.steps.get(name="open").reason


def test_a_draft_for_somebody_who_died_is_not_opened(look_through, refer, maya, dr_osei, noon):
    refer("draft", urgency="urgent")
    with acting(dr_osei):
        clients.change_situation(maya, situation="deceased", source="Her aunt", actor=dr_osei, at=noon)
    look_through(23)
    look_through(30)
    assert of(dr_osei) is None


def worry(maya, dr_osei, noon):
    """She ticks that she has thoughts of death."""
    phq9 = instrument("phq-9")
    ticked = {item.link_id: item.answers[0].code for item in phq9.scored_items}
    ticked["q9"] = phq9.item("q9").answers[1].code
    with acting(dr_osei):
        record(
            client_id=maya.pk, instrument=phq9, answers=ticked, asking=Asking(asked_alone=True), actor=dr_osei, at=noon
        )  # fmt: skip


def test_the_list_says_when_it_will_be_removed(visit, refer, dr_osei):
    refer("draft")
    assert "Will be removed on 1 April" in visit(dr_osei, "get", f"{reverse('worklist')}?whose=mine").content.decode()


def test_only_the_worker_may_ask_for_everybodys_drafts(refer, eve, noon):
    refer("draft")
    with acting(eve), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        queries.fading_drafts(at=noon + timedelta(days=60))
