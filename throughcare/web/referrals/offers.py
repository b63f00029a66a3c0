"""The steps that somebody may take here, each with its form; and what became of one that was pressed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import Choice, Lifecycle, NotAllowed, Overtaken

from . import words
from .forms import StepForm

ONLY_WHEN_OPEN = {"answer", "acknowledge"}  # shown when there is something to answer, not as a closed door
MAIN = ("answer", "accept", "keep", "begin_treatment", "report", "acknowledge", "wake")  # the first that is open


@dataclass(frozen=True)
class Offer:
    name: str
    label: str
    do: str
    icon: str
    kind: str
    why: str
    url: str
    form: StepForm
    is_one_press: bool
    refusal: str
    note: str = ""

    @property
    def opened(self) -> bool:
        return bool(self.refusal or self.form.errors)


@dataclass(frozen=True)
class Refused:
    """A step that was not taken: its form as it was typed, and the reason; no reason where a field says it."""

    name: str
    form: Any
    words: str


def offers(
    choices: Iterable[Choice], record: Any, *, address: Callable[[str], str], at: datetime, refused: Refused | None,
    can_be_told: bool, notes: dict[str, str] | None = None,
) -> list[Offer]:  # fmt: skip
    """`address` gives the address of a step by its name. The first step of MAIN that is open is the main one."""
    listed, last = [c for c in choices if not (c.waits_for and c.step.name in ONLY_WHEN_OPEN)], last_step(record)
    page = {"seen": str(record.status), "after": str(last.pk) if last else ""}
    usable = {choice.step.name for choice in listed if not choice.waits_for}
    main = next((name for name in MAIN if name in usable), "")
    made = []
    for choice in listed:
        step, mine = choice.step, refused if refused and refused.name == choice.step.name else None
        blank = StepForm(step=step, at=at, can_be_told=can_be_told, initial=page)
        form = mine.form if mine else blank
        one_press = not mine and not blank.asked and not blank.told
        url = address(step.name)
        made.append(
            Offer(
                name=step.name,
                label=words.label(step),
                do=words.DO.get(step.name, words.label(step)),
                icon=words.ICONS.get(step.name, "thread"),
                kind="main" if step.name == main else "",
                why=choice.waits_for,
                url=f"{url}?{urlencode(page)}" if one_press else url,
                form=form,
                is_one_press=one_press,
                refusal=mine.words if mine else "",
                note=(notes or {}).get(step.name, ""),
            )
        )
    return sorted(made, key=lambda offer: offer.kind != "main")


def last_step(record: Any) -> Any:
    return record.steps.order_by("-at", "-id").first()


def step_form(lifecycle: Lifecycle, name: str, data: dict[str, Any], *, at: datetime) -> StepForm:
    return StepForm(data, step=lifecycle[name], at=at)


def take(record: Any, form: StepForm, actor: Actor, act: Callable[[], Any]) -> Refused | None:
    """Take the step once: the same form sent again finds it taken, and answers with how it stands."""
    if is_taken(record, form, actor):
        return None
    refused = attempt(form.step.name, form, act)
    return None if refused and is_taken(record, form, actor) else refused


def attempt(name: str, form: Any, act: Callable[[], Any]) -> Refused | None:
    if not form.is_valid():
        return Refused(name, form, "")
    try:
        act()
    except (NotAllowed, Overtaken) as refusal:
        return Refused(name, form, str(refusal))
    return None


def is_taken(record: Any, form: StepForm, actor: Actor) -> bool:
    """Was this very step the last one, by this person, after the page that the form is from was made?"""
    last = last_step(record)
    if last is None or not form.is_valid() or (last.name, last.by_id) != (form.step.name, actor.membership_id):
        return False
    if after := form.cleaned_data["after"]:
        return after != str(last.pk)
    return form.seen_status == last.from_status != last.to_status
