"""What others may ask about screens. Scoped to the actor's organization; row-level security is the net below."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor

from .instruments import Band, Instrument, Item, library
from .models import AnsweredBy, Interpreter, Screen, WhyIncomplete
from .rules import Answers, came_through_a_relative, missing_explanation, score, worrying

__all__ = ["AnsweredBy", "Instrument", "Interpreter", "Item", "Screen", "WhyIncomplete", "missing_explanation"]


@dataclass(frozen=True)
class Reply:
    """One question and what was answered; `answer` is "" where nothing was."""

    number: int
    item: Item
    answer: str
    is_worrying: bool


@dataclass(frozen=True)
class Reading:
    """A screen as people read it: never a diagnosis, and what is unknown is called unknown."""

    screen: Screen
    instrument: Instrument
    band: Band | None
    replies: tuple[Reply, ...]
    critical_text: tuple[str, ...]
    not_asked: tuple[int, ...]
    follow_up: Instrument | None  # what a positive short form leads to


def instrument(instrument_id: str) -> Instrument | None:
    """The newest version of an instrument that may be drawn here, or None where there is none of that name."""
    versions = [found for found in library().values() if found.id == instrument_id and found.may_show_items]
    return max(versions, key=lambda found: int(found.version), default=None)


def instruments() -> list[Instrument]:
    """One of each, in its newest version, by title."""
    newest = {found.id: instrument(found.id) for found in library().values()}
    return sorted(filter(None, newest.values()), key=lambda found: found.title)


def screens(actor: Actor) -> QuerySet[Screen]:
    """Every screen the actor's organization took, newest first."""
    return Screen.objects.filter(org_id=actor.org_id).order_by("-taken_at", "-pk")


def screen(actor: Actor, screen_id: UUID) -> Screen | None:
    return screens(actor).filter(pk=screen_id).first()


def screens_of(actor: Actor, client_id: UUID) -> QuerySet[Screen]:
    """Of this person, on whichever of their records."""
    return screens(actor).filter(client_id__in=clients.same_person(client_id))


def latest(actor: Actor, client_id: UUID, instrument_ids: Iterable[str] = ()) -> list[Screen]:
    """The newest screen of each instrument, for the package and the need."""
    found = screens_of(actor, client_id)
    if wanted := list(instrument_ids):
        found = found.filter(instrument__in=wanted)
    return list(found.order_by("instrument", "-taken_at", "-pk").distinct("instrument"))


def reading(screen: Screen) -> Reading:
    used = library()[screen.instrument, screen.version]
    worries = worrying(used, screen.answers)
    worrying_items = {rule.item for rule in worries}
    not_asked = score(used, screen.answers, through_a_relative=through_a_relative(screen)).not_asked
    return Reading(
        screen=screen,
        instrument=used,
        band=used.band(screen.band),
        replies=tuple(reply(used, item, screen.answers, item.link_id in worrying_items) for item in used.items),
        critical_text=tuple(rule.text["en"] for rule in worries),
        not_asked=tuple(used.number(link_id) for link_id in not_asked),
        follow_up=instrument(used.positive_then) if used.positive_then else None,
    )


def through_a_relative(screen: Screen) -> bool:
    return came_through_a_relative(
        interpreter=screen.interpreter, answered_by=screen.answered_by, asked_alone=screen.asked_alone
    )


def reply(used: Instrument, item: Item, answers: Answers, is_worrying: bool) -> Reply:
    answer = item.answer(answers[item.link_id]) if item.link_id in answers else None
    return Reply(used.number(item.link_id), item, answer.text["en"] if answer else "", is_worrying)


def critical_texts(used: Instrument, answers: Answers) -> list[str]:
    """What a worrying answer asks for, known while the form is still open."""
    valid = {link_id: code for link_id, code in answers.items() if (i := used.item(link_id)) and i.answer(code)}
    return [rule.text["en"] for rule in worrying(used, valid)]
