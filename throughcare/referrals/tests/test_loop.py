from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from throughcare.clients import actions as clients
from throughcare.consent import actions as consent
from throughcare.foundation.actor import acting
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.work.models import WorkItem
from throughcare.referrals import actions, queries
from throughcare.referrals.models import Handoff, HandoffStep, Package, Referral
from throughcare.scheduling import actions as scheduling
from throughcare.scheduling import queries as visits


def take(handoff, name, *, actor, at, **facts):
    with acting(actor):
        return actions.take_handoff_step(handoff.pk, name, actor=actor, at=at, **facts)


def book(handoff, *, actor, at, kind="intake", days=3):
    with acting(actor):
        return scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id, sender_org_id=handoff.org_id,
            starts_at=at + timedelta(days=days), kind=kind, actor=actor, at=at,
        )  # fmt: skip


def see(actor, handoff):
    with acting(actor):
        return queries.handoff(actor, handoff.pk)


def referral_of(actor, handoff):
    with acting(actor):
        return queries.referral(actor, handoff.referral_id)


def test_holding_passes_only_when_the_receiver_accepts(refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    assert (handoff.holder_id, handoff.turn) == (dr_osei.membership_id, "receiver")

    handoff = take(handoff, "accept", actor=rosa, at=noon)

    assert (handoff.holder_id, handoff.turn) == (rosa.membership_id, "receiver")
    assert handoff.due_at > noon


def test_the_referral_of_the_sender_follows_its_handoff(refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    assert referral_of(dr_osei, handoff).live_status == "sent"

    handoff = take(handoff, "accept", actor=rosa, at=noon)

    referral = referral_of(dr_osei, handoff)
    assert (referral.live_status, referral.due_at) == ("accepted", handoff.due_at)
    assert referral.holder_id == dr_osei.membership_id


def test_a_loop_is_taken_from_sent_to_closed_with_evidence(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    intake = book(handoff, actor=rosa, at=noon)
    later = noon + timedelta(days=4)
    with acting(rosa):
        scheduling.take_visit_step(intake.pk, "keep", actor=rosa, at=later)
    assert see(rosa, handoff).status == "assessed"
    treatment = book(handoff, actor=rosa, at=later, kind="treatment")
    later += timedelta(days=4)
    with acting(rosa):
        scheduling.take_visit_step(treatment.pk, "keep", actor=rosa, at=later)
    take(handoff, "report", actor=rosa, at=later, report="She came. Nightmares are fewer.")
    take(handoff, "acknowledge", actor=dr_osei, at=later)
    with acting(dr_osei):
        actions.bear_witness(handoff.referral_id, who="client", says_connected=True, actor=dr_osei, at=later)
        closed = actions.take_referral_step(handoff.referral_id, "close", closure="connected", actor=dr_osei, at=later)
        steps = [(row.subject, row.name) for row in queries.timeline(closed)]

    assert (closed.status, closed.closure, closed.evidence) == ("closed", "connected", "verified")
    assert [name for _, name in steps] == [
        "open", "prepare", "send", "accept", "book", "assess", "book", "begin_treatment", "report", "acknowledge", "close",
    ]  # fmt: skip


def test_receivers_word_and_receivers_tick_are_one_witness(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    visit = book(handoff, actor=rosa, at=noon, kind="treatment")
    later = noon + timedelta(days=4)
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=later)
    with acting(dr_osei):
        actions.bear_witness(handoff.referral_id, who="receiver", says_connected=True, actor=dr_osei, at=later)
        closed = actions.take_referral_step(handoff.referral_id, "close", closure="connected", actor=dr_osei, at=later)

    assert closed.evidence == "asserted"


def test_a_missed_visit_goes_back_to_whoever_books(refer, rosa, noon):
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    visit = book(handoff, actor=rosa, at=noon)
    later = noon + timedelta(days=3, hours=1)
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "miss", actor=rosa, at=later, said={"reason": "not known"})

    handoff = see(rosa, handoff)
    assert (handoff.status, handoff.holder_id) == ("accepted", rosa.membership_id)
    assert handoff.due_at > later


def test_without_feedback_the_sender_sees_sent_and_no_more(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent", feedback="nothing"), "accept", actor=rosa, at=noon)
    visit = book(handoff, actor=rosa, at=noon)

    assert see(dr_osei, handoff) is None
    referral = referral_of(dr_osei, handoff)
    assert (referral.live_status, referral.status) == ("sent", "open")
    assert referral.due_at is not None
    with acting(dr_osei):
        assert visits.visit(visit.pk) is None
        assert "accept" not in [row.name for row in queries.timeline(referral)]
        shown = WorkItem.objects.get(subject_id=referral.pk)
    assert (shown.status, shown.last_event) == ("sent", "Details may not be shared")


def test_a_report_needs_the_clients_permission(refer, rosa, noon):
    handoff = take(refer("sent", feedback="attendance"), "accept", actor=rosa, at=noon)
    visit = book(handoff, actor=rosa, at=noon, kind="treatment")
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + timedelta(days=4))

    with pytest.raises(NotAllowed, match="did not agree to a report"):
        take(handoff, "report", actor=rosa, at=noon + timedelta(days=4), report="She came.")


def test_the_receiver_sees_the_package_and_not_the_record(refer, rosa, maya, noon):
    handoff = refer("sent")
    with acting(rosa):
        package = queries.package_of(see(rosa, handoff))
        assert package.client_name == "Maya Torres"
        assert [section["key"] for section in package.sections] == [
            "concerns",
            "safety",
            "medical",
            "allergies",
            "social",
        ]
        assert not type(maya).objects.filter(pk=maya.pk).exists()


def test_a_package_once_sent_never_changes(refer, dr_osei, noon):
    handoff = refer("sent")
    with acting(dr_osei), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Package.objects.filter(pk=handoff.pk).update(client_name="Somebody else")


def test_a_step_once_taken_never_changes(refer, dr_osei):
    handoff = refer("sent")
    with acting(dr_osei), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        HandoffStep.objects.filter(record=handoff).delete()


def test_a_decline_says_why_and_the_referral_is_back_with_its_holder(refer, dr_osei, rosa, noon):
    handoff = refer("sent")
    with pytest.raises(NotAllowed, match="Choose the reason"):
        take(handoff, "decline", actor=rosa, at=noon)

    take(handoff, "decline", actor=rosa, at=noon, decline_reason="no_room")

    referral = referral_of(dr_osei, handoff)
    assert (referral.live_status, referral.turn, referral.noes) == ("", "sender", 1)
    assert referral.due_at > noon


def test_after_two_noes_a_coordinator_takes_over(refer, dr_osei, sam, rosa, harbor_service, noon):
    handoff = refer("sent")
    take(handoff, "decline", actor=rosa, at=noon, decline_reason="payer")
    with acting(dr_osei):
        Referral.objects.filter(pk=handoff.referral_id).update(noes=2)
        with pytest.raises(NotAllowed, match="A coordinator takes it from here"):
            actions.prepare(handoff.referral_id, service_id=harbor_service.pk, choice="again", actor=dr_osei, at=noon)
    with acting(sam):
        assert actions.prepare(handoff.referral_id, service_id=harbor_service.pk, choice="again", actor=sam, at=noon)


def test_a_question_passes_the_turn_and_keeps_the_holder(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent"), "ask", actor=rosa, at=noon, said={"reason": "Which school does she go to?"})
    assert (handoff.status, handoff.turn, handoff.holder_id) == ("sent", "sender", dr_osei.membership_id)

    handoff = take(handoff, "answer", actor=dr_osei, at=noon, said={"reason": "Jackson High."})

    assert (handoff.turn, handoff.question) == ("receiver", "")


def test_urgent_work_is_never_paused_for_a_question(refer, rosa, noon):
    with pytest.raises(NotAllowed, match="never paused"):
        take(refer("sent", urgency="urgent"), "ask", actor=rosa, at=noon, said={"reason": "Which school?"})


def test_urgent_is_sent_with_what_there_is_and_routine_waits_for_the_rest(dr_osei, maya, harbor_service, noon):
    def send(urgency):
        with acting(dr_osei):
            draft = actions.begin(
                client_id=maya.pk, need=f"To talk, {urgency}", urgency=urgency, actor=dr_osei, at=noon
            )
            actions.take_referral_step(draft.pk, "open", actor=dr_osei, at=noon)
            handoff = actions.prepare(draft.pk, service_id=harbor_service.pk, choice="", actor=dr_osei, at=noon)
            basis = consent.record_basis(
                client_id=maya.pk, kind="treatment", reason="She is at risk", actor=dr_osei, at=noon
            )
            actions.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=noon)
            return actions.send(handoff.pk, actor=dr_osei, at=noon)

    assert send("urgent").status == "sent"
    with pytest.raises(NotAllowed, match="how the client chose"):
        send("routine")


def test_nothing_is_sent_without_a_basis(dr_osei, refer, harbor_service, noon):
    referral = refer("open")
    with acting(dr_osei):
        handoff = actions.prepare(referral.pk, service_id=harbor_service.pk, choice="hers", actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="on which basis"):
            actions.send(handoff.pk, actor=dr_osei, at=noon)


def test_the_consent_of_somebody_else_carries_nothing(dr_osei, refer, harbor_service, noon):
    handoff = refer("prepared")
    with acting(dr_osei):
        lena = clients.register(name="Lena Kowal", actor=dr_osei, at=noon)
        hers = consent.record_basis(
            client_id=lena.pk, kind="written_consent", recipients=[harbor_service.pk], given_by="Lena", actor=dr_osei, at=noon
        )  # fmt: skip
        with pytest.raises(NotAllowed, match="somebody else"):
            actions.share_on(handoff.pk, basis_id=hers.pk, actor=dr_osei, at=noon)


def test_a_withdrawn_consent_stops_the_sending(dr_osei, refer, noon):
    handoff = refer("prepared")
    with acting(dr_osei):
        basis = consent.lock(handoff.basis_id)
        consent.withdraw(basis, actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="withdrawn"):
            actions.send(handoff.pk, actor=dr_osei, at=noon)


def test_a_page_that_is_out_of_date_says_who_was_faster(refer, rosa, ben, noon):
    handoff = refer("sent")
    take(handoff, "accept", actor=rosa, at=noon)

    with pytest.raises(Overtaken, match="Rosa Díaz was faster"):
        take(handoff, "decline", actor=ben, at=noon, seen="sent", decline_reason="no_room")


def test_the_sender_cannot_accept_their_own_referral(refer, dr_osei, noon):
    with pytest.raises(NotAllowed, match="is for the receiver"):
        take(refer("sent"), "accept", actor=dr_osei, at=noon)


def test_the_database_refuses_an_orphan(refer, dr_osei):
    handoff = refer("sent")
    with acting(dr_osei), pytest.raises(IntegrityError, match="open_has_one_holder_and_due_time"), transaction.atomic():
        Handoff.objects.filter(pk=handoff.pk).update(holder_id=None)
    with acting(dr_osei), pytest.raises(IntegrityError, match="open_has_one_holder_and_due_time"), transaction.atomic():
        Referral.objects.filter(pk=handoff.referral_id).update(due_at=None)


def test_the_database_refuses_a_step_outside_the_table(refer, dr_osei, noon):
    handoff = refer("sent")
    with acting(dr_osei), pytest.raises(IntegrityError, match="handoff_step_is_in_lifecycle"), transaction.atomic():
        HandoffStep.objects.create(
            record=handoff, name="finish", from_status="sent", to_status="ended", by_name="a script", at=noon,
            happened_at=noon, org_id=dr_osei.org_id,
        )  # fmt: skip


def test_a_second_acceptance_is_refused_by_the_database(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    with acting(dr_osei), pytest.raises(IntegrityError, match="one_receiver_holds_a_referral"), transaction.atomic():
        Handoff.objects.create(
            referral_id=handoff.referral_id, number=handoff.number, client_id=handoff.client_id, org_id=dr_osei.org_id,
            service_id=handoff.service_id, service_name="another", urgency="routine", status="accepted", sent_at=noon,
            holder_id=dr_osei.membership_id, due_at=noon, turn="receiver", waiting_on="receiver",
        )  # fmt: skip


def test_a_renamed_client_is_renamed_on_every_list(refer, dr_osei, maya, noon):
    referral = refer("open")
    with acting(dr_osei):
        clients.correct(maya, name="Maya Torres Gil", actor=dr_osei, at=noon)
        assert WorkItem.objects.get(subject_id=referral.pk).who == "Maya Torres Gil"


def test_a_draft_is_thrown_away_and_an_open_referral_is_not(refer, dr_osei, noon):
    draft, referral = refer("draft"), refer("open")
    with acting(dr_osei):
        actions.discard(draft, actor=dr_osei, at=noon)
        with pytest.raises(NotAllowed, match="Only a draft"):
            actions.discard(referral, actor=dr_osei, at=noon)
        assert not Referral.objects.filter(pk=draft.pk).exists()


def test_a_hold_has_an_end_and_somebody_who_is_waited_for(refer, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        with pytest.raises(NotAllowed, match="until when"):
            actions.take_referral_step(referral.pk, "hold", actor=dr_osei, at=noon)
        wake_on = (noon + timedelta(days=10)).date()
        held = actions.take_referral_step(
            referral.pk, "hold", wake_on=wake_on, waiting_on="family", actor=dr_osei, at=noon
        )
        assert (held.status, held.wake_on, held.waiting_on) == ("on_hold", wake_on, "family")
        woken = actions.take_referral_step(referral.pk, "wake", actor=dr_osei, at=noon)
    assert woken.status == "open" and woken.wake_on is None


def test_only_unknown_is_presumed(refer, dr_osei, noon):
    referral = refer("open")
    with acting(dr_osei):
        closed = actions.take_referral_step(referral.pk, "close", closure="unknown", actor=dr_osei, at=noon)
        assert closed.evidence == "presumed"
        with pytest.raises(IntegrityError, match="only_unknown_is_presumed"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(closure="declined")


def test_sending_costs_a_bounded_number_of_statements(refer, dr_osei, noon):
    handoff = refer("prepared")
    with acting(dr_osei):
        before = len(connection.queries_log)
        connection.force_debug_cursor = True
        actions.send(handoff.pk, actor=dr_osei, at=noon)
        connection.force_debug_cursor = False
        spent = [row["sql"] for row in list(connection.queries_log)[before:]]
    assert len(spent) <= 34, "\n".join(spent)


def test_what_may_not_be_followed_is_closed_without_being_known(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent", feedback="nothing"), "accept", actor=rosa, at=noon)

    def close(closure):
        with acting(dr_osei):
            return actions.take_referral_step(handoff.referral_id, "close", closure=closure, actor=dr_osei, at=noon)

    with pytest.raises(NotAllowed, match="may not be shared"):
        close("connected")
    closed = close("confidential")

    assert (closed.status, closed.evidence) == ("closed", "asserted")
    handoff = take(handoff, "waitlist", actor=rosa, at=noon, said={"reason": "two weeks"})
    assert handoff.status == "waitlisted", "the receiver's own clocks go on"


def test_a_handoff_without_feedback_that_is_handed_back_is_followed_again(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent", feedback="nothing"), "accept", actor=rosa, at=noon)

    take(handoff, "hand_back", actor=rosa, at=noon, said={"reason": "needs more than we have"})

    referral = referral_of(dr_osei, handoff)
    assert (referral.live_status, referral.is_followed, referral.turn) == ("", True, "sender")


def test_a_report_gives_a_new_time_and_reading_it_does_not(refer, dr_osei, rosa, noon):
    handoff = take(refer("sent"), "accept", actor=rosa, at=noon)
    visit = book(handoff, actor=rosa, at=noon, kind="treatment")
    with acting(rosa):
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=noon + timedelta(days=4))
    later = noon + timedelta(days=9)
    reported = take(handoff, "report", actor=rosa, at=later, report="She comes every week.")
    take(handoff, "acknowledge", actor=dr_osei, at=later + timedelta(days=2))

    with acting(rosa):
        running = [clock.due_at for clock in clocks.clocks_of(handoff.pk) if clock.state == "running"]
    assert running == [reported.due_at] == [see(rosa, handoff).due_at]


def test_only_who_refers_people_rewrites_or_throws_away_a_draft(refer, dr_osei, noon):
    draft = refer("draft")
    clerk = replace(dr_osei, roles=frozenset({"quality"}))
    with acting(clerk):
        for attempt in (
            lambda: actions.write(draft, reason="another", actor=clerk, at=noon),
            lambda: actions.discard(draft, actor=clerk, at=noon),
        ):
            with pytest.raises(NotAllowed, match="does not refer people"):
                attempt()
