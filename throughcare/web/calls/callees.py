"""Who is called about an ask: the number, the hours, the language, and what may be said to whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.web.network import pages as listings
from throughcare.web.referrals.people import person_of

from .pages import hours_of, language_of, what_to_say

INTERPRETER = "Call with a qualified interpreter, never a relative."


@dataclass(frozen=True)
class Number:
    words: str
    dial: str  # for a link, "" where it is no number
    about: str


@dataclass(frozen=True, kw_only=True)
class Callee:
    id: UUID  # of the service, the client, or what was told of them
    name: str
    numbers: Sequence[Number]
    code: str = "en"  # of the language they speak
    language: str = ""
    say: Sequence[str] = ()
    never: Sequence[str] = ()
    may_leave_message: bool = True


def of_service(service: Any) -> Callee:
    """At the numbers that are on file, and no other."""
    found = [Number(one.words, one.dial, one.about) for one in listings.phones(service) if one.about != "fax"]
    return Callee(id=service.pk, name=service.name, numbers=found)


def of_client(actor: Actor, handoff: Any) -> Callee | None:
    """From our own record where the promise is ours, else from the package. None where nobody calls them any more."""
    if handoff.org_id != actor.org_id:
        package = queries.package_of(handoff)
        return as_told(package) if package else None
    referral = queries.referral(actor, handoff.referral_id)
    return as_we_know(actor, referral.client.kept) if referral else None


def as_we_know(actor: Actor, client: Any) -> Callee | None:
    if not clients.may_be_contacted(client):
        return None
    routes, today = clients.routes_of({client.pk}).get(client.pk, []), timezone.localdate()
    safe = [route for route in routes if route.is_safe and route.kind == clients.RouteKind.PHONE]
    known = clients.decision_makers_of({client.pk}).get(client.pk, [])
    makers = [one for one in known if clients.decides(one, client.born_on, on=today)]
    rules = [what_to_say(actor, client, route, makers) for route in safe]
    return Callee(
        id=client.pk,
        name=client.goes_by or client.name,
        numbers=[number(one.value, f"safe {hours_of(client, one)}", one.note) for one in safe],
        code=client.language,
        language=language_of(client),
        say=once(line for say, _ in rules for line in say),
        never=once(line for _, never in rules for line in never),
        may_leave_message=bool(safe) and all(one.may_leave_message for one in safe),
    )


def as_told(package: Any) -> Callee:
    person = person_of(package, today=timezone.localdate())
    told = [route for route in package.person.get("routes", []) if route["kind"] == clients.RouteKind.PHONE.label]
    may_leave = bool(told) and all(route.get("may_leave_message") for route in told)
    return Callee(
        id=package.handoff_id,
        name=person.called,
        numbers=[
            number(one.value, one.hours, one.rules)
            for one in person.routes
            if one.kind == clients.RouteKind.PHONE.label
        ],
        code=package.person.get("language", ""),
        language=f"{person.language}. {INTERPRETER}" if person.interpreter else person.language,
        never=["Nothing about health or care to anybody else who answers."],
        may_leave_message=may_leave,
    )


def number(value: str, *about: str) -> Number:
    return Number(value, network.dialled({"number": value}), "; ".join(words for words in about if words))


def once(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))
