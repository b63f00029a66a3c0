"""What the desk sees of somebody who asked for help: how to call them safely, their words, and what may be done."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.intake import queries
from throughcare.intake.lifecycle import HELP, parts_in_help
from throughcare.referrals import queries as referrals

from .desk_forms import HelpStepForm

ICONS = {
    "take": "phone",
    "try_call": "again",
    "begin": "thread",
    "listen": "say",
    "give_up": "cross",
    "set_aside": "exit",
}
MAIN = {"take", "begin"}
TOLD = {step.name: step.label for step in HELP.steps.values()}


@dataclass(frozen=True)
class Alike:
    pk: UUID
    words: str


@dataclass(frozen=True)
class Offered:
    name: str
    label: str
    why: str
    icon: str
    kind: str
    form: HelpStepForm
    is_short: bool  # nothing needs to be said


@dataclass(frozen=True)
class Shown:
    asked: Any
    title: str
    holder: str
    holder_kind: str
    may_be_told: str
    language: str
    steps: list[Offered]
    history: list[tuple[str, Any]]
    number: str  # of the referral that came of it
    beside: int  # others of the same crowd, which one press sets aside with it
    refusal: str


@dataclass(frozen=True)
class Listed:
    rows: list[Any]
    next: str

    previous = ""


def listed(actor: Actor, *, after: str) -> Listed:
    """The key of the next page is an id: no name stands in an address."""
    try:
        last = queries.request(actor, UUID(after))
    except ValueError:
        last = None
    found = queries.requests(actor, after=last)
    rows = found[: queries.PAGE]
    return Listed(rows, f"?after={rows[-1].pk}" if len(found) > queries.PAGE else "")


LANGUAGES = {"en": "English", "es": "Spanish", "und": "Another language, see below"}


def shown(actor: Actor, asked: Any, *, refused: tuple[str, HelpStepForm] | None = None, refusal: str = "") -> Shown:
    promise = referrals.referral(actor, asked.referral_id) if asked.referral_id else None
    return Shown(
        asked=asked,
        title=f"{asked.called or 'Somebody'} {'is worried about someone' if asked.about == 'someone' else 'asks for help'}.",
        holder=asked.holder.person.name if asked.holder else asked.holder_desk.name if asked.holder_desk else "",
        holder_kind="person" if asked.holder else "desk",
        may_be_told=queries.PickUp(asked.pick_up).label,
        language=LANGUAGES.get(asked.language, asked.language),
        steps=offered(actor, asked, refused),
        history=[(TOLD[step.name], step) for step in queries.history(asked)],
        number=f"TC-{promise.number}" if promise else "",
        beside=len(queries.beside(asked)) if asked.in_a_crowd and not asked.ended_at else 0,
        refusal=refusal,
    )


def offered(actor: Actor, asked: Any, refused: tuple[str, HelpStepForm] | None) -> list[Offered]:
    found = []
    for choice in HELP.choices(asked, parts_in_help(asked, actor)):
        step = choice.step
        is_refused = refused is not None and refused[0] == step.name
        form = refused[1] if refused and is_refused else blank(actor, asked, step)
        kind = "main" if step.name in MAIN else ""
        found.append(Offered(step.name, step.label, choice.waits_for, ICONS[step.name], kind, form, not step.needs))
    return found


def blank(actor: Actor, asked: Any, step: Any, data: Any = None) -> HelpStepForm:
    whom = asked.whom if asked.about == "someone" else asked.called
    alike = alike_to(actor, whom) if "need" in step.needs else []
    initial = {"seen": asked.status, "name_of_client": whom, "client": ""}
    return HelpStepForm(data, step=step, alike=alike, is_crowd=asked.in_a_crowd, initial=initial)


def alike_to(actor: Actor, name: str) -> list[Alike]:
    """Records of this name that may be theirs. Only our side sees it: whoever asks is never told."""
    found = clients.possible_duplicates(actor, name=name, born_on=None) if name else []
    return [Alike(one.pk, f"{one.name}{f', born {one.born_on:%d %B %Y}' if one.born_on else ''}") for one in found]
