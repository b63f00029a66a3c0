"""Axe finds nothing serious on any page, light and dark, wide and narrow; no page scrolls sideways at 320 pixels."""

from datetime import timedelta
from pathlib import Path

import axe_playwright_python
import pytest

from throughcare.foundation.actor import acting
from throughcare.referrals import actions as referrals
from throughcare.scheduling import actions as scheduling
from throughcare.screening import actions as screening
from throughcare.screening import queries as screens

from .conftest import DESKTOP, PHONE

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
NARROW = {"width": 320, "height": 700}
SERIOUS = {"serious", "critical"}
LOOKS = [
    pytest.param(DESKTOP, False, id="desk-light"),
    pytest.param(DESKTOP, True, id="desk-dark"),
    pytest.param(PHONE, False, id="phone-light"),
    pytest.param(PHONE, True, id="phone-dark"),
]


@pytest.fixture
def pages(refer, maya, dr_osei, rosa, noon, superuser, harbor_service):
    """Every page with something on it, by who looks: (person, path)."""
    draft, prepared, sent = refer("draft"), refer("prepared"), refer("sent")
    with acting(dr_osei):
        phq9 = screens.instrument("phq-9")
        answers = {item.link_id: item.answers[1].code for item in phq9.items}
        screen = screening.record(
            client_id=maya.pk, instrument=phq9, answers=answers, asking=screening.Asking(asked_alone=True), actor=dr_osei,
            at=noon,
        )  # fmt: skip
    with acting(rosa):
        referrals.take_handoff_step(sent.pk, "accept", actor=rosa, at=noon)
        scheduling.book(
            handoff_id=sent.pk, client_id=sent.client_id, org_id=rosa.org_id, sender_org_id=dr_osei.org_id,
            starts_at=noon + timedelta(days=1), kind="intake", actor=rosa, at=noon,
        )  # fmt: skip
    signal = superuser.execute("select id from crisis_risksignal").fetchone()[0]
    osei, sam, receiver = "Dr. Ama Osei", "Sam Bright", "Rosa Díaz"
    return [
        (osei, "/"), (osei, "/clients/"), (osei, "/clients/new/"), (osei, f"/clients/{maya.pk}/"),
        (osei, f"/clients/{maya.pk}/screens/phq-9/"), (osei, f"/screens/{screen.pk}/"), (osei, f"/signals/{signal}/"),
        (osei, f"/clients/{maya.pk}/referrals/new/"), (osei, f"/drafts/{draft.pk}/"), (osei, f"/drafts/{draft.pk}/need/"),
        (osei, f"/drafts/{draft.pk}/services/"), (osei, f"/handoffs/{prepared.pk}/sharing/"),
        (osei, f"/referrals/{sent.referral_id}/"), (osei, f"/handoffs/{sent.pk}/"), (osei, "/directory/"),
        (osei, f"/directory/services/{harbor_service.pk}/"), (osei, "/notices/"), (osei, "/nothing-here/"),
        (sam, "/"), (sam, "/administration/"), (sam, "/organizations/"), (sam, "/accounts/sessions/"),
        (sam, "/accounts/password/change/"), (sam, "/accounts/2fa/"), (receiver, "/"), (receiver, f"/handoffs/{sent.pk}/"),
    ]  # fmt: skip


def each_page(somebody, pages, **browser):
    """Every page in a browser: as a stranger the doors, then as each person what is theirs."""
    nobody = somebody(**browser)
    for path in ("/accounts/login/", "/accounts/password/reset/", "/styleguide/"):
        nobody.go(path)
        yield nobody.page, path
    people = {}
    for name, path in pages:
        person = people.setdefault(name, None) or somebody(**browser).sign_in(name)
        people[name] = person
        person.go(path)
        yield person.page, path


def unfold(page) -> None:
    """A form that is folded away is part of the page too."""
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")


@pytest.mark.parametrize("viewport, dark", LOOKS)
def test_axe_finds_nothing_serious(somebody, pages, viewport, dark):
    found = []
    for page, path in each_page(somebody, pages, viewport=viewport, dark=dark, bypass_csp=True):
        unfold(page)
        page.add_script_tag(path=AXE)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            (path, fault["id"], fault["nodes"][0]["target"], len(fault["nodes"]))
            for fault in result["violations"]
            if fault["impact"] in SERIOUS
        ]
    assert found == []


def test_no_page_scrolls_sideways_on_a_small_phone(somebody, pages):
    too_wide = []
    for page, path in each_page(somebody, pages, viewport=NARROW):
        unfold(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            too_wide.append((path, width))
    assert too_wide == []


def test_every_page_says_how_things_stand_in_one_heading_and_names_nobody_in_its_title(somebody, pages):
    for page, path in each_page(somebody, pages, viewport=DESKTOP):
        assert page.locator("h1").count() == 1, path
        title = page.title()
        if path.startswith("/directory/"):
            continue  # a public listing, about nobody
        assert title and "Maya" not in title and "Torres" not in title and "trauma" not in title.lower(), path


def test_an_answer_is_given_by_keyboard_alone(somebody, refer):
    handoff = refer("sent")
    rosa = somebody().sign_in("Rosa Díaz")
    rosa.go(f"/handoffs/{handoff.pk}/")
    page = rosa.page
    page.keyboard.press("Tab")
    assert "Skip" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if "Yes, we can" in page.evaluate("document.activeElement.innerText || ''"):
            break
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Say yes":
            break
    page.keyboard.press("Enter")
    rosa.sees("You said yes to")
