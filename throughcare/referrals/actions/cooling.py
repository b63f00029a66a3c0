"""A service that had no room is left in peace until a day: whether it was asked by name or without one."""

from datetime import date
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import on_behalf_of
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.referrals import rules
from throughcare.referrals.models import CoolOff


def cool_off(org_id: UUID, service_id: UUID, reason: dict[str, Any], *, full_until: date | None, on: date) -> None:
    """For the organization that asked. A later word stands for an earlier one."""
    if full_until and full_until <= on:
        raise NotAllowed("Choose a day that is still to come.")
    if again := rules.not_before(reason, full_until=full_until, on=on):
        with on_behalf_of(org_id):
            CoolOff.objects.update_or_create(org_id=org_id, service_id=service_id, defaults={"not_before": again})


def note_room(event: Any) -> None:
    """React to an InquiryMoved: a no may cool off, a yes ends what kept us from asking."""
    if event.step == "say_yes":
        with on_behalf_of(event.org_id):
            CoolOff.objects.filter(org_id=event.org_id, service_id=event.service_id).delete()
    reason = rules.decline_reasons().get(event.decline_reason)
    if event.step == "say_no" and reason:
        today = accounts.today_of(accounts.organization(event.org_id), event.at)
        cool_off(event.org_id, event.service_id, reason, full_until=event.full_until, on=today)
