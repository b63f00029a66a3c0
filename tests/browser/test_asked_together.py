"""Food thought of while therapy is written, on a narrow phone; and a letter that comes back."""

import pytest
from django.utils import timezone

from throughcare.foundation.actor import acting
from throughcare.papers import queries as papers
from throughcare.referrals import actions, queries

from .everywhere import OSEI, ROSA

NARROW = {"width": 320, "height": 640}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LETTER = {"name": "Letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_food_is_ticked_beside_therapy_and_both_pages_lead_to_each_other(somebody, refer, dr_osei, script):
    draft = refer("draft", at=timezone.now())
    osei = somebody(viewport=NARROW, script=script).sign_in(OSEI)

    osei.go(f"/drafts/{draft.pk}/")
    osei.page.get_by_label("Food", exact=True).check()
    osei.page.get_by_label("Food: one line about it").fill("Two children at home")
    osei.press("Keep for later")

    assert osei.page.evaluate(WIDER) == 0
    osei.page.locator("#together").get_by_role("link", name="Food").click()
    osei.sees("Two children at home")
    osei.page.locator("#together").get_by_role("link", name="Trauma therapy").click()
    with acting(dr_osei):
        assert [one.need for one in queries.asked_together(queries.referral(dr_osei, draft.pk))] == ["Food"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_letter_comes_back_with_a_message(somebody, refer, dr_osei, rosa, script):
    handoff = refer("sent", at=timezone.now())
    with acting(rosa):
        actions.take_handoff_step(handoff.pk, "accept", actor=rosa, at=timezone.now())
    receiver = somebody(viewport=NARROW, script=script).sign_in(ROSA)

    receiver.go(f"/handoffs/{handoff.pk}/")
    receiver.open("Write to the other side")
    receiver.page.get_by_label("Northside Family Health will read this").fill("Our first letter")
    receiver.page.get_by_label("Does a document go along?").select_option("letter")
    receiver.page.get_by_label("The file").set_input_files(LETTER)
    receiver.say()

    receiver.sees("Our first letter")
    assert receiver.page.evaluate(WIDER) == 0
    with acting(dr_osei):
        assert [paper.title for paper in papers.came_back([handoff.pk])] == ["Letter"]
