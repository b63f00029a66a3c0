"""The steps that may be taken by link, each with its form; and those that were taken, written down as said by link."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from throughcare.foundation.lifecycle import Choice
from throughcare.foundation.steps import Route
from throughcare.web.referrals.offers import Offer, Refused, Telling, last_step, offer
from throughcare.web.referrals.words import ICONS

from . import words
from .at import Door

MAIN = ("accept", "advise", "provide", "say_yes", "keep", "book", "begin_treatment", "finish", "true")


def of_lifecycle(door: Door, choice: Choice, record: Any, refused: Refused | None) -> Offer:
    """A step of the tables that all take, without the question who said so."""
    name, last = choice.step.name, last_step(record)
    page = {"seen": str(record.status), "after": str(last.pk) if last else ""}
    url = door.url("door-step", name)
    made = offer(choice, door.here(refused), page, url=url, telling=Telling.OWN, is_main=False, note="")
    label = words.LABELS.get(name, made.label)
    return replace(made, label=label, do=label if made.do == made.label else made.do)


def of_form(door: Door, name: str, form: Any, refused: Refused | None) -> Offer:
    mine = refused if refused and refused.name == name else None
    label = words.LABELS[name]
    return Offer(
        name=name, label=label, do=words.DO.get(name, label), icon=ICONS.get(name, words.ICONS.get(name, "check")), kind="", why="",
        url=door.url("door-step", name), form=mine.form if mine else form, is_one_press=False,
        refusal=mine.words if mine else "", note="",
    )  # fmt: skip


def of_press(door: Door, name: str) -> Offer:
    """One press says all."""
    label = words.LABELS[name]
    return Offer(
        name=name, label=label, do=label, icon=words.ICONS[name], kind="", why="", url=door.url("door-step", name),
        form=None, is_one_press=True, refusal="", note="",
    )  # fmt: skip


def in_order(offers: Iterable[Offer]) -> list[Offer]:
    """What is most likely comes first and is the one main button."""
    listed = list(offers)
    main = next((name for name in MAIN if name in {one.name for one in listed}), "")
    marked = [replace(one, kind="main") if one.name == main else one for one in listed]
    return sorted(marked, key=lambda one: one.kind != "main")


def by_link(who: str, **said: Any) -> dict[str, Any]:
    return {"said_by": who, "route": Route.LINK.value, **said}
