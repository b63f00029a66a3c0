"""“What else would help?” while one writes a draft, and how what was asked for together is gone through one by one."""

import re

import pytest
from django.urls import reverse

from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.referrals import actions, queries

PACKAGE = {
    "concerns": "Nightmares since November.", "safety": "None known", "medical": "Asthma", "allergies": "None known",
    "social": "Lives with her aunt", "hears_back": "desk",
}  # fmt: skip
FOOD = {"beside-food": "on", "beside-food-line": "Two children at home"}


@pytest.fixture
def at_the_draft(visit, refer, dr_osei):
    """Dr. Osei's draft for Maya, its page, and what he keeps there."""

    class Draft:
        referral = refer("draft")

        def show(self):
            return visit(dr_osei, "get", reverse("draft", args=[self.referral.pk])).content.decode()

        def keep(self, said, **more):
            seen = re.search(r'name="beside-seen" value="([^"]*)"', self.show()).group(1).replace("&quot;", '"')
            said = PACKAGE | {"beside-seen": seen} | said
            return visit(dr_osei, "post", reverse("draft-write", args=[self.referral.pk]), said, **more)

        def beside(self):
            with acting(dr_osei):
                return queries.asked_together(queries.referral(dr_osei, self.referral.pk))

    return Draft()


def test_what_is_ticked_becomes_a_draft_and_stands_there_ticked(at_the_draft):
    answer = at_the_draft.keep(FOOD | {"keep": "1"})
    again = at_the_draft.keep(FOOD | {"keep": "1"})

    assert {answer.status_code, again.status_code} == {302}
    (food,) = at_the_draft.beside()
    assert (food.need, food.reason, food.kind) == ("Food", "Two children at home", "support")
    page = at_the_draft.show()
    assert re.search(r'name="beside-food"[^>]*checked', page) and "Two children at home" in page
    assert "Asked for together" in page and f"TC-{food.number}" in page


def test_unticked_it_goes_and_once_written_on_it_is_only_a_link(at_the_draft, dr_osei, noon):
    at_the_draft.keep(FOOD)
    at_the_draft.keep({"beside-food-line": "Two children at home"})
    assert at_the_draft.beside() == []

    at_the_draft.keep(FOOD)
    (food,) = at_the_draft.beside()
    with acting(dr_osei):
        actions.write(food, question="Is there a bus?", actor=dr_osei, at=noon)

    page = at_the_draft.show()
    assert 'name="beside-food"' not in page and reverse("draft", args=[food.pk]) in page


def test_a_window_of_yesterday_takes_nothing_away(at_the_draft):
    yesterday = {"beside-seen": "{}"}
    at_the_draft.keep(FOOD)

    at_the_draft.keep(yesterday | {"beside-transport": "on"})

    assert [one.need for one in at_the_draft.beside()] == ["Food", "Transport"]


@pytest.mark.parametrize("service_type", ["food", ""])
def test_what_was_promised_before_is_said_beside_its_line_and_nothing_typed_is_lost(
    at_the_draft, dr_osei, maya, noon, service_type
):
    with acting(dr_osei):
        before = actions.begin(
            client_id=maya.pk, need="Food", service_type=service_type, kind="support", actor=dr_osei, at=noon
        )
    assert f"TC-{before.number}" in at_the_draft.show()

    answer = at_the_draft.keep({"beside-food": "on", "beside-transport": "on", "beside-transport-line": "No car"})

    page = answer.content.decode()
    assert answer.status_code == 422 and "or say why there is one more" in page and "No car" in page
    assert at_the_draft.beside() == []


def test_after_one_was_sent_the_page_leads_to_the_next(visit, at_the_draft, refer, dr_osei, rosa, noon):
    sent = refer("sent")
    lead = at_the_draft.referral
    at_the_draft.keep(FOOD)
    (food,) = at_the_draft.beside()
    with acting(dr_osei):
        actions.choose(lead.pk, service_id=sent.service_id, choice="She knows it", actor=dr_osei, at=noon)
    own = visit(dr_osei, "get", reverse("referral", args=[lead.pk])).content.decode()
    assert "Asked for together" in own and "Next: Food" not in own, "this one is to be sent first"

    with acting(dr_osei):
        (ask,) = queries.handoffs_of(queries.referral(dr_osei, lead.pk))
        actions.agree(
            uuid7(), ask, kind="written_consent", given_by="Maya", feedback="progress", actor=dr_osei, at=noon
        )
        actions.send(ask.pk, actor=dr_osei, at=noon)

    page = visit(dr_osei, "get", reverse("referral", args=[lead.pk])).content.decode()
    assert "Next: Food" in page and reverse("draft-services", args=[food.pk]) in page
    theirs = visit(rosa, "get", reverse("handoff", args=[ask.pk])).content.decode()
    assert "Asked for together" not in theirs and f"TC-{food.number}" not in theirs


def test_on_her_page_they_stand_together(visit, at_the_draft, dr_osei, maya):
    at_the_draft.keep(FOOD)

    page = visit(dr_osei, "get", reverse("client", args=[maya.pk])).content.decode()

    assert f"Asked for together with TC-{at_the_draft.referral.number}, Trauma therapy" in page


def test_beside_a_concern_nothing_is_offered(visit, refer, dr_osei):
    draft = refer("draft", kind="concern")

    page = visit(dr_osei, "get", reverse("draft", args=[draft.pk])).content.decode()

    assert "What else would help?" not in page


def test_a_stranger_sees_nothing_of_it(visit, at_the_draft, eve):
    at_the_draft.keep(FOOD)
    (food,) = at_the_draft.beside()

    assert visit(eve, "get", reverse("draft", args=[food.pk])).status_code == 404
