"""What is to be said: to a client on a way that they want, to an office with a link. The same cause twice is one message."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.messaging import queries, rules, templates
from throughcare.messaging.models import Message


@action
def write_to_client(
    client_id: UUID, template: str, *, subject_id: UUID, cause: str, not_before: datetime, not_after: datetime, actor: Actor,
    at: datetime, fills: dict[str, str] | None = None, day: datetime | None = None,
) -> Message | None:  # fmt: skip
    """On the first route they opted in to; None where there is none. `day`: the time that the words tell."""
    client = clients.client(actor, client_id)
    wanted = queries.opt_ins(actor, client_id)
    route = next((one for one in clients.routes(client_id) if one.is_safe and one.pk in wanted), None)
    if client is None or route is None:
        return None
    org = accounts.organization(actor.org_id)
    filled = {"phone": org.phone} | (fills or {})
    if day:
        filled |= templates.day_and_time(day.astimezone(ZoneInfo(org.time_zone)), client.language)
    if wrong := templates.unfit(template, filled):
        raise NotAllowed(f"This message cannot be filled in. {wrong}")
    return once(
        client_id=client_id, route_id=route.pk, medium=route.kind, address=rules.address_of(route.kind, route.value),
        template=template, language=client.language, fills={key: filled[key] for key in templates.needs(template)},
        subject_id=subject_id, cause=cause, not_before=not_before, not_after=not_after, actor=actor, at=at,
    )  # fmt: skip


@action
def mail_link(
    link_id: UUID, address: str, *, cause: str, not_after: datetime, actor: Actor, at: datetime
) -> Message | None:
    """To an office, naming nobody. What the link opens is kept nowhere; None where no letter can carry it."""
    to, phone = (
        rules.address_of("email", address),
        accounts.organization(actor.org_id).phone or settings.PHONE_FOR_ANYBODY,
    )
    if not (to and phone and queries.mails_links()):
        return None
    return once(
        medium="email", address=to, template="answer_needed", language="en", fills={"phone": phone}, subject_id=link_id,
        cause=cause, not_before=at, not_after=not_after, actor=actor, at=at,
    )  # fmt: skip


def once(
    *, subject_id: UUID, cause: str, template: str, address: str, actor: Actor, at: datetime, **more: Any
) -> Message:
    """The same cause, template and address twice is one message."""
    message, is_new = Message.objects.get_or_create(
        org_id=actor.org_id, subject_id=subject_id, cause=cause, template=template, address=address,
        defaults={
            **more, "next_at": more["not_before"], "written_at": at, "by_id": actor.membership_id, "by_name": actor.name,
        },
    )  # fmt: skip
    if is_new:
        audit.wrote("message", message.pk, client_id=message.client_id, at=at)
    return message
