"""What others may ask about help requests, always for an actor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.foundation.actor import Actor
from throughcare.foundation.loops import Loops, count

from . import rules
from .lifecycle import WAITS
from .models import About, HelpRequest, HelpStep, PickUp

__all__ = ["About", "HelpRequest", "HelpStep", "PickUp", "names_danger"]

UNDETERMINED = "und"  # BCP 47: another language than those of the page, named in *careful*
names_danger = rules.names_danger

KIND = "help_request"  # of its lines on work lists, clocks and notices, in the audit, and the name of its address


def request(actor: Actor, request_id: UUID) -> HelpRequest | None:
    rows = HelpRequest.objects.filter(org_id=actor.org_id, pk=request_id)
    return rows.select_related("org", "network", "holder__person", "holder_desk").first()


PAGE = 50


def requests(actor: Actor, *, after: HelpRequest | None = None) -> list[HelpRequest]:
    """Everybody who asked, the last first. One too many says that there is a next page."""
    rows = HelpRequest.objects.filter(org_id=actor.org_id).order_by("-came_at", "-id")
    if after:
        rows = rows.extra(where=["(came_at, id) < (%s, %s)"], params=[after.came_at, after.pk])
    return list(rows[: PAGE + 1])


def open_request(request_id: UUID) -> HelpRequest | None:
    return HelpRequest.objects.filter(pk=request_id, status__in=[str(status) for status in WAITS]).first()


def to_forget(*, at: datetime) -> list[tuple[UUID, UUID]]:
    """Organizations and ids of what was set aside long enough ago, the first first; at most a thousand."""
    with connection.cursor() as cursor:
        cursor.execute("select org_id, id from law.help_requests_to_forget(%s)", [at - set_aside_for()])
        return cursor.fetchall()


def set_aside_for() -> timedelta:
    """How long it is known who somebody was that was set aside."""
    return timedelta(days=rules.data("keeping")["set_aside_days"])


def history(request: HelpRequest) -> list[HelpStep]:
    return list(request.steps.order_by("at", "id"))


def in_words(request: HelpRequest) -> str:
    """What it is about, on a list."""
    if request.about == About.SOMEONE:
        return "Is worried about someone"
    return "Asks for help today" if request.wants_today else "Asks for help"


def as_told(request: HelpRequest) -> dict[str, str]:
    """What a referral that begins from it says: facts of a draft. Nothing goes back to whoever worries about somebody."""
    if request.about == About.ME:
        return {"kind": "service", "reason": request.words, "hears_back": "client"}
    told = f"{request.called} worries about them and asked for help ({request.phone or request.other_way})."
    return {"kind": "concern", "reason": f"{told} {request.words}".strip(), "hears_back": "nobody"}


def record_of(request: HelpRequest) -> dict[str, Any]:
    """Facts of a new record. Whoever speaks a language that is not on the page needs an interpreter."""
    is_other = request.language == UNDETERMINED
    return {"language": "en" if is_other else request.language, "needs_interpreter": is_other}


def how_to_reach(request: HelpRequest) -> dict[str, Any]:
    """The way back as a contact route: as safe as they said it is."""
    return {
        "kind": "phone",
        "value": request.phone,
        "safe_from": request.safe_from,
        "safe_until": request.safe_until,
        "may_leave_message": request.may_leave_message,
        "may_say_who_calls": request.pick_up == PickUp.ANYTHING,
        "note": request.careful[:200],
    }


def beside(request: HelpRequest) -> list[HelpRequest]:
    """The others of the same crowd that nobody took up: from the same connection, around the same hour."""
    around = timedelta(minutes=rules.data("crowds")["in_minutes"])
    rows = HelpRequest.objects.filter(org_id=request.org_id, came_from=request.came_from, status="knocked")
    rows = rows.filter(in_a_crowd=True, came_at__range=(request.came_at - around, request.came_at + around))
    return list(rows.exclude(pk=request.pk).order_by("id")[: rules.data("crowds")["at_most"]])


@dataclass(frozen=True)
class Crowd:
    """How many came lately from one connection, and to the network. Bounded: nobody counts beyond the limit."""

    from_one_place: int
    in_network: int

    @property
    def is_too_many(self) -> bool:
        return self.from_one_place >= rules.data("crowds")["at_most"]

    @property
    def is_crowd(self) -> bool:
        limits = rules.data("crowds")
        return self.from_one_place >= limits["alone"] or self.in_network >= limits["alone_in_network"]


def crowd(actor: Actor, came_from: str, *, at: datetime) -> Crowd:
    limits = rules.data("crowds")
    lately = HelpRequest.objects.filter(org_id=actor.org_id, came_at__gt=at - timedelta(minutes=limits["in_minutes"]))
    from_here = lately.filter(came_from=came_from)[: limits["at_most"]].count()
    return Crowd(from_here, lately[: limits["alone_in_network"]].count())


def loops(*, at: datetime) -> dict[str, Loops]:
    waits = [str(status) for status in WAITS]
    asked = count(table="intake_helprequest", open_statuses=waits, listed_as="r.id", holder_org="r.org_id", at=at)
    return {"help_requests": asked}
