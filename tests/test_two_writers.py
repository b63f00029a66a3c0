"""Dr. Osei and Sam have the same draft open. Whoever saves second writes over nobody, and loses no word."""

import html
import re

import pytest

from throughcare.foundation.actor import acting
from throughcare.referrals import queries


@pytest.fixture
def draft(refer):
    return refer("draft")


def opened(visit, actor, address) -> dict[str, str]:
    """The fields of the page as a browser would send them back."""
    page = visit(actor, "get", address).content.decode()
    form = next(each for each in re.findall(r"<form.*?</form>", page, re.S) if 'name="seen"' in each)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*(.*?)</textarea>', form, re.S))
    fields |= dict(re.findall(r'type="text" name="(\w+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'type="radio" name="(\w+)" value="([^"]*)"[^>]* checked', form))
    return {name: html.unescape(value) for name, value in fields.items()}


@pytest.fixture
def two_windows(visit, draft, dr_osei, sam):
    """Each with what they saw, and a way to save with something changed."""
    there, write = f"/drafts/{draft.pk}/", f"/drafts/{draft.pk}/write/"
    seen = {"osei": opened(visit, dr_osei, there), "sam": opened(visit, sam, there)}
    actors = {"osei": dr_osei, "sam": sam}

    def save(who, **changed):
        return visit(actors[who], "post", write, seen[who] | changed)

    return save


def stands(actor, draft):
    with acting(actor):
        return queries.referral(actor, draft.pk)


def again(answer) -> dict[str, str]:
    page = answer.content.decode()
    return {"seen": html.unescape(re.search(r'name="seen" value="([^"]*)"', page)[1])}


def test_whoever_saves_second_is_shown_both_and_loses_nothing(two_windows, draft, dr_osei):
    assert two_windows("osei", concerns="Panic on the bus, since March.").status_code == 302

    second = two_windows("sam", concerns="Panic at school.")

    page = html.unescape(second.content.decode())
    assert second.status_code == 422
    assert "Somebody else wrote here meanwhile: “Panic on the bus, since March.”" in page
    assert "Panic at school.</textarea>" in page, "what Sam wrote is still in the field"
    assert stands(dr_osei, draft).package["concerns"] == "Panic on the bus, since March."

    both = two_windows("sam", concerns="Panic on the bus and at school, since March.", **again(second))

    assert both.status_code == 302
    assert stands(dr_osei, draft).package["concerns"] == "Panic on the bus and at school, since March."


def test_what_only_one_of_them_changed_is_kept_of_each(two_windows, draft, dr_osei):
    two_windows("osei", social="Lives with her grandmother now.")

    assert two_windows("sam", medical="No medicine any more.").status_code == 302

    package = stands(dr_osei, draft).package
    assert (package["social"], package["medical"]) == ("Lives with her grandmother now.", "No medicine any more.")


def test_a_section_that_was_empty_for_the_second_is_not_emptied_again(visit, draft, dr_osei, sam):
    there, write = f"/drafts/{draft.pk}/", f"/drafts/{draft.pk}/write/"
    visit(dr_osei, "post", write, opened(visit, dr_osei, there) | {"social": ""})
    sams = opened(visit, sam, there)
    visit(dr_osei, "post", write, opened(visit, dr_osei, there) | {"social": "Lives with her aunt."})

    assert visit(sam, "post", write, sams | {"medical": "Asthma."}).status_code == 302

    assert stands(dr_osei, draft).package["social"] == "Lives with her aunt."


def test_the_same_words_of_both_are_no_quarrel(two_windows, draft, dr_osei):
    two_windows("osei", concerns="Panic on the bus.\r\nSince March.")

    assert two_windows("sam", concerns="Panic on the bus.\nSince March.").status_code == 302


def test_a_quarrel_about_one_field_keeps_what_the_other_changed_elsewhere(two_windows, draft, dr_osei):
    two_windows("osei", concerns="Panic on the bus.", social="Lives with her grandmother now.")
    second = two_windows("sam", concerns="Panic at school.")

    two_windows("sam", concerns="Panic at school and on the bus.", **again(second))

    package = stands(dr_osei, draft).package
    assert package["concerns"] == "Panic at school and on the bus."
    assert package["social"] == "Lives with her grandmother now."


def test_the_need_is_guarded_in_the_same_way(visit, draft, dr_osei, sam):
    there = f"/drafts/{draft.pk}/need/"
    oseis, sams = opened(visit, dr_osei, there), opened(visit, sam, there)
    assert visit(dr_osei, "post", there, oseis | {"urgency": "soon"}).status_code == 302

    second = visit(sam, "post", there, sams | {"urgency": "urgent"})

    assert second.status_code == 422 and "wrote here meanwhile: “Soon" in html.unescape(second.content.decode())
    assert stands(sam, draft).urgency == "soon"
    assert visit(sam, "post", there, sams | {"urgency": "urgent"} | again(second)).status_code == 302
    assert stands(sam, draft).urgency == "urgent"


@pytest.mark.parametrize("nonsense", ["", "{", "[]", "null", '{"concerns": 1}'])
def test_a_page_that_says_nothing_of_what_it_showed_is_kept_as_before(nonsense, two_windows):
    assert two_windows("sam", concerns="Panic.", seen=nonsense).status_code == 302
