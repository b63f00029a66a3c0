"""Axe finds nothing serious on any page, light and dark, wide and narrow; no page scrolls sideways at 320 pixels."""

from pathlib import Path

import axe_playwright_python
import pytest

from .conftest import DESKTOP, PHONE

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
NARROW = {"width": 320, "height": 700}
SERIOUS = {"serious", "critical"}
EVERYTHING: dict[str, object] = {"resultTypes": ["violations"], "preload": False}  # else it fetches the styles again
COLORS = EVERYTHING | {"runOnly": ["color-contrast", "link-in-text-block"]}  # a dark page differs in nothing else
PUBLIC = ("/directory/", "/styleguide/")  # listings and samples, about nobody


def unfold(page) -> None:
    """A form that is folded away is part of the page too."""
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")


def faults(page, path: str, how: dict[str, object]) -> list[tuple[str, str, str, int]]:
    """What is seriously wrong: where, by which rule, at what first, how often."""
    found = page.evaluate("how => axe.run(document, how)", how)["violations"]
    serious = [fault for fault in found if fault["impact"] in SERIOUS]
    return [(path, fault["id"], str(fault["nodes"][0]["target"]), len(fault["nodes"])) for fault in serious]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious_in_light_or_dark(each_page, viewport):
    found = []
    for page, seen in each_page(viewport=viewport, bypass_csp=True):
        unfold(page)
        page.add_script_tag(path=AXE)
        page.emulate_media(color_scheme="light")
        found += faults(page, seen.path, EVERYTHING)
        page.emulate_media(color_scheme="dark")
        found += faults(page, f"{seen.path} in the dark", COLORS)
    assert found == []


def test_no_page_scrolls_sideways_on_a_small_phone(each_page):
    too_wide = []
    for page, seen in each_page(viewport=NARROW):
        unfold(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            too_wide.append((seen.path, width))
    assert too_wide == []


def test_every_page_has_one_heading_and_names_nobody_in_its_title(each_page):
    for page, seen in each_page(viewport=DESKTOP):
        assert page.locator("h1").count() == 1, seen.path
        title = page.title()
        assert title, seen.path
        if not seen.path.startswith(PUBLIC):
            assert not any(word in title.lower() for word in ("maya", "torres", "trauma")), seen.path
