"""Several services asked by name at once, where whoever says yes first has the person: the others are thanked."""

from typing import Any

from throughcare.foundation.actor import on_behalf_of, system
from throughcare.referrals.lifecycle import PREPARED, SENT
from throughcare.referrals.models import Handoff

from .handoffs import ANOTHER_WAS_FIRST, take_handoff_step


def release_the_others(event: Any) -> None:
    """In the transaction of the yes. Its asks were all locked before it was judged (referrals.hold_asks_still)."""
    with on_behalf_of(event.org_id):
        asked = Handoff.objects.filter(referral_id=event.referral_id, status__in=[PREPARED, SENT])
        for pk in asked.exclude(pk=event.handoff_id).order_by("id").values_list("pk", flat=True):
            said = {"reason": ANOTHER_WAS_FIRST}
            take_handoff_step(pk, "release", actor=system(event.org_id), at=event.at, said=said)
