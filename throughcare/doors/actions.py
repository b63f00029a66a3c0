"""Doors are made, renewed, closed, and opened by what somebody says at them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.foundation.actor import NOBODY, Actor, acting, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.floods import Budget, Rate
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from . import queries, rules
from .events import LinkChanged
from .models import Factor, Link, Purpose, Secret, Try
from .queries import Opened
from .rules import State

SAID = {Factor.CODE, Factor.PASSPHRASE, Factor.CHOSEN}  # the factors that are words
LAST_TRIES = 20
NOTE_TRY = """
insert into doors_try (id, org_id, link_id, at, was_right)
select %s, l.org_id, l.id, %s, %s from doors_link l where l.id = %s
"""


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
def set_secret(
    subject_id: UUID, *, kind: str, said: str, guessable: Iterable[str] = (), actor: Actor, at: datetime
) -> None:
    """The word, PIN or date that a client chose in person, or the passphrase of a service. One at a time; the last holds.

    `guessable`: what others know of them (name, birthday). Raises NotAllowed with what is wrong, in words to be shown.
    """
    if reason := rules.too_easy(kind, said, guessable=guessable):
        raise NotAllowed(reason)
    keep_secret(subject_id, kind=kind, said=said, actor=actor, at=at)
    audit.wrote("secret", subject_id, at=at)


def keep_secret(subject_id: UUID, *, kind: str, said: str, actor: Actor, at: datetime) -> None:
    fields: dict[str, Any] = {
        "kind": kind, "hash": rules.hashed(said), "set_at": at, "set_by_id": actor.membership_id
    }  # fmt: skip
    Secret.objects.update_or_create(org_id=actor.org_id, subject_id=subject_id, defaults=fields)


# --- at the door: nobody is signed in


@action
def try_secret(token: str, said: str, *, address: str, at: datetime) -> Opened:
    """Somebody presses, and says what they were told. `is_in` answers whether it was right; it refuses by no exception.

    The same statements and one comparison, whether the token leads anywhere or not. Past the budget of strangers a token
    that never existed is not compared any more: nobody waits, nobody is locked out.
    """
    found = queries.look_up(token)
    if found is None and not strangers().allows(address, at=at):
        return queries.as_opened(None, at=at)
    with acting(system(found.org_id) if found else NOBODY):
        return compared(queries.as_opened(found, at=at), found.secret if found else None, said, at=at)


def compared(opened: Opened, secret: str | None, said: str, *, at: datetime) -> Opened:
    link_id = opened.link_id or uuid7()
    link = Link.objects.select_for_update().filter(pk=link_id).first()
    tries = list(Try.objects.filter(link_id=link_id).order_by("-at", "-id")[:LAST_TRIES])
    if rules.must_wait(tries, at=at):
        return replace(opened, must_wait=True)
    is_right = rules.matches(secret or rules.nobodys_secret(), said)
    is_in = opened.is_open and lets_in(link, is_right, at=at)
    note_try(link_id, was_right=is_in, at=at)
    if is_in:
        audit.wrote("link", link_id, step="enter", at=at)
        return replace(opened, is_in=True)
    audit.refused("link", opened.link_id, at=at)
    if link and opened.is_open and rules.wrong_in_a_row(tries) + 1 >= rules.policy()["tries"]["most_wrong_in_a_row"]:
        change(link, "close", at=at, revoked_at=at, too_many_tries=True)
    return opened


def lets_in(link: Link | None, is_right: bool, *, at: datetime) -> bool:
    if link is None:
        return False
    if link.factor in SAID:
        return is_right
    if link.factor == Factor.NONE:
        return True
    once = Link.objects.filter(pk=link.pk, let_in_until__gt=at)  # our call lets in one
    return bool(once.update(let_in_until=None))


def note_try(link_id: UUID, *, was_right: bool, at: datetime) -> None:
    """One statement for a link that exists and for one that does not."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_TRY, [uuid7(), at, was_right, link_id])


@cache
def strangers() -> Budget:
    rule = rules.policy()["misses"]
    return Budget(
        each=Rate(rule["each_at_once"], rule["each_every_seconds"]),
        together=Rate(rule["together_at_once"], rule["together_every_seconds"]),
    )


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
