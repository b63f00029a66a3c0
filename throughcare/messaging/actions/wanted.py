"""Who wants messages on which way, and who does not any more."""

from datetime import datetime
from uuid import UUID

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.messaging import rules
from throughcare.messaging.models import Medium, Message, OptIn

from .ending import end


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
