"""A copy is made for somebody, and what became of it is written down; nothing of it is ever changed."""

import secrets
from datetime import datetime
from uuid import UUID

from throughcare.documents.models import Copy, Delivery
from throughcare.foundation import codes
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.foundation.turns import one_at_a_time


@action
def make_copy(
    key: UUID, *, subject_kind: str, subject_id: UUID, client_id: UUID | None, recipient: str, number: str, back_to: str,
    actor: Actor, at: datetime,
) -> Copy:  # fmt: skip
    """`key`: the id that the form was given: the same form sent twice is one copy, told once."""
    one_at_a_time(f"copy {key}")
    if known := Copy.objects.filter(org_id=actor.org_id, pk=key).first():
        return known
    copy = Copy(
        id=key, org_id=actor.org_id, client_id=client_id, subject_kind=subject_kind, subject_id=subject_id,
        code=new_code(), recipient=recipient, number=number, back_to=back_to, made_at=at, by_id=actor.membership_id,
        by_name=actor.name,
    )  # fmt: skip
    copy.save(force_insert=True)
    audit.exported(subject_kind, subject_id, client_id=client_id, at=at, format="paper", ids=[copy.pk])
    return copy


def new_code() -> str:
    """Chance alone: it tells nothing about whom it is for."""
    while not (code := codes.code_from(secrets.token_bytes(codes.BYTES))):
        continue
    return code


@action
def say_delivered(
    key: UUID, *, copy_id: UUID, outcome: str, number: str = "", note: str = "", happened_at: datetime | None = None,
    actor: Actor, at: datetime,
) -> Delivery:  # fmt: skip
    happened_at = happened_at or at
    if happened_at > at:
        raise NotAllowed("That time has not come yet.")
    one_at_a_time(f"delivery {key}")
    if known := Delivery.objects.filter(org_id=actor.org_id, pk=key).first():
        return known
    copy = Copy.objects.get(pk=copy_id, org_id=actor.org_id)
    fact = Delivery(
        id=key, copy=copy, org_id=actor.org_id, outcome=outcome, number=number or copy.number, note=note,
        happened_at=happened_at, at=at, by_id=actor.membership_id, by_name=actor.name,
    )  # fmt: skip
    fact.save(force_insert=True)
    audit.wrote(copy.subject_kind, copy.subject_id, client_id=copy.client_id, at=at, step=outcome)
    return fact
