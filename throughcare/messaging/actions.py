"""Write what is to be said, send it when it may go, and end what nobody needs any more."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from throughcare.accounts import queries as accounts
from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor, acting, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.tokens import token_of
from throughcare.foundation.transactions import action

from . import queries, rules, templates
from .events import LetterCameBack, NotReached, WroteBack
from .models import Medium, Message, OptIn, State

ONE_AT_A_TIME = "one_text_on_its_way_to_a_number"

# --- who wants messages


@action
def opt_in(client_id: UUID, route_id: UUID, *, how: str, actor: Actor, at: datetime) -> OptIn:
    """They said that they want messages on this route. Said twice it is one."""
    route = clients.route(client_id, route_id)
    if route is None or route.kind not in Medium.values:
        raise NotAllowed("Choose a number for texts or an e-mail address.")
    if not route.is_safe:
        raise NotAllowed("This way is marked as not safe. Nothing is sent there.")
    if not rules.address_of(route.kind, route.value):
        raise NotAllowed("This number or address cannot be written to. Look at it again.")
    if not how.strip():
        raise NotAllowed("Say how they told you.")
    wanted, is_new = OptIn.objects.get_or_create(
        route_id=route_id, ended_at=None,
        defaults={
            "org_id": actor.org_id, "client_id": route.client_id, "how": how.strip(), "at": at,
            "by_id": actor.membership_id, "by_name": actor.name,
        },
    )  # fmt: skip
    if is_new:
        audit.wrote("opt_in", wanted.pk, client_id=client_id, at=at)
    return wanted


@action
def opt_out(client_id: UUID, route_id: UUID, *, why: str, actor: Actor, at: datetime) -> None:
    """No more messages on this route; what waits for it is moot at once."""
    OptIn.objects.filter(org_id=actor.org_id, route_id=route_id, ended_at=None).update(ended_at=at, ended_why=why)
    end(Message.objects.filter(org_id=actor.org_id, route_id=route_id), why=why)
    audit.wrote("opt_in", route_id, client_id=client_id, at=at)


# --- what is to be said


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


# --- what nobody needs any more


def end(messages: Any, *, why: str) -> int:
    """What waits is moot. What the gateway has already is beyond calling back; if it has not, nothing is sent again."""
    messages.filter(state=State.SENDING).update(why=why)
    return messages.filter(state=State.WAITING).update(state=State.MOOT, why=why, next_at=None)


@action
def end_about(subject_id: UUID, *, org_id: UUID, why: str) -> None:
    end(Message.objects.filter(org_id=org_id, subject_id=subject_id), why=why)


@action
def end_for_client(client_id: UUID, *, org_id: UUID, why: str) -> None:
    end(Message.objects.filter(org_id=org_id, client_id=client_id), why=why)


# --- sending


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
    local = at.astimezone(ZoneInfo(accounts.organization(actor.org_id).time_zone))
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


# --- what they write back


@action
def hear(address: str, words: str, *, text_id: str, at: datetime) -> str:
    """What a number wrote, and what is answered: the same to everybody, known here or not. "" where nothing is."""
    wanted, language = queries.meant(words)
    if wanted == "stop":
        ask_law("stop_address", address, at)
        return templates.answer("stopped", language)
    if wanted == "start":
        ask_law("start_address", address)
        return templates.answer("started", language)
    if wanted == "help":
        return templates.answer("help", language)
    bring_to_somebody(address, words, text_id=text_id, at=at)
    return templates.answer("not_watched", language) if queries.first_answer_of_day(address, at) else ""


def bring_to_somebody(address: str, words: str, *, text_id: str, at: datetime) -> None:
    """To whoever answers for the person whom this number was last written to about."""
    if known := queries.last_told(address):
        org_id, client_id = known
        key = uuid5(NAMESPACE_URL, f"text:{text_id}")
        with acting(system(org_id)):
            announce(WroteBack(client_id=client_id, org_id=org_id, key=key, words=words[:2000], at=at))


def ask_law(name: str, *values: Any) -> None:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"select law.{name}({marks})", list(values))
