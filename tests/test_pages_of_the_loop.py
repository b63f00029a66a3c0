"""What holds for every page of the loop: names that are said once, labels that lead somewhere, words for every step."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.lifecycle import KEEPS
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.referrals.lifecycle import ENDINGS, HANDOFF, REFERRAL
from throughcare.scheduling.lifecycle import VISIT
from throughcare.web.referrals import words
from throughcare.web.referrals.forms import FIELDS, StepForm
from throughcare.web.referrals.stages import REACHED


@pytest.fixture
def addresses(refer, dr_osei, rosa):
    handoff = refer("sent", at=timezone.now() - timedelta(hours=1))
    return [
        (dr_osei, reverse("worklist")),
        (dr_osei, reverse("referral", args=[handoff.referral_id])),
        (dr_osei, reverse("handoff", args=[handoff.pk])),
        (rosa, reverse("handoff", args=[handoff.pk])),
        (rosa, reverse("worklist") + "?view=all"),
    ]


def test_every_id_is_given_once_and_every_label_leads_to_a_field(visit, addresses):
    for actor, address in addresses:
        html = visit(actor, "get", address).content.decode()
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
        for name in re.findall(r'<label[^>]* for="([^"]+)"', html):
            assert name in ids, (address, name)


def test_every_page_has_one_heading_and_no_inline_style_or_script(visit, addresses):
    for actor, address in addresses:
        html = visit(actor, "get", address).content.decode()
        assert html.count("<h1") == 1
        assert " style=" not in html and " onclick=" not in html and not re.search(r"<script(?![^>]* src=)", html)


def test_every_step_is_told_as_something_that_happened():
    assert set(words.HAPPENED) == set(REFERRAL.steps) | set(HANDOFF.steps)


def test_every_status_has_its_sentence_and_its_place_on_the_thread():
    statuses = set(REFERRAL.standings) | {str(s.target) for s in [*REFERRAL.steps.values(), *HANDOFF.steps.values()]}
    for status in (statuses | set(HANDOFF.standings) | {"draft"}) - {KEEPS}:
        assert status == "ended" or {status} <= set(words.STANDS) & set(REACHED)


def test_both_sides_have_a_sentence_for_every_ending():
    assert set(ENDINGS.values()) == set(words.ENDED)
    of_an_assessment = {"pathway"}
    outside = {"external", "not_come"}  # nobody there reads in Throughcare
    standings = set(HANDOFF.standings) - {"prepared"} - outside
    assert set(ENDINGS.values()) | standings | of_an_assessment == set(words.RECEIVED)


def test_every_need_of_a_step_has_a_field():
    steps = [*REFERRAL.steps.values(), *HANDOFF.steps.values(), *INQUIRY.steps.values(), *VISIT.steps.values()]
    for step in steps:
        form = StepForm(step=step, at=timezone.now())
        assert set(step.needs) - {"evidence"} <= set(form.fields), step.name
    assert {need for step in steps for need in step.needs} >= set(FIELDS)


def test_everything_that_is_waited_for_has_words():
    standings = [*REFERRAL.standings.values(), *HANDOFF.standings.values()]
    assert {standing.waiting_on for standing in standings} <= set(words.WAITS)
