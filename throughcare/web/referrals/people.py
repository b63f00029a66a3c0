"""The client as the package tells them, and the ways in which it is safe to reach them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from throughcare.network import queries as network
from throughcare.web import words as moments


@dataclass(frozen=True)
class Person:
    """The client, as the package tells it."""

    name: str
    called: str
    pronouns: str
    born: str
    language: str
    interpreter: str
    access: str
    payer: str
    need: str
    reason: str
    question: str
    routes: list["SafeRoute"]


@dataclass(frozen=True)
class SafeRoute:
    kind: str
    value: str
    hours: str
    rules: str


def person_of(package: Any, *, today: date) -> Person:
    told = package.person
    return Person(
        name=package.client_name,
        called=told.get("goes_by") or package.client_name,
        pronouns=told.get("pronouns", ""),
        born=born(told.get("born_on"), today=today),
        language=label("languages", told.get("language", "")),
        interpreter="needs an interpreter" if told.get("needs_interpreter") else "",
        access=told.get("access_needs", ""),
        payer=label("payers", told.get("payer", "")),
        need=told.get("need", ""),
        reason=told.get("reason", ""),
        question=told.get("question", ""),
        routes=[route_of(route) for route in told.get("routes", [])],
    )


def label(list_name: str, code: str) -> str:
    return network.labels(list_name).get(code, code)


def born(on: str | None, *, today: date) -> str:
    if not on:
        return "not known"
    day = date.fromisoformat(on)
    age = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return f"{moments.day(day, today=today)}, {age} years old"


def route_of(route: dict[str, Any]) -> SafeRoute:
    since, until = route.get("from"), route.get("until")
    hours = {(True, True): f"{since} to {until}", (True, False): f"after {since}", (False, True): f"before {until}"}
    rules = [
        "a message is fine" if route.get("may_leave_message") else "leave no message",
        "you may say who calls" if route.get("may_say_who_calls") else "do not say who calls",
        route.get("note", ""),
    ]
    said = hours.get((bool(since), bool(until)), "at any hour")
    return SafeRoute(route["kind"], route["value"], said, "; ".join(rule for rule in rules if rule))
