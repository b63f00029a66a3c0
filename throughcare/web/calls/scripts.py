"""One call, line by line: what is said, in whose language, and with each question the forms that take its answers."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.scripts import Line, Question, Script, placeholders
from throughcare.messaging import queries as messaging
from throughcare.web import words as moments
from throughcare.web.referrals.offers import Offer

FILLS = frozenset({"caller", "first_name", "org", "callback", "service", "name", "number", "sent", "told", "by"})
BEFORE_IT_IS_SURE = frozenset({"caller", "first_name", "org", "callback", "service", "name"})
ON_A_MACHINE = frozenset({"first_name", "callback"})
SOON = {"en": "the agreed time", "es": "la fecha acordada"}  # where no time runs

Due = Callable[[str], datetime | None]  # when it is due next, once this step was taken


@dataclass(frozen=True)
class Said:
    """`meaning`: the same in English, for whoever reads along; "" where it is English already."""

    words: str
    meaning: str = ""


@dataclass(frozen=True)
class Asked:
    ask: Said
    answers: list[Offer]
    besides: list[str]  # answers with a form of their own: a visit, a word about a listing
    then: Said


@dataclass(frozen=True)
class Spoken:
    """A script as it is said in this call."""

    language: str
    why: str
    first: list[Said]
    known: list[Said]
    asked: list[Asked]
    last: list[Said]
    voicemail: Said | None


@dataclass(frozen=True)
class Telling:
    """How a line becomes words: the language, and what fills it."""

    language: str
    fills: Mapping[str, str]

    def said(self, line: Line, by: datetime | None = None) -> Said:
        english = self.filled(line, "en", by)
        return Said(english) if self.language not in line else Said(self.filled(line, self.language, by), english)

    def filled(self, line: Line, language: str, by: datetime | None) -> str:
        return line[language].format_map({**self.fills, "by": until(by, language)})


def telling(actor: Actor, *, language: str = "en", **fills: str) -> Telling:
    """`language`: the person's own; whatever is not written in it is said in English."""
    who = {
        "caller": actor.name,
        "first_name": first_name(actor.name),
        "org": actor.org_name,
        "callback": accounts.organization(actor.org_id).phone,
    }
    return Telling("es" if language.startswith("es") else "", who | fills)


def first_name(name: str) -> str:
    """What a machine may hear: no title that tells what the caller is."""
    return next((word for word in name.split() if not messaging.what_it_tells(word)), "")


def until(at: datetime | None, language: str) -> str:
    if at is None:
        return SOON[language]
    if language == "en":
        return moments.plain(at)
    return "{day}, {time}".format(**messaging.day_and_time(timezone.localtime(at), language))


def spoken(
    script: Script, told: Telling, *, answers: Mapping[str, Offer], due: Due, besides: Collection[str] = (),
    more: Iterable[Question] = (),
) -> Spoken:  # fmt: skip
    """`besides`: answers that the page takes in a form of its own; `more`: questions that come first.

    A question whose answers nobody can take now is left out.
    """
    usable = {*answers, *besides}
    questions = [one for one in [*more, *script.questions] if not one.steps or usable & set(one.steps)]
    return Spoken(
        language=told.language or "en",
        why=script.why,
        first=[told.said(line) for line in script.first],
        known=[told.said(line) for line in script.known],
        asked=[asked(one, told, answers, due, besides) for one in questions],
        last=[told.said(line) for line in script.last],
        voicemail=told.said(script.voicemail) if script.voicemail else None,
    )


def asked(question: Question, told: Telling, answers: Mapping[str, Offer], due: Due, besides: Collection[str]) -> Asked:
    by = due(question.steps[0]) if question.steps and "by" in placeholders(question.then) else None
    return Asked(
        ask=told.said(question.ask),
        answers=[answers[name] for name in question.steps if name in answers],
        besides=[name for name in question.steps if name in besides],
        then=told.said(question.then, by),
    )
