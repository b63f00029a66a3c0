"""What others may ask about risk signals and whom to call. Scoped to the actor's organization."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.loops import Loops, count

from .lifecycle import HELD
from .models import Level, Method, RiskSignal, RiskSignalStep
from .rules import is_to_call_now, missing_in_answer, resources_in, shipped_resources

__all__ = ["Level", "Method", "RiskSignal", "RiskSignalStep", "is_to_call_now", "missing_in_answer"]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Somebody who answers day and night. `call` and `text` are numbers for links, "" where there is none."""

    id: str
    name: str
    says: str
    call: str
    text: str
    for_whom: str
    is_first: bool


def signals(actor: Actor) -> QuerySet[RiskSignal]:
    return RiskSignal.objects.filter(org_id=actor.org_id).order_by("-opened_at", "-pk")


def signal(actor: Actor, signal_id: UUID) -> RiskSignal | None:
    return with_people(signals(actor)).filter(pk=signal_id).first()


def with_people(rows: QuerySet[RiskSignal]) -> QuerySet[RiskSignal]:
    return rows.select_related("holder__person", "holder_desk", "asked__person", "asked_desk")


def open_signals(actor: Actor) -> QuerySet[RiskSignal]:
    """What is open, the one that is due first at the top."""
    return signals(actor).filter(status__in=[str(status) for status in HELD]).order_by("due_at", "pk")


def signals_of(actor: Actor, client_id: UUID) -> QuerySet[RiskSignal]:
    """Of this person, on whichever of their records."""
    return signals(actor).filter(client_id__in=clients.same_person(client_id))


def risk_was_ever_raised(actor: Actor, client_id: UUID) -> bool:
    """A signal that was entered in error raises nothing. Closing as unreached asks this."""
    return signals_of(actor, client_id).exclude(status="entered_in_error").exists()


def signal_of_source(actor: Actor, source_kind: str, source_id: UUID) -> RiskSignal | None:
    return with_people(signals(actor)).filter(source_kind=source_kind, source_id=source_id).first()


def history(signal: RiskSignal) -> QuerySet[RiskSignalStep]:
    return signal.steps.order_by("at", "id")


def resources(language: str = "en", *, local_line: str = "") -> list[Resource]:
    """Whom to call: the organization's local line, then those for anyone, then the particular ones."""
    found = [resource(entry, language) for entry in entries()]
    ordered = sorted(found, key=lambda one: not one.is_first)
    return [local(local_line), *ordered] if local_line else ordered


def first_resources(language: str = "en", *, local_line: str = "") -> list[Resource]:
    return [one for one in resources(language, local_line=local_line) if one.is_first]


def spoken_in(language: str) -> list[Resource]:
    """Those who speak this language, with the words in it; for pages that clients read."""
    spoken = [resource(entry, language) for entry in entries() if language in entry["languages"]]
    return sorted(spoken, key=lambda one: not one.is_first)


def entries() -> list[dict[str, Any]]:
    """An installation's own list (setting CRISIS_RESOURCES, a path) takes the place of ours."""
    own = getattr(settings, "CRISIS_RESOURCES", "")
    return resources_in(Path(own)) if own else shipped_resources()


def resource(entry: dict[str, Any], language: str) -> Resource:
    return Resource(
        id=entry["id"],
        name=entry["name"].get(language, entry["name"]["en"]),
        says=entry["says"].get(language, entry["says"]["en"]),
        call=entry.get("call", ""),
        text=entry.get("text", ""),
        for_whom=entry.get("for_in", {}).get(language, entry["for"]),
        is_first=entry.get("first", False),
    )


def local(number: str) -> Resource:
    return Resource(
        id="local",
        name="Our own line",
        says=f"Call {number}.",
        call="".join(c for c in number if c.isdigit() or c == "+"),
        text="",
        for_whom="anyone",
        is_first=True,
    )


def loops(*, at: datetime) -> dict[str, Loops]:
    """Open, orphaned and overdue risk signals of everybody. Asked as the keeper. Episodes come with the crisis desk."""
    held = [str(status) for status in HELD]
    signals = count(table="crisis_risksignal", open_statuses=held, listed_as="r.id", holder_org="r.org_id", at=at)
    return {"signals": signals, "episodes": Loops(0, 0, 0, {})}
