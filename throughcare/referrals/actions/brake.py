"""The bounce brake: at the third no the network's lead is told, and nothing is sent before a coordinator says how it goes on."""

from typing import Any

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries as people
from throughcare.foundation.actor import on_behalf_of
from throughcare.referrals import rules
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.referrals.models import Referral


def tell_of_noes(event: Any) -> None:
    """Once for the third no, and for each one after it. Who said no, and to whom, the notice does not say."""
    with on_behalf_of(event.org_id):
        referral = Referral.objects.get(pk=event.referral_id)
        if referral.noes < rules.LEAD_IS_TOLD_AT or not REFERRAL.is_open(referral.status):
            return
        lead = people.whom_to_tell("network_lead", holder_id=referral.holder_id, desk_id=referral.holder_desk_id)
        if lead is None:
            return
        accounts.tell(
            to=lead, clock_id=referral.pk, rung=referral.noes, subject_kind="referral", subject_id=referral.pk,
            number=referral.number, kind="noes", clock="noes", due_at=referral.due_at or event.at, at=event.at,
        )  # fmt: skip
