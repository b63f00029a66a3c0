"""Rosa says no and names who fits better; Dr. Osei asks them with one press."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import queries as network
from throughcare.referrals import actions, queries
from throughcare.referrals.models import Handoff


@pytest.fixture
def another(db):
    return network.service_by_source("throughcare-demonstration", "harbor-adults")


@pytest.fixture
def sent(refer):
    return refer("sent", at=timezone.now())


def text(response) -> str:
    return response.content.decode()


def suggest(visit, rosa, sent, suggested):
    said = {"seen": "sent", "reason": "They have groups for teens", "suggested": suggested}
    return visit(rosa, "post", reverse("handoff-step", args=[sent.pk, "suggest"]), said)


def test_named_in_the_directory_it_is_asked_with_one_press(visit, rosa, dr_osei, sent, another):
    assert suggest(visit, rosa, sent, another.name.upper()).status_code == 302

    page = text(visit(dr_osei, "get", reverse("referral", args=[sent.referral_id])))
    assert f"Ask {another.name}" in page and str(another.pk) in page and "They have groups for teens" in page

    pressed = {"service": str(another.pk), "choice": f"{sent.service_name} suggested it"}
    done = visit(dr_osei, "post", reverse("draft-choose", args=[sent.referral_id]), pressed)
    with acting(dr_osei):
        asked = queries.handoffs_of(queries.referral(dr_osei, sent.referral_id))[-1]
    assert done.url == reverse("sharing", args=[asked.pk])
    assert (asked.status, asked.service_id, asked.choice) == ("prepared", another.pk, pressed["choice"])
    assert "Ask them instead" not in text(visit(dr_osei, "get", reverse("referral", args=[sent.referral_id])))


def test_the_address_of_its_page_names_it_too(visit, rosa, dr_osei, sent, another):
    suggest(visit, rosa, sent, "https://throughcare.example" + reverse("service", args=[another.pk]))

    with acting(dr_osei):
        assert queries.handoff(dr_osei, sent.pk).suggested_id == another.pk


def test_a_name_that_nobody_has_is_said_beside_its_field(visit, rosa, dr_osei, sent):
    refused = suggest(visit, rosa, sent, "A place that is not there")

    assert refused.status_code == 422 and "We do not find it." in text(refused)
    with acting(dr_osei):
        assert queries.handoff(dr_osei, sent.pk).status == "sent"


def test_words_alone_are_enough(visit, rosa, dr_osei, sent):
    suggest(visit, rosa, sent, "")

    page = text(visit(dr_osei, "get", reverse("referral", args=[sent.referral_id])))
    assert "They have groups for teens" in page and "Ask them instead" not in page


def test_a_service_does_not_suggest_itself_and_only_a_suggestion_names_one(rosa, dr_osei, sent, another):
    with acting(rosa), pytest.raises(NotAllowed, match="another service than this one"):
        actions.take_handoff_step(
            sent.pk, "suggest", actor=rosa, at=timezone.now(), said={"reason": "Us"}, suggested=sent.service_id
        )
    with (
        pytest.raises(IntegrityError, match="only_who_suggests_another_names_it"),
        acting(dr_osei),
        transaction.atomic(),
    ):
        Handoff.objects.filter(pk=sent.pk).update(suggested=another)
