"""The sender of faxes: each is marked, sent, and marked again. Never twice: where nobody knows, a person is asked."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from throughcare.foundation.actor import acting, system

from . import actions, queries, rules
from .models import Fax, Outcome
from .ports import fax

AT_ONCE = 10


def send_due_faxes(now: datetime | None = None) -> int:
    """One round. `now` is the wall's time unless one is given. Returns how many were looked at."""
    if not fax.is_on():
        return 0
    at = now or timezone.now()
    found = queries.due_faxes(at, AT_ONCE)
    for fax_id, org_id in found:
        send_one(fax_id, org_id, at)
    return len(found)


def send_one(fax_id: UUID, org_id: UUID, at: datetime) -> None:
    with acting(system(org_id)) as program:
        claimed = actions.claim_fax(fax_id, actor=program, at=at)
    if claimed is None:
        return
    became = sent(claimed)
    with acting(system(org_id)) as program:
        if became is None:
            actions.try_fax_again(fax_id, actor=program, at=at)
        else:
            actions.finish_fax(fax_id, outcome=became[0], note=became[1], actor=program, at=at)


def sent(claimed: Fax) -> tuple[Outcome, str] | None:
    """What became of it, and why; None where surely nothing went."""
    try:
        fax.send(claimed)
    except fax.Refused as refused:
        return Outcome.FAILED, str(refused)
    except fax.Unclear:
        return Outcome.FAILED, rules.NOBODY_KNOWS
    except OSError:
        return None
    return Outcome.SENT, ""
