"""The steps that somebody may take here, each with its form; and what became of one that was pressed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import Choice, NotAllowed, Overtaken
from throughcare.foundation.steps import Route

from . import words
from .forms import StepForm

ONLY_WHEN_OPEN = {
    "check_in",
    "talk_over",
    "no_return",
    "lose_coverage",
    "cover",
    "reach_out",
    "hear_came",
    "hear_not_come",
    "hear_nothing",
    "answer",
    "acknowledge",
    "sign_off",
    "whoever_is_first",
    "go_on",
    "convert",
    "take_up",
    "treat_here",
}  # shown when there is something to do
MAIN = (
    "answer",
    "convert",
    "take_up",
    "advise",
    "hear_came",
    "accept",
    "say_yes",
    "take_offer",
    "keep",
    "treat_here",
    "provide",
    "begin_treatment",
    "report",
    "acknowledge",
    "wake",
)  # the first that is open


class Telling(StrEnum):
    """Whose word a step on this page is."""

    OWN = "own"  # of the person at the keyboard
    PERHAPS = "perhaps"  # theirs, or somebody else's that they write down
    THEIRS = "theirs"  # always somebody else's: a service outside the network answers by phone, fax or paper


@dataclass(frozen=True)
class Refused:
    """A step that was not taken: its form as it was typed, and the reason; no reason where a field says it."""

    name: str
    form: Any
    words: str


@dataclass(frozen=True, kw_only=True)
class Here:
    """Who looks at the page, when, and which step of theirs was refused just now."""

    actor: Actor
    now: datetime
    refused: Refused | None = None

    def refusal_of(self, name: str) -> Refused | None:
        return self.refused if self.refused and self.refused.name == name else None


@dataclass(frozen=True)
class Offer:
    name: str
    label: str
    do: str
    icon: str
    kind: str
    why: str
    url: str
    form: Any
    is_one_press: bool
    refusal: str
    note: str

    @property
    def opened(self) -> bool:
        return bool(self.refusal or self.form.errors)


def offers(
    choices: Iterable[Choice],
    record: Any,
    here: Here,
    *,
    at: str,
    telling: Telling = Telling.PERHAPS,
    notes: Mapping[str, str] | None = None,
) -> list[Offer]:
    """`at` is the name of the address of the record's steps. The first step of MAIN that is open is the main one."""
    listed = [c for c in choices if not (c.waits_for and c.step.name in ONLY_WHEN_OPEN)]
    last = last_step(record) if listed else None
    page = {"seen": str(record.status), "after": str(last.pk) if last else ""}
    usable = {choice.step.name for choice in listed if not choice.waits_for}
    main = next((name for name in MAIN if name in usable), "")
    made = []
    for choice in listed:
        name = choice.step.name
        url = reverse(at, args=[record.pk, name])
        made.append(
            offer(choice, here, page, url=url, telling=telling, is_main=name == main, note=(notes or {}).get(name, ""))
        )
    for each in made:
        each.form.about(record)
    return sorted(made, key=lambda offer: offer.kind != "main")


def offer(
    choice: Choice, here: Here, page: dict[str, str], *, url: str, telling: Telling, is_main: bool, note: str
) -> Offer:
    step, refused = choice.step, here.refusal_of(choice.step.name)
    initial = ({"route": Route.PHONE.value} if telling == Telling.THEIRS else {}) | page
    blank = StepForm(step=step, at=here.now, can_be_told=telling != Telling.OWN, initial=initial)
    is_one_press = not refused and not blank.asked and not blank.told
    label = words.label(step, words.LABELS_FOR_THEM if telling == Telling.THEIRS else words.LABELS)
    return Offer(
        name=step.name,
        label=label,
        do=label if telling == Telling.THEIRS else words.DO.get(step.name, label),
        icon=words.ICONS.get(step.name, "thread"),
        kind="main" if is_main else "",
        why=choice.waits_for,
        url=f"{url}?{urlencode(page)}" if is_one_press else url,
        form=refused.form if refused else blank,
        is_one_press=is_one_press,
        refusal=refused.words if refused else "",
        note=note,
    )


def last_step(record: Any) -> Any:
    return record.steps.order_by("-at", "-id").first()


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
