"""The waiting list of Harbor's service on its page, and what is pressed there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.referrals import actions


@pytest.fixture
def waits(refer, rosa):
    at = timezone.now() - timedelta(days=2)
    handoff = refer("sent", at=at)
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=at)
        return actions.take_handoff_step(handoff.pk, "waitlist", actor=rosa, at=at)


def text(response) -> str:
    return response.content.decode()


def test_rosa_reads_place_wait_contacts_and_offers_a_slot(visit, rosa, waits, harbor_service):
    assert "1 waiting" in text(visit(rosa, "get", reverse("waiting-lists")))
    html = text(visit(rosa, "get", reverse("waiting-list", args=[harbor_service.pk])))

    assert "One person waits." in html and "not known yet" in html and "none yet" in html
    assert "Maya Torres" in html and f"{reverse('handoff', args=[waits.pk])}#book" in html
    assert 'id="book"' in text(visit(rosa, "get", reverse("handoff", args=[waits.pk])))


@pytest.mark.parametrize("htmx", [True, False])
def test_a_contact_is_written_down_with_the_step(visit, rosa, waits, harbor_service, htmx):
    address = reverse("handoff-step", args=[waits.pk, "keep_in_touch"])

    missing = visit(rosa, "post", address, {"seen": "waitlisted"}, htmx=htmx)
    done = visit(rosa, "post", address, {"seen": "waitlisted", "contact": "still_wants"}, htmx=htmx)

    assert missing.status_code == 422 and "Say what became of it." in text(missing)
    assert done.status_code == (200 if htmx else 302)
    assert "They still want it" in text(visit(rosa, "get", reverse("waiting-list", args=[harbor_service.pk])))


def test_the_urgency_is_weighed_again_and_never_an_emergency(visit, rosa, waits):
    address = reverse("handoff-step", args=[waits.pk, "weigh_again"])
    said = {"seen": "waitlisted", "reason": "She stopped going to school"}

    assert visit(rosa, "post", address, said | {"urgency": "emergent"}).status_code == 422
    assert "was routine, now soon" in text(visit(rosa, "post", address, said | {"urgency": "soon"}, follow=True))


def test_the_referrer_reads_what_is_known_of_the_wait(visit, dr_osei, waits):
    html = text(visit(dr_osei, "get", reverse("handoff", args=[waits.pk])))
    assert "how long people wait there is not known yet" in html


def test_the_page_asks_the_same_however_many_wait(visit, rosa, waits, harbor_service, asked):
    assert len(asked(rosa, reverse("waiting-list", args=[harbor_service.pk]))) <= 9


def test_a_stranger_finds_no_such_list(visit, eve, dr_osei, waits, harbor_service):
    address = reverse("waiting-list", args=[harbor_service.pk])
    assert visit(eve, "get", address).status_code == 404
    assert visit(dr_osei, "get", address).status_code == 404
