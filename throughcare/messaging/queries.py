"""What others may ask about messages: of their own organization only."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor

from . import rules, templates
from .models import Medium, Message, OptIn, State
from .ports import sms

__all__ = ["State"]

MOST = 50
day_and_time = templates.day_and_time
what_it_tells = templates.what_it_tells
reply = sms.reply
signature = sms.signature


def is_on(medium: str) -> bool:
    """Whether this installation has a gateway for it."""
    return bool(settings.SMS_URL if medium == "text" else settings.SMTP_HOST)


def mails_links() -> bool:
    """Whether links can leave by e-mail: there is a server for it, and an address of ours for what they hold."""
    return is_on("email") and bool(settings.PUBLIC_ADDRESS)


def letters_with(actor: Actor, link_ids: Iterable[UUID]) -> dict[UUID, Message]:
    """The letter that carries each of these links, where one does."""
    rows = Message.objects.filter(org_id=actor.org_id, subject_id__in=list(link_ids), client_id=None)
    return {row.subject_id: row for row in rows.order_by("written_at")}


def days_before() -> list[int]:
    return list(templates.template("reminder")["days_before"])


def while_waiting(*, since: datetime, until: datetime) -> list[datetime]:
    """When somebody who waits hears that they are not forgotten, `until` the next contact by a person is due."""
    rule = templates.template("still_looking")
    times = [since + part * (until - since) for part in rule["at_parts"]]
    return [one for one in times if one - since >= timedelta(days=rule["least_days"])]


def for_clients() -> list[str]:
    """What staff may send by hand: templates that need no more than our number."""
    return [name for name in templates.names() if templates.needs(name) == {"phone"} and name != "thank_you"]


def name_of(template: str) -> str:
    return templates.template(template)["name"]


def can_be_written_to(route: Any) -> bool:
    return route.is_safe and route.kind in Medium.values and bool(rules.address_of(route.kind, route.value))


def shown(name: str, language: str, phone: str) -> str:
    return templates.words(name, language, {"phone": phone}, medium="email")


def messages_of(actor: Actor, client_id: UUID) -> list[Message]:
    """The last ones of this person, on whichever of their records, the newest first."""
    rows = Message.objects.filter(client_id__in=clients.same_person(client_id), org_id=actor.org_id)
    return list(rows.order_by("-written_at", "-id")[:MOST])


def opt_ins(actor: Actor, client_id: UUID) -> dict[UUID, OptIn]:
    rows = OptIn.objects.filter(client_id__in=clients.same_person(client_id), org_id=actor.org_id, ended_at=None)
    return {row.route_id: row for row in rows}


def due(at: datetime, at_most: int) -> list[tuple[UUID, UUID]]:
    """Ids and organizations of what the worker should look at now."""
    with connection.cursor() as cursor:
        cursor.execute("select id, org_id from law.due_messages(%s, %s)", [at, at_most])
        return cursor.fetchall()


def known_at_gateway(gateway_id: str) -> tuple[UUID, UUID] | None:
    with connection.cursor() as cursor:
        cursor.execute("select id, org_id from law.message_at_gateway(%s)", [gateway_id])
        return cursor.fetchone()


def is_stopped(address: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select law.is_stopped(%s)", [address])
        return bool(cursor.fetchone()[0])


def last_told(address: str) -> tuple[UUID, UUID] | None:
    """The organization that last wrote to this number, and the client it wrote to."""
    with connection.cursor() as cursor:
        cursor.execute("select org_id, client_id from law.last_told(%s)", [address])
        return cursor.fetchone()


def first_answer_of_day(address: str, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select law.first_answer_of_day(%s, %s)", [address, at.date()])
        return bool(cursor.fetchone()[0])


def is_from_gateway(url: str, said: Mapping[str, str], signature: str) -> bool:
    return sms.is_signed(url, said, signature)


def meant(words: str) -> tuple[str, str]:
    """What they want (stop, start, help or something else), and in which language."""
    return rules.meant(words), rules.language_of(words)


def message(message_id: UUID) -> Any:
    return Message.objects.filter(pk=message_id).first()
