"""After the first ask nothing more is sent to a place that is not chased: it is called, and the people are asked."""

from typing import Any
from uuid import UUID

from throughcare.documents import queries as documents
from throughcare.doors import queries as doors
from throughcare.foundation.actor import Actor
from throughcare.network import queries as network

ASKS = {"handoff", "inquiry", "service"}  # what came of an ask goes to our own chart, not to them


def may_be_sent(actor: Actor, ask: Any, *, key: UUID | None = None) -> bool:
    """`key`: the id that a form was given: the same form sent twice is one link, or one copy."""
    if ask.kind not in ASKS or not network.managed_externally(actor.org_id, [ask.service.pk]):
        return True
    if ask.kind == "service":
        return False
    left = {one.pk for one in [*doors.links_of(actor, ask.pk), *documents.copies_of(actor, ask.kind, ask.pk)]}
    return not left or key in left
