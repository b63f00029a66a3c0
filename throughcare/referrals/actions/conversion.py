"""What follows a question that was answered, or a concern once they agree: a service, from the same first request."""

from typing import Any

from throughcare.foundation.actor import current
from throughcare.referrals import kinds
from throughcare.referrals.models import Kind, Referral

from .drafts import begin
from .referrals import take_referral_step

MORE_THAN_A_QUESTION = {"info": "routine"}  # the urgency of a mere question is none of somebody who waits


def begin_service(event: Any) -> None:
    """In the transaction in which the other closes. The time that judges us goes on only for somebody who waited."""
    asked = Referral.objects.get(pk=event.referral_id)
    service = begin(
        client_id=asked.client_id, kind=Kind.SERVICE, first_requested_at=asked.first_requested_at, follows_id=asked.pk,
        urgency=MORE_THAN_A_QUESTION.get(asked.urgency, asked.urgency),
        judged_from=None if kinds.is_judged(asked) else event.at, again_reason=f"It follows from TC-{asked.number}.",
        actor=current(), at=event.at, **{name: getattr(asked, name) for name in kinds.carries(asked.kind)},
    )  # fmt: skip
    take_referral_step(service.pk, "open", actor=current(), at=event.at)
