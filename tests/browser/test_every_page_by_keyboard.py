"""Every page by keyboard alone, on a desk and at 320 pixels: all of it is reached, in order, in sight, and left again."""

from dataclasses import dataclass

import pytest

from .conftest import DESKTOP

NARROW = {"width": 320, "height": 700}
MARK = """() => {
  document.querySelectorAll('main details').forEach(fold => fold.open = true);
  const kinds = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex="0"]';
  const isThere = one => one.checkVisibility({visibilityProperty: true}) && !one.disabled;
  window.everyStop = [...document.querySelectorAll(kinds)].filter(isThere);
  return window.everyStop.map(one => ({
    name: one.outerHTML.slice(0, 110), jumps: one.tabIndex > 0,
    parts: /date|time/.test(one.type) ? 10 : 1,
    group: one.type === 'radio' ? `${one.form?.action} ${one.name} ${[...document.forms].indexOf(one.form)}` : '',
  }));
}"""
STOP = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const drawn = at.closest('.choice, .pick, .tick') ?? at, box = drawn.getBoundingClientRect();
  const style = getComputedStyle(drawn), own = getComputedStyle(at);
  const isMarked = one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2;
  const isOver = one => one && (drawn.contains(one) || one.contains(drawn) || one.closest('label')?.control === at);
  const low = Math.max(box.top, 0), high = Math.min(box.bottom, innerHeight), across = (box.left + box.right) / 2;
  const isSeen = part => isOver(document.elementFromPoint(Math.min(across, innerWidth - 2), low + (high - low) * part));
  return {
    place: window.everyStop.indexOf(at), name: at.outerHTML.slice(0, 110), isMarked: isMarked(style) || isMarked(own),
    isInSight: high > low && box.right > 0 && box.left < innerWidth && [0.1, 0.5, 0.9].some(isSeen),
  };
}"""


@dataclass(frozen=True)
class Walk:
    """Once around a page with the Tab key, all that is folded being open."""

    every: list[dict]
    stops: list[dict]
    is_left: bool  # one comes out again at the end

    @property
    def faults(self) -> list[str]:
        reached = {stop["place"] for stop in self.stops}
        groups = {self.every[place]["group"] for place in reached if place >= 0} - {""}
        places = [stop["place"] for stop in self.stops if stop["place"] >= 0]
        return [
            *([] if self.is_left else ["The keyboard is trapped"]),
            *[
                f"Not reached: {one['name']}"
                for place, one in enumerate(self.every)
                if not self.found(place, reached, groups)
            ],
            *[f"Jumps the order: {one['name']}" for one in self.every if one["jumps"]],
            *[f"Not marked: {stop['name']}" for stop in self.stops if not stop["isMarked"]],
            *[f"Not in sight: {stop['name']}" for stop in self.stops if not stop["isInSight"]],
            *([] if places == sorted(places) else ["The order is not that of the page"]),
        ]

    def found(self, place: int, reached: set[int], groups: set[str]) -> bool:
        """Of several circles of which one is chosen, the arrows reach the others."""
        return place in reached or self.every[place]["group"] in groups


def walk(page) -> Walk:
    every = page.evaluate(MARK)
    stops: list[dict] = []
    for _ in range(sum(one["parts"] for one in every) + 5):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop["place"] == 0):  # the browser may begin again at once
            return Walk(every, stops, is_left=True)
        stops.append(stop)
    return Walk(every, stops, is_left=False)


@pytest.mark.parametrize("viewport", [DESKTOP, NARROW], ids=["desk", "narrow"])
def test_the_keyboard_reaches_everything_on_every_page(each_page, viewport):
    faults = []
    for page, seen in each_page(viewport=viewport):
        faults += [(seen.name, fault) for fault in walk(page).faults]
    assert faults == []
