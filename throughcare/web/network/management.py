"""Whether a place is chased: what its page says, and what may be done about it."""

from typing import Any

from throughcare.foundation.actor import Actor
from throughcare.network import actions, queries

from .forms import ManagedForm


def management_of(actor: Actor, service: Any, form: ManagedForm | None = None) -> dict[str, Any] | None:
    """How it stands for our organization; None where there is nothing to say, and nothing to do."""
    if not actor.org_id or service.run_by_id:
        return None
    mark = queries.managed_externally(actor.org_id, [service.pk]).get(service.pk)
    may_change = actions.may_manage(actor, service)
    if mark is None and not may_change:
        return None
    return {"mark": mark, "may_change": may_change, "form": form or ManagedForm()}
