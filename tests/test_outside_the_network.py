"""A service that will never sign in: the sending side writes down what it was told, by whom and by which route."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.consent import actions as consent
from throughcare.foundation.actor import acting
from throughcare.network import queries as network
from throughcare.network.models import Service
from throughcare.referrals import actions


@pytest.fixture
def faxed(refer, dr_osei, maya):
    """Sent to a practice with a fax machine."""
    now = timezone.now()
    opened = refer("open", at=now - timedelta(hours=2))
    with acting(dr_osei):
        service = network.service_by_source("throughcare-demonstration", "harbor-adults")
        Service.objects.filter(pk=service.pk).update(run_by=None, desk=None)  # nobody of it signs in
        handoff = actions.prepare(opened.pk, service_id=service.pk, choice="The only one near", actor=dr_osei, at=now)
        basis = consent.record_basis(
            client_id=maya.pk, kind="written_consent", recipients=[service.pk], given_by="Maya and her aunt",
            feedback="progress", actor=dr_osei, at=now,
        )  # fmt: skip
        actions.share_on(handoff.pk, basis_id=basis.pk, actor=dr_osei, at=now)
        return actions.send(handoff.pk, actor=dr_osei, at=now)


def text(response) -> str:
    return response.content.decode()


def test_the_page_asks_what_they_said_and_by_which_route(visit, dr_osei, faxed):
    html = text(visit(dr_osei, "get", reverse("handoff", args=[faxed.pk])))

    assert "Outside the network" in html and "They said yes" in html and "They said no" in html
    assert "Yes, we can" not in html
    assert '<option value="phone" selected>' in html


@pytest.mark.parametrize("htmx", [True, False])
def test_their_yes_is_written_down_as_told_by_phone(visit, dr_osei, faxed, htmx):
    said = {"seen": "sent", "said_by": "Front desk, Ines", "route": "phone", "conditions": "Mornings only"}

    html = text(visit(dr_osei, "post", address(faxed, "accept"), said, htmx=htmx, follow=True))

    assert 'data-status="accepted"' in html and "Mornings only" in html
    assert "told by phone by Front desk, Ines" in html


def test_their_visit_and_that_they_came_are_written_down_too(visit, dr_osei, faxed):
    visit(dr_osei, "post", address(faxed, "accept"), {"seen": "sent", "route": "fax"})
    booking = {"kind": "intake", "starts_at": "2026-01-05T10:00", "said_by": "Ines", "route": "fax"}

    booked = visit(dr_osei, "post", reverse("visit-book", args=[faxed.pk]), booking, htmx=True)
    [shown] = booked.context["shown"].visits.rows
    came = next(offer for offer in shown.offers if offer.name == "keep")
    html = text(visit(dr_osei, "post", came.url, {"seen": "booked", "said_by": "Ines", "route": "phone"}, htmx=True))

    assert "for 5 January" in text(booked) and 'data-status="assessed"' in html


def address(handoff, name):
    return reverse("handoff-step", args=[handoff.pk, name])
