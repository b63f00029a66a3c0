"""A service that had no room is left in peace until a day: whether it was asked by name or without one.

The row of a cool-off is locked last, after the promise: whoever answers about two promises at once waits in one order.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor, on_behalf_of
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions as services
from throughcare.referrals import rules, standing
from throughcare.referrals.models import CoolOff, Handoff


def must_be_to_come(full_until: date | None, *, on: date) -> None:
    if full_until and full_until <= on:
        raise NotAllowed("Choose a day that is still to come.")


def cool_off(org_id: UUID, service_id: UUID, reason: dict[str, Any], *, full_until: date | None, on: date) -> None:
    """For the organization that asked. A later word stands for an earlier one."""
    if again := rules.not_before(reason, full_until=full_until, on=on):
        with on_behalf_of(org_id):
            CoolOff.objects.update_or_create(org_id=org_id, service_id=service_id, defaults={"not_before": again})


def rest_after_no(handoff: Handoff, facts: dict[str, Any], *, said_by: str, actor: Actor, at: datetime) -> None:
    """Nothing more of the ask is written after this."""
    until, today = facts.get("full_until"), accounts.today_of(standing.receiving_org(handoff), at)
    reason = rules.decline_reasons()[facts["decline_reason"]]
    cool_off(handoff.org_id, handoff.service_id, reason, full_until=until, on=today)
    if until:
        services.say_full_until(handoff.service_id, until=until, said_by=said_by, actor=actor, at=at)


def note_room(event: Any) -> None:
    """React to an InquiryMoved: a no may cool off, a yes ends what kept us from asking."""
    if event.step == "say_yes":
        with on_behalf_of(event.org_id):
            CoolOff.objects.filter(org_id=event.org_id, service_id=event.service_id).delete()
    reason = rules.decline_reasons().get(event.decline_reason)
    if event.step == "say_no" and reason:
        today = accounts.today_of(accounts.organization(event.org_id), event.at)
        must_be_to_come(event.full_until, on=today)
        cool_off(event.org_id, event.service_id, reason, full_until=event.full_until, on=today)
