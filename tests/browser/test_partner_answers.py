"""Three people and a telephone: Bridge House answers from a link that its mail filter opened first. A phone, no JavaScript."""

from urllib.request import Request, urlopen

import pytest

from .conftest import PHONE
from .everywhere import OSEI
from .test_accessibility import AXE, COLORS, EVERYTHING, NARROW, faults, unfold
from .test_keyboard_and_phone import SMALL, THUMB
from .test_story import a_week_passes


def make_a_link(osei, handoff):
    """On the page of the ask. Answers the address, and the code that is said on the phone."""
    osei.go(f"/handoffs/{handoff.pk}/")
    osei.follow("Ask them by link")
    osei.write(went_to="desk@bridge.example")
    osei.press("Make the link")
    osei.sees("The code, by phone only")
    address = osei.page.locator("[id^=line-]").first.inner_text().strip()
    return address, osei.page.locator("dt:has-text('The code') + dd").first.inner_text()


def the_mail_filter_opens_it(address, somebody):
    """First by its own program, then in a browser with JavaScript, as some do."""
    for method in ("HEAD", "GET"):
        asked = Request(address, method=method, headers={"User-Agent": "LinkScanner/1.0", "Purpose": "prefetch"})
        with urlopen(asked) as answer:
            assert answer.status == 200 and "Set-Cookie" not in answer.headers
    robot = somebody()
    robot.page.goto(address)
    robot.settle()
    assert robot.page.context.cookies() == []


def on_their_phone(somebody, address):
    partner = somebody(viewport=PHONE, script=False, touch=True)
    partner.page.goto(address)
    return partner


def fits_the_phone(person):
    assert person.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_place_of_three_answers_from_a_link(somebody, asked_of_bridge, superuser, dr_osei, dark):
    handoff = asked_of_bridge()
    osei = somebody().sign_in(OSEI)
    address, code = make_a_link(osei, handoff)
    the_mail_filter_opens_it(address, somebody)

    partner = somebody(viewport=PHONE, script=False, touch=True, dark=dark)
    partner.page.goto(address)
    assert partner.heading() == "Northside Family Health asks you something."
    assert partner.page.title() == "Throughcare" and "Maya" not in partner.page.content()
    fits_the_phone(partner)
    partner.write(said=code)
    partner.press("Go on")
    assert partner.heading() == "Northside Family Health asks: can you help Maya Torres?"
    partner.sees("Nightmares and panic")
    fits_the_phone(partner)

    partner.open("Yes, we can")
    partner.write(conditions="Mornings only")
    partner.say()
    assert partner.heading() == "You said yes to Maya Torres. Thank you."
    partner.sees("give them a first time")

    partner.open("We gave them a time")
    partner.choose("kind", "intake")
    partner.write(starts_at="2030-01-07T09:30", place="Room at the back")
    partner.say()
    assert partner.heading() == "Maya Torres has a time with you. Thank you."
    partner.press("Close", within="header")
    assert "Maya" not in partner.page.content()

    a_week_passes(superuser)
    partner = on_their_phone(somebody, address)
    partner.write(said=code)
    partner.press("Go on")
    partner.press("They came")
    assert partner.heading() == "You have seen Maya Torres. Thank you."
    fits_the_phone(partner)

    osei.go(f"/handoffs/{handoff.pk}/")
    osei.sees("told by link by Bridge House")
    osei.sees("Mornings only")


def test_whoever_else_holds_the_link_learns_nothing(somebody, asked_of_bridge):
    handoff = asked_of_bridge()
    osei = somebody().sign_in(OSEI)
    address, _ = make_a_link(osei, handoff)
    somebody.may_answer.add(422)

    stranger = on_their_phone(somebody, address)
    for guess in range(6):
        stranger.write(said=f"00000{guess}")
        stranger.press("Go on")
        assert "Maya" not in stranger.page.content() and "herapy" not in stranger.page.content()
    stranger.sees("Try again later, or call us: we can open it again.")

    osei.go(f"/handoffs/{handoff.pk}/links/")
    osei.sees("If that was nobody you know of, close the link and call them.")
    osei.press("Close this link")
    somebody.may_answer.add(410)
    stranger.page.goto(address)
    assert stranger.heading() == "This link is closed."


def test_axe_finds_nothing_serious_on_the_way(somebody, asked_of_bridge):
    osei = somebody(bypass_csp=True).sign_in(OSEI)
    address, code = make_a_link(osei, asked_of_bridge())
    partner = somebody(viewport=NARROW, bypass_csp=True)
    partner.page.goto(address)
    found = [*looked_at(osei, "links"), *looked_at(partner, "neutral")]
    partner.write(said=code)
    partner.press("Go on")
    found += looked_at(partner, "the ask")
    partner.open("Yes, we can")
    partner.say()
    found += looked_at(partner, "after the yes")
    assert found == []


def looked_at(person, name):
    page = person.page
    unfold(page)
    page.add_script_tag(path=AXE)
    found = faults(page, name, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    found += faults(page, f"{name} in the dark", COLORS)
    page.emulate_media(color_scheme="light")
    page.reload()
    unfold(page)
    found += [(name, "too small", *small) for small in page.evaluate(SMALL, THUMB)] if name != "links" else []
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + [(name, "too wide", width)] * (width > page.viewport_size["width"])
