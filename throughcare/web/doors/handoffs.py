"""An ask, as whoever answers it by link sees it: the package as it was sent, and the steps that they may take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from throughcare.foundation.audit import actions as audit
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import HANDOFF, RECEIVER, standing_key
from throughcare.scheduling import queries as scheduling
from throughcare.scheduling.lifecycle import RECEIVER as SEES_THEM
from throughcare.scheduling.lifecycle import VISIT
from throughcare.web.find import found
from throughcare.web.referrals import booking
from throughcare.web.referrals.offers import Offer, Refused
from throughcare.web.referrals.people import Person, person_of
from throughcare.web.referrals.told import package_told

from . import offers, words
from .at import Door
from .forms import TimeForm

TEMPLATE = "doors/handoff.html"
STEPS = (
    "accept", "advise", "ask", "decline", "waitlist", "provide", "recommend", "need_no_treatment", "begin_treatment", "report",
    "finish", "hand_back",
)  # fmt: skip
OF_A_VISIT = ("keep", "miss", "move")
TELLS_NOTHING = ("hand_back",)  # what is still asked where the client lets nobody know


@dataclass(frozen=True)
class Said:
    who: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    title: str
    next: str
    person: Person | None
    package: Any
    line: str
    due_at: Any
    cannot_wait: bool
    heading: str
    said: list[Said]  # questions and their answers
    ahead: Any  # the visit that is booked
    offers: list[Offer]


def context(door: Door, refused: Refused | None = None) -> dict[str, Any]:
    handoff = found(queries.handoff(door.actor, door.opened.subject_id))
    audit.read("handoff", handoff.pk, client_id=handoff.client_id, at=door.now, via="link")
    if not HANDOFF.is_open(handoff.status):
        title, after = words.OVER.get(handoff.ending, words.NOTHING_MORE)
        return {"over": {"title": title, "next": after.format(sender=door.asker.name)}}
    return {"shown": shown(door, handoff, refused), "handoff": handoff}


def shown(door: Door, handoff: Any, refused: Refused | None) -> Shown:
    package = package_of(door, handoff)
    person = person_of(package, today=timezone.localdate(door.now)) if package else None
    key = standing_key(handoff)
    status, told = words.SEEN_AS.get(key, key), {"sender": door.asker.name, "name": person.called if person else "them"}
    ahead = ahead_of(handoff)
    return Shown(
        title=words.TITLES[status].format(**told),
        next=(words.NEXT_UNTOLD if is_untold(handoff) else words.NEXT.get(status, "")).format(**told),
        person=person,
        package=package,
        line=queries.package_form()["same_line_on_every_package"],
        due_at=handoff.due_at if status == "sent" else None,
        cannot_wait=status == "sent" and queries.is_never_held_back(handoff.urgency),
        said=said(door, handoff) if package else [],
        heading="Your answer" if status in {"sent", "asked"} else "What happened since?",
        ahead=ahead,
        offers=offers.in_order(steps(door, handoff, ahead, refused)) if package else [],
    )


def package_of(door: Door, handoff: Any) -> Any:
    return package_told(door.actor, handoff, at=door.now)


def is_untold(handoff: Any) -> bool:
    """After the yes the client lets nobody know how it goes."""
    return handoff.accepted_at is not None and handoff.feedback == "nothing"


def said(door: Door, handoff: Any) -> list[Said]:
    """What they asked and what they were answered, in this order."""
    who = {"ask": "You asked", "answer": f"{door.asker.name} answers"}
    steps = queries.timeline_of_handoff(handoff)
    return [Said(who[step.name], step.reason, step.at) for step in steps if step.name in who]


def ahead_of(handoff: Any) -> Any:
    return scheduling.ahead_of([handoff.pk]).get(handoff.pk)


def steps(door: Door, handoff: Any, ahead: Any, refused: Refused | None) -> Iterable[Offer]:
    """Of a visit that is booked, of the ask, and the times of which nobody had told."""
    wanted = TELLS_NOTHING if is_untold(handoff) else STEPS
    own = HANDOFF.choices(handoff, [RECEIVER])
    names = {choice.step.name for choice in own}
    for choice in VISIT.choices(ahead, [SEES_THEM]) if ahead else []:
        if choice.step.name in OF_A_VISIT and (choice.step.name == "move") == (ahead.starts_at > door.now):
            yield offers.of_lifecycle(door, choice, ahead, refused)
    if not ahead and "book" in names and wanted == STEPS:
        kinds = booking.kinds_to_book(handoff, names, [])
        yield offers.of_form(door, "book", TimeForm(kinds=kinds, at=door.now), refused)
        yield offers.of_form(door, "came", TimeForm(kinds=kinds, at=door.now, is_past=True), refused)
    for choice in own:
        if (
            choice.step.name in wanted
            and not choice.waits_for
            and not (ahead and choice.step.name == "begin_treatment")
        ):
            yield offers.of_lifecycle(door, choice, handoff, refused)


def may_read(door: Door, paper_id: Any) -> bool:
    """Did this document go along with the package that is shown?"""
    handoff = found(queries.handoff(door.actor, door.opened.subject_id))
    package = package_of(door, handoff)
    return package is not None and str(paper_id) in {document["id"] for document in package.documents}
