"""What a page asks for in one press, as one transaction of the verbs beside it. The same form sent twice is one result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.consent import actions as consent_actions
from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.network import actions as services
from throughcare.referrals.lifecycle import DRAFT, ENDED
from throughcare.referrals.models import Handoff, Referral

from .asking import prepare
from .drafts import begin, one_at_a_time
from .referrals import hold_asks_of, hold_still, take_referral_step
from .sending import share_on

USED_FORM = "This form cannot be used again. Open a new one."


@action
def begin_once(key: UUID, *, client_id: UUID, need: str, actor: Actor, at: datetime, **facts: Any) -> Referral:
    """The draft of one form. `key`: the id that the form was given."""
    one_at_a_time(client_id)
    if known := Referral.objects.filter(org_id=actor.org_id, client_id=client_id, pk=key).first():
        return known
    try:
        with transaction.atomic():
            return begin(id=key, client_id=client_id, need=need, actor=actor, at=at, **facts)
    except IntegrityError as refused:
        raise NotAllowed(USED_FORM) from refused


@action
def choose(referral_id: UUID, *, service_id: UUID, choice: str, actor: Actor, at: datetime) -> Handoff:
    """The client chose this service: the draft becomes an open promise, and one ask to the service begins."""
    services.hold_open(service_id)
    hold_asks_of(referral_id)
    referral = hold_still(referral_id)
    if asked := Handoff.objects.filter(referral=referral, service_id=service_id).exclude(status=ENDED).first():
        return asked
    if referral.status == DRAFT:
        take_referral_step(referral_id, "open", actor=actor, at=at)
    return prepare(referral_id, service_id=service_id, choice=choice, actor=actor, at=at)


@action
def agree(key: UUID, handoff: Handoff, *, kind: str, actor: Actor, at: datetime, **said: Any) -> Handoff:
    """On this basis it may be shared with the service of this handoff. `key`: the id that the form was given."""
    if consent.basis(actor, key) is not None:
        return handoff
    try:
        with transaction.atomic():
            basis = consent_actions.record_basis(
                id=key,
                client_id=handoff.client_id,
                kind=kind,
                recipients=[handoff.service_id],
                actor=actor,
                at=at,
                **said,
            )
    except IntegrityError as refused:
        if consent.basis(actor, key) is None:
            raise NotAllowed(USED_FORM) from refused
        return handoff
    return share_on(handoff.pk, basis_id=basis.pk, actor=actor, at=at)
