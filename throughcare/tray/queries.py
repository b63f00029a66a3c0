"""What others may ask about papers that came in, always for an actor."""

from datetime import datetime
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.loops import Loops, count

from . import mails, scans
from .models import Arrival, ArrivalStatus, ArrivalStep, Way

__all__ = ["Arrival", "ArrivalStatus", "ArrivalStep", "Unreadable", "Way"]

KIND = "arrival"  # of its lines on work lists, clocks and notices, in the audit, and the name of its address
PAGE = 50
Unreadable = scans.Unreadable
scans_in_mail = mails.scans_in


def arrival(actor: Actor, arrival_id: UUID) -> Arrival | None:
    rows = Arrival.objects.filter(org_id=actor.org_id, pk=arrival_id)
    return rows.select_related("org", "holder__person", "holder_desk").first()


def open_arrival(arrival_id: UUID) -> Arrival | None:
    return Arrival.objects.filter(pk=arrival_id, status=ArrivalStatus.ON_TRAY).defer("content").first()


def on_tray(actor: Actor) -> list[Arrival]:
    """What waits, the oldest first; without the files."""
    rows = Arrival.objects.filter(org_id=actor.org_id, status=ArrivalStatus.ON_TRAY)
    return list(rows.defer("content").order_by("came_at", "id")[:PAGE])


def arrivals_of(actor: Actor, subject_id: UUID) -> list[Arrival]:
    """What came in about one ask, the last first; without the files."""
    rows = Arrival.objects.filter(org_id=actor.org_id, subject_id=subject_id)
    return list(rows.defer("content").order_by("-came_at", "-id")[:PAGE])


def history(arrival: Arrival) -> list[ArrivalStep]:
    return list(arrival.steps.order_by("at", "id"))


def page_as_png(arrival: Arrival, number: int) -> bytes:
    """One page as a picture, the first is 0. Raises Unreadable."""
    return scans.as_png(scans.page(bytes(arrival.content), number))


def most_bytes() -> int:
    return scans.policy()["most_bytes"]


def loops(*, at: datetime) -> dict[str, Loops]:
    return {
        "arrivals": count(
            table="tray_arrival", open_statuses=["on_tray"], listed_as="r.id", holder_org="r.org_id", at=at
        )
    }
