"""Who wants a digest in the morning, and that today's was seen to."""

from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from throughcare.accounts.models import Membership
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.transactions import action


@action
def want_digest(hour: time | None, *, actor: Actor, at: datetime) -> None:
    """One's own; None is no more of them."""
    Membership.objects.filter(pk=actor.membership_id, org_id=actor.org_id).update(digest_at=hour)
    audit.wrote("membership", actor.membership_id, at=at)


@action
def see_to_digest(membership_id: UUID, *, day: date) -> bool:
    """Whether it is still to be written on this day: of several workers one is told so, once."""
    not_yet = Membership.objects.filter(Q(digest_on=None) | Q(digest_on__lt=day), pk=membership_id)
    return bool(not_yet.update(digest_on=day))
