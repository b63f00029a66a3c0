"""The sender: what is due is judged and marked, sent, and marked again, each message for itself."""

from datetime import datetime, timedelta
from types import ModuleType
from uuid import UUID

from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import acting, system

from . import actions, queries
from .models import Message, State
from .ports import mail, sms
from .ports.refused import Refused

AT_ONCE = 50
DIGESTS_AT_ONCE = 500  # each is two short questions
WITHOUT_GATEWAY = timedelta(minutes=15)
PORTS: dict[str, ModuleType] = {"text": sms, "email": mail}


def send_due(now: datetime | None = None) -> int:
    """One round. `now` is the wall's time unless one is given. Returns how many messages were looked at."""
    at = now or timezone.now()
    return send_each(queries.due(at, AT_ONCE), at)


def send_each(found: list[tuple[UUID, UUID]], at: datetime) -> int:
    for message_id, org_id in found:
        send_one(message_id, org_id, at)
    return len(found)


def write_digests(now: datetime | None = None) -> int:
    """One round: for each whose hour has come. Whoever is looked at is not looked at again on that day."""
    at = now or timezone.now()
    if not queries.mails_links():
        return 0
    found = accounts.wait_for_digest(at, DIGESTS_AT_ONCE)
    for member in found:
        with acting(system(member.org_id)) as program:
            actions.write_digest(member, actor=program, at=at)
    return len(found)


def send_one(message_id: UUID, org_id: UUID, at: datetime) -> None:
    """A worker killed between the two marks leaves *sending*: the next one asks the gateway first whether it went."""
    with acting(system(org_id)) as program:
        before = queries.message(message_id)
        if before is None:
            return None
        if not queries.is_on(before.medium) and at <= before.not_after:
            return actions.put_off(message_id, actor=program, until=at + WITHOUT_GATEWAY)
    port = PORTS[before.medium]
    try:
        if before.state == State.SENDING and (gateway_id := gone_already(before, port)):
            return note(before, gateway_id, at)
    except OSError:
        return None  # nobody knows whether it went: it is not sent before somebody does
    with acting(system(org_id)) as program:
        claimed = actions.claim(message_id, actor=program, at=at)
    if claimed is None:
        return None
    message, words = claimed
    try:
        gateway_id = port.send(message, words)
    except Refused as refused:
        with acting(system(org_id)) as program:
            return actions.mark_refused(message_id, why=str(refused), actor=program, at=at)
    except OSError:
        return None  # nobody answered: it is tried again at its next time
    return note(message, gateway_id, at)


def gone_already(message: Message, port: ModuleType) -> str:
    """What the gateway calls it, where a killed worker had sent it and nobody noted it; else ""."""
    found = port.sent_before(message, actions.words_of(message))
    return next((gateway_id for gateway_id in found if queries.known_at_gateway(gateway_id) is None), "")


def note(message: Message, gateway_id: str, at: datetime) -> None:
    with acting(system(message.org_id)) as program:
        actions.mark_sent(message.pk, gateway_id=gateway_id, actor=program, at=at)
