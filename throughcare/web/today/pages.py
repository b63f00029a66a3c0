"""Did they get there? One answer a line, no more than the client allows, and never about somebody it may not be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.names import name_key
from throughcare.papers import queries as papers
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.scheduling import queries as scheduling
from throughcare.web import words as moments
from throughcare.web.referrals.pages import holder_of, status_of, title, turn_of

from .lines import Asked, Bad

MOST_ALIKE = 5
THERE = {"assessed", "in_treatment"}
HIDDEN = "Details may not be shared"


@dataclass(frozen=True)
class Answer:
    """How one promise stands, in one line for a chart."""

    url: str
    number: str
    got_there: str
    status: str
    word: str
    says: str
    line: str  # what is copied


@dataclass(frozen=True)
class Person:
    """Somebody who is meant, or who may be: the page says which."""

    id: UUID
    name: str
    born: str
    url: str


@dataclass(frozen=True)
class Row:
    line: int
    found: Person | None
    note: str  # what to check, or why nothing is said
    perhaps: list[Person] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@dataclass(frozen=True)
class Seen:
    """What was found for one line: the one person who is meant, or those who may be."""

    client: Any = None
    perhaps: tuple[Any, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Day:
    rows: list[Row]
    bad: list[Bad]
    title: str

    @property
    def everything(self) -> str:
        return "\n".join(answer.line for row in self.rows for answer in row.answers)

    @property
    def people(self) -> dict[UUID, UUID]:
        """Everybody whom the page shows something of."""
        ids = [row.found.id for row in self.rows if row.found] + [one.id for row in self.rows for one in row.perhaps]
        return {pk: pk for pk in ids}


def day(actor: Actor, read: Iterable[Asked | Bad], *, now: datetime) -> Day:
    read = list(read)
    asked = [one for one in read if isinstance(one, Asked)]
    seen = matched(actor, asked)
    answers = answers_for(actor, {one.client.pk for one in seen if one.client}, now=now)
    rows = [row_of(one, found, answers, now=now) for one, found in zip(asked, seen, strict=True)]
    return Day(rows, [one for one in read if isinstance(one, Bad)], sentence(rows))


# --- who is meant


def matched(actor: Actor, asked: list[Asked]) -> list[Seen]:
    """By number and by the whole name; for those who are left, whoever is alike. Four queries, whatever their number."""
    promises = queries.by_number(actor, {one.number for one in asked if one.number is not None})
    known: dict[str, list[Any]] = {}
    for client in clients.named(actor, {name for one in asked for name in one.names}):
        known.setdefault(client.name_key, []).append(client)
    seen = [first_look(one, promises, known) for one in asked]
    left = [place for place, found in enumerate(seen) if found is None]
    alike = clients.alike(actor, [((asked[place].names or ("",))[0], asked[place].born_on) for place in left])
    for place, found in zip(left, alike, strict=True):
        seen[place] = second_look(asked[place], found)
    return [found or Seen() for found in seen]


def first_look(one: Asked, promises: dict[int, Any], known: dict[str, list[Any]]) -> Seen | None:
    """None where nobody has this number or this whole name."""
    keys = list(dict.fromkeys(name_key(name) for name in one.names))
    if one.number is not None:
        if one.number not in promises:
            return Seen(note=f"There is no TC-{one.number} here.") if not keys else by_name(one, keys, known)
        return by_number(one, promises[one.number].client, keys)
    return by_name(one, keys, known)


def by_number(one: Asked, client: Any, keys: list[str]) -> Seen:
    if one.born_on and client.born_on and one.born_on != client.born_on:
        return Seen(perhaps=(client.kept,), note="The number is of somebody with another birth date.")
    if keys and not {client.name_key, client.kept.name_key} & set(keys):
        return Seen(perhaps=(client.kept,), note="The number is of somebody with another name.")
    return Seen(client.kept)


def by_name(one: Asked, keys: list[str], known: dict[str, list[Any]]) -> Seen | None:
    """A name alone is enough where one person has it, and the page says so; two of one name are never guessed."""
    found = [client for key in keys for client in known.get(key, [])]
    if one.born_on:
        sure = [client for client in found if client.born_on == one.born_on]
        unsure = [client for client in found if client.born_on is None]
        if len(sure) == 1:
            return Seen(sure[0])
        if sure or unsure:
            return Seen(perhaps=tuple(sure or unsure), note="Check who is meant.")
        return None
    if len(found) == 1:
        return Seen(found[0], note="Found by the name alone. Check the birth date.")
    return Seen(perhaps=tuple(found), note="Several people have this name.") if found else None


def second_look(one: Asked, alike: list[Any]) -> Seen:
    if not alike:
        return Seen(note="Not found here.")
    words = "Nobody has this name. It may be one of these." if one.names else "A birth date alone is not enough."
    return Seen(perhaps=tuple(alike[:MOST_ALIKE]), note=words)


# --- how it stands


def answers_for(actor: Actor, client_ids: set[UUID], *, now: datetime) -> dict[UUID, list[Answer]]:
    """Four queries."""
    promises = queries.latest_of(actor, client_ids)
    live = queries.live_handoffs([referral.pk for rows in promises.values() for referral in rows])
    asks = [ask.pk for ask in live.values()]
    visits, back = scheduling.ahead_of(asks), papers.came_back(asks)
    return {
        pk: [answer_of(actor, referral, live.get(referral.pk), visits, back, now=now) for referral in rows]
        for pk, rows in promises.items()
    }


def answer_of(
    actor: Actor, referral: Any, live: Any, visits: dict[UUID, Any], back: list[Any], *, now: datetime
) -> Answer:
    status, number = status_of(referral, live), f"TC-{referral.number}"
    is_told = status != "not_told" and referral.closure != "confidential"
    parts = (
        [*told(actor, referral, live, visits, now=now), *came_back(live, back, now=now)]
        if is_told
        else untold(referral)
    )
    return Answer(
        url=reverse("referral", args=[referral.pk]),
        number=number,
        got_there=got_there(referral, status),
        status=shown_status(referral, status),
        word="" if is_told else HIDDEN,
        says=" ".join(parts),
        line=" ".join([f"{now_in_words(now)}, {number}, {referral.need}:", *parts]),
    )


def untold(referral: Any) -> list[str]:
    """That it is open or closed, and who holds it on our own side; no name of a service, no turn, no time."""
    stands = "Open" if REFERRAL.is_open(referral.status) else "Closed"
    holder = holder_of(referral)
    return [f"{stands}. {HIDDEN}.", *[f"Our point person: {holder}."] * bool(holder)]


def told(actor: Actor, referral: Any, live: Any, visits: dict[UUID, Any], *, now: datetime) -> list[str]:
    status = status_of(referral, live)
    said = [came(referral, live) if came_only(status, live) else title(status, referral, live, now=now)]
    if not REFERRAL.is_open(referral.status):
        return [*said, *[f"Ended {moments.exact(referral.closed_at, now=now)}."] * bool(referral.closed_at)]
    holder = holder_of(live) if live is not None else holder_of(referral)
    turn = turn_of(referral, status, live, actor)
    said += [f"Held by {holder}."] * bool(holder)
    if turn is not None:
        does = f" ({turn.does})" if turn.does and not came_only(status, live) else ""
        said.append(f"Turn: {turn.name}{does}.")
    return [*said, *next_date(referral, visits.get(live.pk) if live is not None else None, now=now)]


def came_only(status: str, live: Any) -> bool:
    """The client lets us know that they came, and nothing of how it goes."""
    return status in THERE and live is not None and live.feedback == "attendance"


def came(referral: Any, live: Any) -> str:
    return f"{referral.client.goes_by or referral.client.name} came to {live.service_name}."


def came_back(live: Any, back: list[Any], *, now: datetime) -> list[str]:
    """What the service sent back, by its kind: the name of a file may say more."""
    if live is None or live.feedback != "progress":
        return []
    of_it = [paper for paper in back if paper.back_on == live.pk]
    return [f"{papers.kind_in_words(paper.kind)} came back {moments.exact(paper.at, now=now)}." for paper in of_it]


def next_date(referral: Any, visit: Any, *, now: datetime) -> list[str]:
    if visit is not None:
        return [f"Visit {moments.exact(visit.starts_at, now=now)}."]
    if referral.due_at is None:
        return []
    late = " (late)" if referral.due_at <= now else ""
    return [f"Due {moments.exact(referral.due_at, now=now)}{late}."]


CLOSED_AS = {
    "connected": "Yes", "unknown": "Not known", "taken_up": "They agreed to help", "no_need": "They need nothing",
    "no_treatment": "Yes: no treatment needed", "got_it": "Yes",
}  # fmt: skip


def got_there(referral: Any, status: str) -> str:
    if queries.is_a_question(referral.kind):
        return "A question, answered" if referral.closure == "answered" else "A question"
    if status == "not_told" or referral.closure == "confidential":
        return "May not be told"
    if referral.closure:
        return CLOSED_AS.get(referral.closure, "No")
    return "Yes" if status in THERE else "Not yet"


def shown_status(referral: Any, status: str) -> str:
    return "sent" if status == "not_told" else status


def now_in_words(now: datetime) -> str:
    return f"{timezone.localtime(now):%Y-%m-%d %H:%M}"


# --- the page


def row_of(one: Asked, seen: Seen, answers: dict[UUID, list[Answer]], *, now: datetime) -> Row:
    if seen.client is None:
        return Row(one.line, None, seen.note, [person_of(client, now=now) for client in seen.perhaps])
    found = answers.get(seen.client.pk, [])
    note = " ".join(part for part in (seen.note, "" if found else "Nothing was promised to them here.") if part)
    return Row(one.line, person_of(seen.client, now=now), note, [], found)


def person_of(client: Any, *, now: datetime) -> Person:
    born = f"born {client.born_on.day} {client.born_on:%B %Y}" if client.born_on else "birth date not known"
    return Person(client.pk, client.name, born, reverse("client", args=[client.pk]))


def sentence(rows: list[Row]) -> str:
    there = sum(any(answer.got_there == "Yes" for answer in row.answers) for row in rows)
    known = sum(bool(row.answers) for row in rows)
    if not rows:
        return "Nobody was asked about."
    return f"{there} of {known} got there, as far as it may be told." if known else "No referral was found."
