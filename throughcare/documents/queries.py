"""What others may ask about copies on paper, and how one is set. Always for an actor."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from throughcare.foundation import codes
from throughcare.foundation.actor import Actor

from .models import Copy, Fax, Outcome
from .ports import fax
from .rules import dialed
from .typesetting import pdf

in_groups = codes.in_groups
__all__ = [
    "Outcome",
    "copies_of",
    "copy",
    "copy_by_code",
    "can_be_faxed",
    "how_it_went",
    "in_groups",
    "last_back_to",
    "pdf",
]

MOST_COPIES = 20


def copies_of(actor: Actor, kind: str, subject_id: UUID) -> list[Copy]:
    """Newest first, each with what became of it. `kind`: an ask, or the reply to it."""
    rows = Copy.objects.filter(org_id=actor.org_id, subject_kind=kind, subject_id=subject_id).prefetch_related(
        "deliveries"
    )
    return list(rows.order_by("-made_at", "-id")[:MOST_COPIES])


def copy(actor: Actor, copy_id: UUID) -> Copy | None:
    return Copy.objects.filter(org_id=actor.org_id, pk=copy_id).first()


def copy_by_code(actor: Actor, typed: str) -> Copy | None:
    """However it was typed or read; nothing where a sign is wrong."""
    code = codes.tidied(typed)
    return Copy.objects.filter(org_id=actor.org_id, code=code).first() if code else None


def last_back_to(actor: Actor) -> str:
    """The fax number that was last put on a copy for the answer."""
    newest = Copy.objects.filter(org_id=actor.org_id).order_by("-id").first()
    return newest.back_to if newest else ""


def how_it_went(copy: Copy) -> str:
    """The last that is known of it, in a sentence."""
    facts = sorted(copy.deliveries.all(), key=lambda fact: (fact.happened_at, fact.at))
    return f"On paper: {Outcome(facts[-1].outcome).label.lower()}." if facts else "A copy is ready to go."


def can_be_faxed(copy: Copy) -> bool:
    """Where a gateway is set up, and its number can be dialed."""
    return fax.is_on() and bool(dialed(copy.number))


def on_their_way(actor: Actor, copy_ids: Collection[UUID]) -> set[UUID]:
    """Those of these copies that are to go by fax and have not gone yet."""
    rows = Fax.objects.filter(org_id=actor.org_id, copy_id__in=copy_ids, next_at__isnull=False)
    return set(rows.values_list("copy_id", flat=True))


def due_faxes(at: datetime, at_most: int) -> list[tuple[UUID, UUID]]:
    """Ids and organizations of what the worker should send now."""
    with connection.cursor() as cursor:
        cursor.execute("select id, org_id from law.due_faxes(%s, %s)", [at, at_most])
        return cursor.fetchall()


def org_of_fax(fax_id: UUID) -> UUID | None:
    """Whose it is; for the program, which nobody asks."""
    with connection.cursor() as cursor:
        cursor.execute("select law.org_of_fax(%s)", [fax_id])
        (org_id,) = cursor.fetchone()
        return org_id
