"""One e-mail in the morning to whoever holds something that is due: counts and addresses, nobody's name."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as staff
from throughcare.foundation.actor import Actor
from throughcare.foundation.transactions import action
from throughcare.foundation.work import queries as work
from throughcare.messaging import rules, templates
from throughcare.messaging.models import Message

from .writing import once


@action
def write_digest(member: Any, *, actor: Actor, at: datetime) -> Message | None:
    """Once on a day on which they work; nothing where nothing is due, or where the morning has passed already."""
    local = at.astimezone(ZoneInfo(member.org.time_zone))
    if not accounts.see_to_digest(member.pk, day=local.date()) or not is_wanted(member, local):
        return None
    reader = staff.as_actor(member)
    held = work.counts(reader, at=at, soon=rules.end_of_day(local))
    if not (held.soon or held.late):
        return None
    fills = {"due": str(held.soon), "late": str(held.late), "told": str(staff.notices_waiting(reader))} | addresses()
    return once(
        medium="email", address=rules.address_of("email", member.person.email), template="digest", language="en",
        fills=fills, subject_id=member.pk, cause=f"digest of {local:%Y-%m-%d}", not_before=at, not_after=at + lasts(),
        actor=actor, at=at,
    )  # fmt: skip


def is_wanted(member: Any, local: datetime) -> bool:
    is_away = member.away_until is not None and member.away_until > local.date()
    is_late = local > local.replace(hour=member.digest_at.hour, minute=member.digest_at.minute) + lasts()
    return not (is_away or is_late or staff.calendar_of(member.org).is_closed(local.date()))


def lasts() -> timedelta:
    """After so long it would surprise more than help."""
    return timedelta(hours=templates.template("digest")["latest_hours"])


def addresses() -> dict[str, str]:
    return {"list": settings.PUBLIC_ADDRESS + settings.LIST, "wanted": settings.PUBLIC_ADDRESS + settings.DIGEST}
