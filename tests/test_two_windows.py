"""Sam works for two organizations, with a window open for each: nothing lands in the wrong one, and nothing is lost."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from throughcare.accounts.models import Membership, Person
from throughcare.clients.models import Client
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TEMPLATES = Path(__file__).parent.parent / "throughcare" / "web" / "templates"
WITHOUT_AN_ACCOUNT = {"doors", "mypage", "help"}  # whoever comes there acts for nobody
WRITTEN = {"name": "Ana Torres", "language": "es", "key": str(uuid7())}


@pytest.fixture
def two_windows(sam, rosa, noon):
    """Sam's browser; he acts for Northside."""
    harbor = Membership.objects.select_related("org").get(pk=rosa.membership_id).org
    Membership.objects.create(person_id=sam.person_id, org=harbor, roles=["referrer"], since=noon)
    browser = Browser()
    browser.force_login(Person.objects.get(pk=sam.person_id), backend=BACKEND)
    choose(browser, sam)
    return browser


def choose(browser, actor):
    browser.post("/organizations/", {"organization": str(actor.org_id)})


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_every_posted_form_says_for_whom_it_was_made(two_windows, sam):
    page = two_windows.get(reverse("client-new")).content.decode()

    assert f'name="made_for" value="{sam.org_id}"' in page.partition("<main")[2]
    for file in TEMPLATES.rglob("*.html"):
        for form in re.findall(r'<form[^>]*method="post".*?</form>', file.read_text(), re.S):
            says_so = "{% csrf_token %}" in form or file.name == "made_for_another.html"
            assert says_so or file.parent.name in WITHOUT_AN_ACCOUNT, f"{file.name} says it nowhere"


def test_a_form_of_the_other_window_is_held_back_and_repeated_where_it_belongs(two_windows, sam, rosa):
    form = {**WRITTEN, "made_for": str(sam.org_id)}
    choose(two_windows, rosa)

    held = two_windows.post(reverse("client-new"), form)

    page = held.content.decode()
    assert held.status_code == 409
    assert "You wrote this for Northside" in page and "nothing you wrote is lost" in page
    assert "Ana Torres" not in names(sam) | names(rosa)
    again = hidden(page)
    assert WRITTEN.items() <= again.items()

    with acting(sam):
        done = two_windows.post(reverse("client-new"), {**again, "act_for": again["made_for"]}, follow=True)

    assert done.redirect_chain[0][1] == 307, "the browser sends the same once more"
    assert "Ana Torres" in names(sam) and "Ana Torres" not in names(rosa)


def names(actor) -> set[str]:
    with acting(actor):
        return set(Client.objects.filter(org_id=actor.org_id).values_list("name", flat=True))


def test_a_part_of_a_page_stays_and_says_it_above(two_windows, sam, rosa):
    choose(two_windows, rosa)

    held = two_windows.post(
        reverse("clients"), {"text": "Torres", "made_for": str(sam.org_id)}, headers={"HX-Request": "true"}
    )

    assert (held.status_code, held["HX-Retarget"], held["HX-Reswap"]) == (422, "#said", "innerHTML")
    assert "<html" not in held.content.decode()
    assert hidden(held.content.decode())["text"] == "Torres"


def test_a_list_that_looks_again_is_shown_whole_for_whom_it_is_now(two_windows, sam, rosa):
    choose(two_windows, rosa)

    seen = two_windows.get("/?view=all", headers={"HX-Request": "true", "X-Made-For": str(sam.org_id)})

    assert seen["HX-Redirect"] == "/?view=all"


def test_what_was_written_for_an_organization_that_one_left_goes_nowhere(two_windows, sam, rosa, eve):
    held = two_windows.post(reverse("client-new"), {**WRITTEN, "made_for": str(eve.org_id), "act_for": str(eve.org_id)})

    page = held.content.decode()
    assert held.status_code == 409
    assert "You do not act any more" in page and eve.org_name not in page


def test_a_file_is_chosen_again(two_windows, sam, rosa):
    choose(two_windows, rosa)
    letter = SimpleUploadedFile("letter.txt", b"Dear colleague")

    held = two_windows.post(reverse("today"), {"list": letter, "made_for": str(sam.org_id)}).content.decode()

    assert "Choose this file again: letter.txt" in held and 'type="file"' in held
    assert 'enctype="multipart/form-data"' in held


def test_the_choice_itself_and_signing_out_are_never_held_back(two_windows, sam, rosa):
    choose(two_windows, rosa)
    old = {"made_for": str(sam.org_id)}

    assert two_windows.post("/organizations/", {**old, "organization": str(sam.org_id)}).status_code == 302
    assert two_windows.post("/accounts/logout/", old).status_code == 302


@pytest.mark.parametrize("address", ["/help/bay-area/", "/my/", "/d/some-link/", "/gateway/texts/"])
def test_nothing_posted_to_a_public_page_switches_anybody(two_windows, sam, rosa, address):
    """Such pages ask no proof that the form is ours, so that a page of anybody's could post there."""
    choose(two_windows, sam)

    answer = two_windows.post(address, {"made_for": str(rosa.org_id), "act_for": str(rosa.org_id)})

    assert "act_for" not in answer.content.decode()
    assert two_windows.session["organization"] == str(sam.org_id)
