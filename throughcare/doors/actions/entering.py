"""At the door nobody is signed in: what they say is compared, and counted."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import connection

from throughcare.doors import queries, rules
from throughcare.doors.models import Factor, Link
from throughcare.doors.queries import Opened
from throughcare.foundation.actor import NOBODY, acting, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.floods import Budget, Rate
from throughcare.foundation.ids import uuid7
from throughcare.foundation.transactions import action

from .links import tell

SAID = {Factor.CODE, Factor.PASSPHRASE, Factor.CHOSEN}  # the factors that are words
NOTE_TRY = """
insert into doors_try (id, org_id, link_id, at, was_right, sender)
select %s, l.org_id, l.id, %s, %s, %s from doors_link l where l.id = %s
"""


@action
def try_secret(token: str, said: str, *, address: str, at: datetime) -> Opened:
    """Somebody presses, and says what they were told. `is_in` answers whether it was right; it refuses by no exception.

    `address`: where they are, sealed. The same statements and one comparison, whether the token leads anywhere or not.
    Past the budget of strangers a token that never existed is not compared any more: nobody waits, nobody is locked out.
    """
    found = queries.look_up(token)
    if found is None and not strangers().allows(address, at=at):
        return queries.as_opened(None, at=at)
    with acting(system(found.org_id) if found else NOBODY):
        secret = found.secret if found else None
        return compared(queries.as_opened(found, at=at), secret, said, sender=address, at=at)


def compared(opened: Opened, secret: str | None, said: str, *, sender: str, at: datetime) -> Opened:
    link_id = opened.link_id or uuid7()
    link = Link.objects.select_for_update().filter(pk=link_id).first()
    wrong = queries.wrong_tries(link_id, since=link.counted_from if link else None)
    if rules.must_wait(wrong, sender=sender, at=at):
        return replace(opened, must_wait=True)
    is_right = rules.matches(secret or rules.nobodys_secret(), said)
    is_in = opened.is_open and lets_in(link, is_right, at=at)
    note_try(link_id, was_right=is_in, sender=sender, at=at)
    if is_in:
        audit.wrote("link", link_id, step="enter", at=at)
        return replace(opened, is_in=True)
    audit.refused("link", opened.link_id, at=at)
    if link and opened.is_open and rules.is_worth_telling(wrong, at=at):
        tell(link, "guessed", at=at)
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


def note_try(link_id: UUID, *, was_right: bool, sender: str, at: datetime) -> None:
    """One statement for a link that exists and for one that does not."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_TRY, [uuid7(), at, was_right, sender, link_id])


@cache
def strangers() -> Budget:
    rule = rules.policy()["misses"]
    return Budget(
        each=Rate(rule["each_at_once"], rule["each_every_seconds"]),
        together=Rate(rule["together_at_once"], rule["together_every_seconds"]),
    )
