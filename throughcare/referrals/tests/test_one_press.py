"""Draft to sent in one press: the same as the single steps, under the same rules, in few statements."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from throughcare.accounts.models import Agreement
from throughcare.clients import actions as clients
from throughcare.consent.models import Disclosure
from throughcare.foundation.actor import acting
from throughcare.foundation.audit.models import AuditEntry
from throughcare.foundation.clocks import queries as clock_queries
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, standing
from throughcare.referrals.actions import sending
from throughcare.referrals.models import Handoff, HandoffStep, Package, Referral, ReferralStep

AGREED = {"kind": "written_consent", "given_by": "Maya and her aunt", "feedback": "progress"}
ITS_OWN = {"id", "number", "referral_id", "handoff_id", "record_id", "subject_id", "basis_id", "digest"}


@pytest.fixture
def press(dr_osei, harbor_service, noon):
    def press(draft, actor=dr_osei, **agreed):
        with acting(actor):
            return actions.send_draft(
                draft.pk, service_id=harbor_service.pk, choice="Maya chose it from three", agreed=AGREED | agreed,
                actor=actor, at=noon,
            )  # fmt: skip

    return press


def said(rows):
    return [{name: value for name, value in row.items() if name not in ITS_OWN} for row in rows.values()]


def everything(handoff, dr_osei, rosa):
    """What both sides find afterwards, without keys."""
    one = {"handoff_id": handoff.pk}
    with acting(dr_osei):
        found = [
            said(Referral.objects.filter(pk=handoff.referral_id)),
            said(ReferralStep.objects.filter(record_id=handoff.referral_id)),
            said(Handoff.objects.filter(pk=handoff.pk)),
            said(HandoffStep.objects.filter(record_id=handoff.pk).order_by("from_status")),
            said(Disclosure.objects.filter(**one)),
            said(WorkItem.objects.filter(subject_id=handoff.referral_id)),
            running(handoff.pk),
            running(handoff.referral_id),
        ]
    with acting(rosa):
        found += [said(Package.objects.filter(**one)), said(WorkItem.objects.filter(subject_id=handoff.pk))]
    return found


def running(subject):
    return [(c.step, c.started_at, c.due_at, c.plan_at) for c in clock_queries.clocks_of(subject) if c.is_open]


def test_one_press_leaves_what_the_single_steps_leave(refer, press, dr_osei, rosa):
    assert everything(press(refer("draft")), dr_osei, rosa) == everything(refer("sent"), dr_osei, rosa)


def test_medicine_that_runs_out_makes_the_ask_more_urgent(refer, press, maya, dr_osei, noon):
    draft = refer("draft")
    with acting(dr_osei):
        clients.correct(maya, medicine_until=noon.date() + timedelta(days=3), actor=dr_osei, at=noon)

    assert press(draft).urgency != draft.urgency


def test_one_press_writes_the_same_audit(refer, press, dr_osei):
    by_press, by_steps = press(refer("draft")), refer("sent")

    with acting(dr_osei):
        assert recorded(by_press) == recorded(by_steps) != []


def recorded(handoff):
    keys = [handoff.pk, handoff.referral_id, handoff.basis_id, Disclosure.objects.get(handoff_id=handoff.pk).pk]
    rows = AuditEntry.objects.filter(subject_id__in=keys).order_by("action", "subject_kind")
    return list(rows.values_list("action", "subject_kind"))


@pytest.mark.parametrize(("given_as", "most"), [("self", 15), ("parent", 22)])
def test_one_press_costs_fourteen_statements_and_seven_more_where_a_birthday_ends_it(refer, press, given_as, most):
    press(refer("draft"))  # the response policies are known from now on
    draft = refer("draft")

    with CaptureQueriesContext(connection) as caught:
        press(draft, given_as=given_as)

    spent = [one["sql"] for one in caught if "SAVEPOINT" not in one["sql"]]
    assert len(spent) <= most, len(spent)  # inside a test's transaction the way back is said, too


def test_an_incomplete_package_is_not_sent(refer, press, dr_osei, noon):
    draft = refer("draft")
    with acting(dr_osei):
        actions.write(draft, package={}, actor=dr_osei, at=noon)

    with pytest.raises(NotAllowed, match="Still empty"):
        press(draft)


def test_without_an_agreement_nothing_is_sent(refer, press, harbor_service):
    Agreement.objects.filter(org_id=harbor_service.run_by_id).delete()

    with pytest.raises(NotAllowed, match="no agreement in force"):
        press(refer("draft"))


def test_nothing_is_sent_for_somebody_who_died(refer, press, maya, dr_osei, noon):
    draft = refer("draft")
    with acting(dr_osei):
        clients.change_situation(maya, situation="deceased", source="The family", actor=dr_osei, at=noon)

    with pytest.raises(NotAllowed, match="deceased"):
        press(draft)


def test_the_receiver_sends_nothing(refer, press, rosa):
    with pytest.raises(Referral.DoesNotExist):
        press(refer("draft"), actor=rosa)


def test_what_was_sent_is_not_sent_again(refer, press):
    draft = refer("draft")
    press(draft)

    with pytest.raises(NotAllowed, match="not possible while open"):
        press(draft)


def test_a_stranger_hands_over_nothing(refer, eve, dr_osei):
    handoff, package = asked(refer, dr_osei)

    with acting(eve), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        sending.hand_over(package, [])


def test_nothing_is_put_on_the_list_of_somebody_who_was_not_asked(refer, eve, dr_osei, noon):
    handoff, package = asked(refer, dr_osei)
    handoff.to_org_id = eve.org_id
    item = standing.receivers_item(handoff, who="Maya Torres", said="Sent", at=noon)

    with acting(dr_osei), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        sending.hand_over(package, [item])


def asked(refer, actor):
    """A prepared handoff, and a package that was not handed over."""
    handoff = refer("prepared")
    with acting(actor):
        handoff = Handoff.objects.select_related("org").get(pk=handoff.pk)
    return handoff, Package(
        handoff=handoff, client_name="Maya Torres", person={}, sections=[], digest="", frozen_at=handoff.due_at
    )
