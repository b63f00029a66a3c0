"""A message is judged and marked before it goes, and marked again after; what became of it is heard later."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.events import announce
from throughcare.foundation.tokens import token_of
from throughcare.foundation.transactions import action
from throughcare.messaging import queries, rules, templates
from throughcare.messaging.events import LetterCameBack, NotReached
from throughcare.messaging.models import Message, OptIn, State

from .wanted import opt_out

ONE_AT_A_TIME = "one_text_on_its_way_to_a_number"


@action
def claim(message_id: UUID, *, actor: Actor, at: datetime) -> tuple[Message, str] | None:
    """Mark it as on its way, and answer it with its words; None where it may not go now, or somebody else has it.

    The client is held still first, as whoever marks them deceased does: nobody can between this judgment and the mark.
    """
    known = queries.message(message_id)
    client = clients.held_still(actor, known.client_id) if known and known.client_id else None
    rows = Message.objects.filter(org_id=actor.org_id, pk=message_id, next_at__lte=at)
    message = rows.select_for_update(skip_locked=True).first()
    if message is None:
        return None
    verdict = (
        rules.Verdict(moot=message.why) if message.why else rules.judge(message, standing(message, client, actor, at))
    )
    if verdict.moot:
        change(message, state=State.MOOT, why=verdict.moot, next_at=None)
        return None
    if verdict.later:
        change(message, next_at=verdict.later)
        return None
    if message.tries >= rules.MOST_TRIES:
        fail(message, why="Nobody answered at the gateway, many times.", at=at)
        return None
    if is_on_its_way(message, at):
        return message, words_of(message)
    change(message, next_at=at + rules.AFTER_ANOTHER)
    return None


def is_on_its_way(message: Message, at: datetime) -> bool:
    """Marked so, unless another text is to the same number: only one may be what the gateway has and nobody noted."""
    tries = message.tries + 1
    fields = {"state": State.SENDING, "tries": tries, "next_at": rules.next_try(tries, at)}
    try:
        with transaction.atomic():
            change(message, first_tried_at=message.first_tried_at or at, **fields)
    except IntegrityError as refused:
        if ONE_AT_A_TIME not in str(refused):
            raise
        return False
    return True


def words_of(message: Message) -> str:
    """A link is worked out now, from its id: what opens it never stands in the outbox."""
    fills = dict(message.fills)
    if "link" in templates.needs(message.template):
        fills["link"] = settings.PUBLIC_ADDRESS + settings.DOOR.format(token=token_of(message.subject_id))
    return templates.words(message.template, message.language, fills, medium=message.medium)


def standing(message: Message, client: Any, actor: Actor, at: datetime) -> rules.Standing:
    local = clients.on_their_wall(client, at, here=accounts.organization(actor.org_id).time_zone)
    is_stopped = queries.is_stopped(message.address)
    if message.client_id is None:
        return rules.Standing(local=local, is_stopped=is_stopped)
    return rules.Standing(
        local=local,
        is_stopped=is_stopped,
        situation=client.situation if client else "",
        may_be_contacted=client is not None and clients.may_be_contacted(client),
        route=clients.route(message.client_id, message.route_id) if message.route_id else None,
        opted_in=OptIn.objects.filter(org_id=actor.org_id, route_id=message.route_id, ended_at=None).exists(),
    )


def change(message: Message, **fields: Any) -> None:
    for field, value in fields.items():
        setattr(message, field, value)
    message.save(update_fields=list(fields))


@action
def put_off(message_id: UUID, *, actor: Actor, until: datetime) -> None:
    """No gateway of its kind is set up here; it is looked at again later, until its time has passed."""
    Message.objects.filter(org_id=actor.org_id, pk=message_id, next_at__isnull=False).update(next_at=until)


@action
def mark_sent(message_id: UUID, *, gateway_id: str, actor: Actor, at: datetime) -> None:
    Message.objects.filter(org_id=actor.org_id, pk=message_id, state=State.SENDING).update(
        state=State.SENT, gateway_id=gateway_id, sent_at=at, next_at=None, why=""
    )


@action
def mark_refused(message_id: UUID, *, why: str, actor: Actor, at: datetime) -> None:
    """It will never get there: the route takes no messages any more, and the client's page says so."""
    message = Message.objects.filter(org_id=actor.org_id, pk=message_id).select_for_update().get()
    if message.state == State.FAILED:
        return
    if message.client_id and message.route_id:
        opt_out(message.client_id, message.route_id, why="Messages do not get there.", actor=actor, at=at)
    fail(message, why=why, at=at)


def fail(message: Message, *, why: str, at: datetime) -> None:
    """Somebody finds another way."""
    change(message, state=State.FAILED, why=why, next_at=None)
    if message.client_id:
        announce(NotReached(client_id=message.client_id, org_id=message.org_id, message_id=message.pk, at=at))
    elif "link" in templates.needs(message.template):
        announce(LetterCameBack(link_id=message.subject_id, org_id=message.org_id, at=at))


@action
def take_receipt(message_id: UUID, *, status: str, code: str, actor: Actor, at: datetime) -> None:
    """What the gateway says became of it. A receipt that comes twice says nothing new."""
    if status == "delivered":
        Message.objects.filter(org_id=actor.org_id, pk=message_id, delivered_at=None).update(delivered_at=at)
    else:
        mark_refused(message_id, why=f"Not delivered: number {code or 'unknown'}."[:200], actor=actor, at=at)
