"""A link is made, renewed, kept open, spent and closed; and what every change of one needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from throughcare.doors import queries, rules
from throughcare.doors.events import LinkChanged
from throughcare.doors.models import Factor, Link, Purpose
from throughcare.doors.rules import State
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from .secrets import keep_secret


@dataclass(frozen=True)
class Issued:
    link: Link
    token: str


@action
def issue(
    *, purpose: str, subject_kind: str, subject_id: UUID, factor: str, partner_id: UUID | None = None,
    went_to: str = "", is_card: bool = False, key: UUID | None = None, actor: Actor, at: datetime,
) -> Issued:  # fmt: skip
    """A new door. `key`: the id that the form was given: the same form sent twice is one link.

    `factor` of a client's page is *chosen*: their own secret must have been set before, as a service's passphrase must.
    """
    key = key or uuid7()
    if known := queries.link(actor, key):
        return Issued(known, queries.token_of(known))
    secret_of = key if factor == Factor.CODE else partner_id if factor == Factor.PASSPHRASE else subject_id
    if factor in {Factor.PASSPHRASE, Factor.CHOSEN} and not (secret_of and queries.has_secret(actor, secret_of)):
        raise NotAllowed("No word is set yet that would open it. Set it first.")
    token = rules.token_of(key, is_card=is_card)
    link = Link(
        id=key, org_id=actor.org_id, purpose=purpose, subject_kind=subject_kind, subject_id=subject_id,
        partner_id=partner_id, is_card=is_card, token_hash=rules.hash_of(token), went_to=went_to.strip(), factor=factor,
        secret_of=secret_of or key, issued_at=at, issued_by_id=actor.membership_id, issued_by_name=actor.name,
        expires_at=at + timedelta(days=rules.policy()["days"][purpose]),
    )  # fmt: skip
    link.save(force_insert=True)
    if factor == Factor.CODE:
        keep_secret(key, kind="code", said=rules.phone_code(key), actor=actor, at=at)
    tell(link, "issue", at=at)
    return Issued(link, token)


@action
def renew(link_id: UUID, *, key: UUID | None = None, actor: Actor, at: datetime) -> Issued:
    """The same door once more, to the same address; what opened it before opens nothing."""
    old = hold_still(link_id, actor=actor)
    if old.revoked_at and not (key and queries.link(actor, key)):
        raise NotAllowed("A newer link is on its way, or this one was closed.")
    issued = issue(
        purpose=old.purpose, subject_kind=old.subject_kind, subject_id=old.subject_id, factor=old.factor,
        partner_id=old.partner_id, went_to=old.went_to, is_card=old.is_card, key=key, actor=actor, at=at,
    )  # fmt: skip
    if old.revoked_at is None and old.pk != issued.link.pk:
        change(old, "renew", at=at, revoked_at=at)
    return issued


@action
def revoke(link_id: UUID, *, actor: Actor, at: datetime) -> Link:
    link = hold_still(link_id, actor=actor)
    if link.revoked_at is None:
        change(link, "revoke", at=at, revoked_at=at)
    return link


@action
def revoke_all(subject_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Of somebody or something: a phone was lost, or nothing is to be answered any more."""
    rows = Link.objects.select_for_update().filter(org_id=actor.org_id, subject_id=subject_id, revoked_at=None)
    for link in rows.order_by("id"):
        change(link, "revoke", at=at, revoked_at=at)


@action
def spend(link_id: UUID, *, actor: Actor, at: datetime) -> None:
    """It has done what it was for."""
    link = hold_still(link_id, actor=actor)
    if link.spent_at is None:
        change(link, "spend", at=at, spent_at=at)


@action
def spend_all(subject_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Nothing is to be answered about it any more."""
    rows = Link.objects.select_for_update().filter(org_id=actor.org_id, subject_id=subject_id)
    for link in rows.filter(spent_at=None, revoked_at=None).order_by("id"):
        change(link, "spend", at=at, spent_at=at)


@action
def keep_open(link_id: UUID, *, after: datetime, actor: Actor, at: datetime) -> None:
    """It goes on working: as many days after this moment as such a link has. Nothing becomes shorter by it."""
    link = hold_still(link_id, actor=actor)
    until = after + timedelta(days=rules.policy()["days"][link.purpose])
    if rules.state_of(link, at=at) == State.OPEN and until > link.expires_at:
        change(link, "keep_open", at=at, expires_at=until)


@action
def want_call(link_id: UUID, *, actor: Actor, at: datetime) -> None:
    """They ask to be called at the number that we have."""
    link = hold_still(link_id, actor=actor)
    if link.call_wanted_at is None and rules.state_of(link, at=at) == State.OPEN:
        change(link, "want_call", at=at, call_wanted_at=at)


@action
def called_back(link_id: UUID, *, actor: Actor, at: datetime) -> Link:
    """We called their number and spoke with them: whoever presses first in the next minutes is in, once."""
    link = hold_still(link_id, actor=actor)
    if link.factor != Factor.CALL_BACK or rules.state_of(link, at=at) != State.OPEN:
        raise NotAllowed("This link does not wait for a call.")
    until = at + timedelta(minutes=rules.policy()["called_back_minutes"])
    change(link, "call", at=at, let_in_until=until, call_wanted_at=None)
    return link


@action
def come_back(link_id: UUID, *, actor: Actor, at: datetime) -> None:
    """The letter that carried it did not arrive. It can still be printed; what was answered meanwhile needs no letter."""
    link = hold_still(link_id, actor=actor)
    if link.returned_at is None and rules.state_of(link, at=at) == State.OPEN:
        change(link, "come_back", at=at, returned_at=at)


@action
def open_again(link_id: UUID, *, actor: Actor, at: datetime) -> Link:
    """Somebody spoke with them: the wrong words until now count no more."""
    link = hold_still(link_id, actor=actor)
    if rules.state_of(link, at=at) != State.OPEN:
        raise NotAllowed("This link is closed. Hand out a new one.")
    change(link, "open_again", at=at, counted_from=at)
    return link


# --- what every change of a link needs


def hold_still(link_id: UUID, *, actor: Actor) -> Link:
    return Link.objects.select_for_update().get(org_id=actor.org_id, pk=link_id)


def change(link: Link, step: str, *, at: datetime, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(link, name, value)
    link.save(update_fields=list(fields))
    tell(link, step, at=at)


def tell(link: Link, step: str, *, at: datetime) -> None:
    about = link.subject_id if link.purpose == Purpose.CLIENT else None
    audit.wrote("link", link.pk, client_id=about, step=step.replace("_", "-"), at=at)
    announce(
        LinkChanged(
            link_id=link.pk, org_id=link.org_id, purpose=link.purpose, subject_kind=link.subject_kind,
            subject_id=link.subject_id, step=step, at=at,
        )
    )  # fmt: skip
