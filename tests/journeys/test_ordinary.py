"""Journeys in which nothing goes wrong but time, and those in which the person herself says how it goes on."""

import pytest

from throughcare.foundation.lifecycle import NotAllowed

WEEK = 7


def test_ordinary_intake_then_eleven_weeks_until_treatment(journey, refer, dr_osei, rosa):
    """Dr. Osei sends, Rosa sees Maya after a week; a therapist is free eleven weeks later, and the loop closes."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    intake = journey.book(rosa, handoff, 1, visit_on=WEEK)
    journey.visit(rosa, intake, "keep", WEEK)
    assert journey.judged(dr_osei, handoff, treated=None), "seen is not treated: the clock runs on"
    journey.nothing_is_lost(dr_osei, rosa)

    journey.treat(rosa, handoff, 70, visit_on=12 * WEEK)
    journey.take(rosa, handoff, "report", 85, report="She has begun and will come weekly.")
    journey.take(dr_osei, handoff, "acknowledge", 86)
    journey.take(rosa, handoff, "finish", 90)
    closed = journey.promise(dr_osei, handoff, "close", 91, closure="connected")

    assert (closed.closure, closed.evidence) == ("connected", "asserted"), "one side's word, however often it is said"
    assert not journey.judged(dr_osei, handoff, treated=12 * WEEK)
    journey.nothing_is_lost(dr_osei, rosa)


def test_somebody_said_it_helped_and_maya_says_it_did_not(journey, refer, dr_osei, sam, rosa):
    """Closed as connected; six weeks later Maya says that it did not help. Somebody holds her again."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.treat(rosa, handoff, 1, visit_on=3)
    journey.promise(dr_osei, handoff, "close", 5, closure="connected")
    journey.did_it_help(sam, handoff, "helped", 20)

    journey.did_it_help(sam, handoff, "not", 45, words="I stopped going")

    again = journey.referral(dr_osei, handoff)
    assert (again.status, again.evidence, again.closure) == ("open", "contradicted", "")
    assert journey.line(dr_osei, again).last_event == "The client says otherwise"
    assert not journey.judged(dr_osei, handoff, treated=3), "she was treated on the third day; that stays true"
    journey.nothing_is_lost(dr_osei, rosa)


def test_reopened_after_two_months(journey, refer, dr_osei, rosa):
    """Closed because Maya did not want it; after two months she does. The first request still counts."""
    opened = refer("open")
    journey.promise(dr_osei, opened, "close", 4, "She wants to wait", closure="declined")
    assert not journey.judged(dr_osei, opened, treated=None)

    journey.promise(dr_osei, opened, "reopen", 60, "She called: she is ready")

    assert journey.judged(dr_osei, opened, treated=None), "it runs on from the first request"
    again = journey.referral(dr_osei, opened)
    assert again.status == "open" and again.due_at > journey.on(60)
    journey.nothing_is_lost(dr_osei)
    with pytest.raises(NotAllowed, match="more than 90 days ago"):
        journey.promise(dr_osei, opened, "close", 61, "No after all", closure="declined")
        journey.promise(dr_osei, opened, "reopen", 160, "Once more")


def test_maya_refuses_kindly_and_comes_back(journey, refer, dr_osei, rosa, harbor_service):
    """Rosa said yes, Maya said no; nobody is blamed, and three weeks later she is sent to the same service again."""
    handoff = refer("sent")
    journey.take(rosa, handoff, "accept", 1)
    journey.take(rosa, handoff, "decline_for_client", 2, "Not now, thank you")
    assert journey.referral(dr_osei, handoff).noes == 0, "a client's no is no service's no"
    journey.promise(dr_osei, handoff, "close", 3, "Not now", closure="declined")

    journey.promise(dr_osei, handoff, "reopen", 24, "She asks to begin")
    second = refer_again(dr_osei, journey, handoff, harbor_service, day=25)
    journey.take(rosa, second, "accept", 26)
    journey.treat(rosa, second, 26, visit_on=30)

    assert not journey.judged(dr_osei, handoff, treated=30)
    journey.nothing_is_lost(dr_osei, rosa)


def refer_again(actor, journey, handoff, service, *, day):
    """The same promise asks a service once more, on a new word of the client's."""
    from throughcare.consent import actions as consent
    from throughcare.foundation.actor import acting
    from throughcare.referrals import actions

    at = journey.on(day)
    with acting(actor):
        ask = actions.prepare(handoff.referral_id, service_id=service.pk, choice="She wants them", actor=actor, at=at)
        basis = consent.record_basis(
            client_id=journey.maya.pk, kind="written_consent", recipients=[service.pk], given_by="Maya and her aunt",
            feedback="progress", actor=actor, at=at,
        )  # fmt: skip
        actions.share_on(ask.pk, basis_id=basis.pk, actor=actor, at=at)
        return actions.send(ask.pk, actor=actor, at=at)


def test_entered_in_error(journey, refer, dr_osei):
    """The wrong person's page was open. It is voided with a reason, never deleted, and judged by nobody."""
    opened = refer("open")

    journey.promise(dr_osei, opened, "void", 0.1, "It was meant for another patient")

    voided = journey.referral(dr_osei, opened)
    assert voided.status == "entered_in_error" and voided.closure == ""
    assert not journey.judged(dr_osei, opened, treated=None)
    assert journey.line(dr_osei, opened) is None
    journey.nothing_is_lost(dr_osei)
