"""Pages on which somebody writes down that they tried, signs off, and asks whether it helped."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.clients import actions as clients
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.referrals import actions, queries
from throughcare.scheduling import actions as scheduling

AN_HOUR = timedelta(hours=1)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def opened(refer):
    return refer("open", at=timezone.now() - AN_HOUR)


@pytest.fixture
def treated(refer, rosa, dr_osei):
    at = timezone.now() - AN_HOUR
    handoff = refer("sent", at=at)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=at)
        visit = scheduling.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
            starts_at=at + AN_HOUR / 2, kind="treatment", actor=rosa, at=at,
        )  # fmt: skip
        scheduling.take_visit_step(visit.pk, "keep", actor=rosa, at=at + AN_HOUR)
    return handoff


def attempts(actor, referral):
    with acting(actor):
        return [row.outcome for row in queries.attempts_of(referral)]


@pytest.mark.parametrize("htmx", [True, False])
def test_an_attempt_is_written_down_once_and_shown(visit, dr_osei, opened, htmx):
    where = reverse("attempt", args=[opened.pk])
    said = {"key": str(uuid7()), "how": "phone", "outcome": "no-answer", "note": "It rang for long"}

    for _ in range(2):
        visit(dr_osei, "post", where, said, htmx=htmx)

    assert attempts(dr_osei, opened) == ["no-answer"]
    html = text(visit(dr_osei, "get", reverse("referral", args=[opened.pk])))
    assert "No answer, phone" in html and "It rang for long" in html


def test_an_attempt_at_an_unsafe_hour_is_refused_where_it_was_written(visit, dr_osei, maya, opened):
    evening = {"safe_from": time(17), "safe_until": time(20)}
    with acting(dr_osei):
        route = clients.add_route(maya, kind="phone", value="305-555-0199", actor=dr_osei, at=timezone.now(), **evening)
    said = {"key": str(uuid7()), "how": str(route.pk), "outcome": "no-answer", "happened_at": "2026-03-02T12:00"}

    response = visit(dr_osei, "post", reverse("attempt", args=[opened.pk]), said, htmx=True)

    assert response.status_code == 422 and "It is safe from 17:00 to 20:00 only." in text(response)
    assert attempts(dr_osei, opened) == []


def test_an_attempt_says_what_came_of_it(visit, dr_osei, opened):
    response = visit(
        dr_osei, "post", reverse("attempt", args=[opened.pk]), {"key": str(uuid7()), "how": "phone"}, htmx=True
    )
    assert response.status_code == 422 and "Choose what came of it." in text(response)


def test_whether_it_helped_is_asked_of_those_who_were_there(visit, dr_osei, sam, opened, treated):
    where = reverse("helped", args=[treated.referral_id])
    assert where in text(visit(sam, "get", reverse("referral", args=[treated.referral_id])))
    assert reverse("helped", args=[opened.pk]) not in text(visit(sam, "get", reverse("referral", args=[opened.pk])))
    said = {"key": str(uuid7()), "answer": "partly", "route": "phone", "said_by": "Maya", "words": "I sleep better"}

    response = visit(sam, "post", where, said, htmx=True)

    assert response.status_code == 200 and "It helped partly, by phone" in text(response)


def test_a_no_after_connected_opens_the_page_again(visit, dr_osei, sam, treated):
    with acting(dr_osei):
        actions.take_referral_step(treated.referral_id, "close", closure="connected", actor=dr_osei, at=timezone.now())
    said = {"key": str(uuid7()), "answer": "not_them", "route": "phone"}

    response = visit(sam, "post", reverse("helped", args=[treated.referral_id]), said, htmx=True)

    assert 'data-status="open"' in text(response) and "the client says otherwise" in text(response)


def test_the_sign_off_is_offered_where_risk_was_raised(visit, dr_osei, opened):
    where = reverse("referral-step", args=[opened.pk, "sign_off"])
    page = reverse("referral", args=[opened.pk])
    assert where not in text(visit(dr_osei, "get", page))
    with acting(dr_osei):
        type(opened).objects.filter(pk=opened.pk).update(risk_raised_at=timezone.now())
    assert where in text(visit(dr_osei, "get", page))

    response = visit(dr_osei, "post", where, {"seen": "open", "reason": "Seen at school today"}, htmx=True)

    assert response.status_code == 200 and "signed off that it may end" in text(response)


def test_nobody_deceased_is_tried_any_more(visit, dr_osei, maya, opened):
    with acting(dr_osei):
        clients.change_situation(maya, situation="deceased", source="her aunt", actor=dr_osei, at=timezone.now())
    html = text(visit(dr_osei, "get", reverse("referral", args=[opened.pk])))
    assert reverse("attempt", args=[opened.pk]) not in html and "wrote down where they are now" in html


def test_a_visit_says_that_somebody_should_check_first(visit, refer, maya, dr_osei, rosa):
    now = timezone.now()
    handoff = refer("sent", at=now)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=now)
        scheduling.book(
            handoff_id=handoff.pk, client_id=maya.pk, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
            starts_at=now + timedelta(days=3), kind="intake", actor=rosa, at=now,
        )  # fmt: skip
    with acting(dr_osei):
        clients.change_situation(
            maya,
            situation="hospital",
            source="her aunt",
            review_on=(now + timedelta(days=5)).date(),
            actor=dr_osei,
            at=now,
        )
    html = text(visit(rosa, "get", reverse("handoff", args=[handoff.pk])))
    assert (
        "Check before the visit" in html and "Call Northside Family Health" in html and "hospital" not in html.lower()
    )


def test_when_medicine_runs_out_is_written_on_the_record(visit, dr_osei, maya, opened):
    until = timezone.localdate() + timedelta(days=5)
    response = visit(dr_osei, "post", reverse("client-medicine", args=[maya.pk]), {"medicine_until": until}, htmx=True)
    assert response.status_code == 200 and "Medicine runs out" in text(response)
    with acting(dr_osei):
        assert queries.referral(dr_osei, opened.pk).urgency == "urgent"


@pytest.mark.parametrize("name", ["attempt", "helped"])
def test_a_stranger_writes_nothing_down(visit, eve, rosa, opened, name):
    for stranger in (eve, rosa):
        assert visit(stranger, "post", reverse(name, args=[opened.pk]), {"key": str(uuid7())}).status_code == 404
