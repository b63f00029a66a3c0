"""Calls that fit nobody's hours: the person can be called safely only when whoever holds them does not work."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.referrals import queries


@dataclass(frozen=True)
class WithoutHands:
    name: str
    url: str
    urgency: str
    safe: str
    holder: str
    works: str
    due: datetime | None


@dataclass(frozen=True)
class Hands:
    rows: list[WithoutHands]
    people: dict[UUID, UUID]


def without_hands(actor: Actor) -> Hands:
    """For the lead of a desk: three queries, none for anybody else."""
    if not accounts.leads_a_desk(actor):
        return Hands([], {})
    colleagues = {one.pk: one for one in accounts.led_by(actor) if one.works_from and one.works_until}
    held = [one for one in queries.held_open_by(actor, colleagues) if queries.needs_contact(one)] if colleagues else []
    routes = clients.routes_of({one.client.kept.pk for one in held}) if held else {}
    found = [
        (one, misfit(one, colleagues[one.holder_id], routes.get(one.client.kept.pk, [])))
        for one in held
        if one.holder_id
    ]
    rows = [row for _, row in found if row is not None]
    return Hands(rows, {one.pk: one.client_id for one, row in found if row is not None})


def misfit(referral: Any, holder: Any, routes: list[Any]) -> WithoutHands | None:
    """None where some safe hour is an hour of theirs, or where no safe phone is known at all (their own list says that)."""
    client = referral.client.kept
    phones = [hours_here(client, one) for one in routes if one.is_safe and one.kind == clients.RouteKind.PHONE]
    if not phones or not clients.may_be_contacted(referral.client):
        return None
    if any(meet(hours, (holder.works_from, holder.works_until)) for hours in phones):
        return None
    return WithoutHands(
        name=referral.client.kept.name,
        url=reverse("referral", args=[referral.pk]),
        urgency=referral.urgency,
        safe=", ".join(in_words(hours) for hours in phones),
        holder=holder.person.name,
        works=in_words((holder.works_from, holder.works_until)),
        due=referral.due_at,
    )


def hours_here(client: Any, route: Any) -> tuple[time, time]:
    """Their safe hours as our clocks show them today; until midnight where they go on beyond it."""
    begins, ends = clients.safe_hours(route)
    theirs = clients.on_their_wall(client, timezone.now(), here=timezone.get_current_timezone_name())
    there = [datetime.combine(theirs.date(), at, tzinfo=theirs.tzinfo) for at in (begins, ends)]
    first, last = (timezone.localtime(at).time() for at in there)
    return first, last if first < last else time.max


def meet(one: tuple[time, time], other: tuple[time, time]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def in_words(hours: tuple[time, time]) -> str:
    return f"{hours[0]:%H:%M} to {hours[1]:%H:%M}"
