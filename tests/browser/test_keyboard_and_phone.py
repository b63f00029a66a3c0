"""By keyboard alone, and by thumb alone: every stop is seen, nothing hides it, everything is large enough to hit."""

import pytest

from throughcare.foundation.actor import acting
from throughcare.referrals import actions as referrals

from .conftest import PHONE
from .everywhere import OSEI, ROSA

THUMB = 44  # CSS pixels: the house's own measure; WCAG 2.2 asks for 24
NAMES = "[document.activeElement.innerText, document.activeElement.getAttribute('aria-label')].join(' ')"
STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const seen = getComputedStyle(at.closest('.choice') ?? at), bar = document.querySelector('.rail__nav');
  const fixed = bar && getComputedStyle(bar).position === 'fixed' && !bar.contains(at);
  return {
    name: at.outerHTML.slice(0, 120), isPage: at === document.body,
    isMarked: seen.outlineStyle !== 'none' && parseFloat(seen.outlineWidth) >= 2,
    isHidden: box.bottom <= 0 || box.top >= (fixed ? bar.getBoundingClientRect().top : innerHeight),
  };
}"""
SMALL = """thumb => [...document.querySelectorAll('button, summary, select, a.button, .rail a, .tabs a, label.choice, .tick')]
  .filter(one => one.checkVisibility() && !one.closest('.unseen'))
  .map(one => [one.outerHTML.slice(0, 90), Math.round(one.getBoundingClientRect().height)])
  .filter(([, height]) => height < thumb)"""


def tab_to(page, words: str, *, within: int = 60) -> None:
    for _ in range(within):
        page.keyboard.press("Tab")
        if words in page.evaluate(NAMES):
            return
    raise AssertionError(f"The keyboard does not reach “{words}”")


def stops(page, *, most: int = 120):
    """Every stop of the Tab key, once around."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["isPage"]:
            return
        yield stop


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_every_stop_of_the_keyboard_is_marked_and_in_sight(somebody, pages, viewport):
    walked = {"worklist", "client", "draft-need", "sharing", "signal", "receiver-sent", "referral-booked", "directory"}
    unseen = []
    people = {}
    for seen in pages:
        if seen.name not in walked:
            continue
        person = people.get(seen.who) or somebody(**({"viewport": viewport} if viewport else {})).sign_in(seen.who)
        people[seen.who] = person
        person.go(seen.path)
        unseen += [(seen.name, s) for s in stops(person.page) if not s["isMarked"] or s["isHidden"]]
    assert unseen == []


def test_the_first_stop_skips_to_the_page(somebody, refer):
    refer("sent")
    rosa = somebody().sign_in(ROSA)

    rosa.page.keyboard.press("Tab")
    assert "Skip to the page" in rosa.page.evaluate(NAMES)
    rosa.page.keyboard.press("Enter")

    assert rosa.page.evaluate("document.activeElement.id") == "main"


def test_an_answer_is_given_by_keyboard_alone(somebody, refer):
    refer("sent")
    rosa = somebody().sign_in(ROSA)
    page = rosa.page
    tab_to(page, "Your desk")
    page.keyboard.press("Enter")
    rosa.settle()
    page.locator("h1", has_text="at your desk").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/handoffs/*/")
    tab_to(page, "Yes, we can")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("From April")
    tab_to(page, "Say yes", within=10)
    page.keyboard.press("Enter")

    rosa.sees("You said yes to Maya Torres")
    rosa.sees("From April")
    assert page.evaluate("document.activeElement.closest('main') !== null"), "one goes on where one was"


def test_a_refusal_takes_the_keyboard_to_its_reason(somebody, refer, ben, noon):
    handoff = refer("sent")
    somebody.may_answer.add(422)
    rosa = somebody().sign_in(ROSA)
    rosa.go(f"/handoffs/{handoff.pk}/")
    with acting(ben):
        referrals.take_handoff_step(handoff.pk, "accept", actor=ben, at=noon)
    tab_to(rosa.page, "Yes, we can")
    rosa.page.keyboard.press("Enter")
    tab_to(rosa.page, "Say yes", within=12)
    rosa.page.keyboard.press("Enter")

    rosa.sees("Ben Adeyemi was faster")
    assert "Ben Adeyemi was faster" in rosa.page.evaluate(NAMES)


def test_the_slash_key_searches_the_work_list(somebody, refer):
    refer("sent")
    osei = somebody().sign_in(OSEI)

    osei.page.keyboard.press("/")
    osei.page.keyboard.type("Maya")
    osei.page.keyboard.press("Enter")
    osei.settle()

    osei.sees("Maya Torres")
    assert "Maya" not in osei.page.url, "a name stands in no address"


def test_everything_on_a_phone_is_large_enough_for_a_thumb(each_page):
    small = []
    for page, seen in each_page(viewport=PHONE, touch=True):
        small += [(seen.name, *one) for one in page.evaluate(SMALL, THUMB)]
    assert small == []


@pytest.mark.parametrize("width", [320, 390, 768, 820, 1024, 1280, 1600])
def test_the_work_list_tells_who_holds_it_at_every_width(somebody, refer, width):
    refer("sent")
    osei = somebody(viewport={"width": width, "height": 800}).sign_in(OSEI)

    row = osei.page.locator("tr.queue__row").inner_text()

    assert row.count("held by you") == 1 and "Trauma therapy" in row and ("left" in row or "over" in row), row
    words = osei.page.locator(".rail__nav a")
    assert all(word.evaluate("one => one.scrollWidth <= one.clientWidth") for word in words.all())
