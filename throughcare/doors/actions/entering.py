"""At the door nobody is signed in: what they say is compared, and counted."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import connection

from throughcare.doors import queries, rules
from throughcare.doors.models import Factor, Link, Try
from throughcare.doors.queries import Opened
from throughcare.foundation.actor import NOBODY, acting, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.floods import Budget, Rate
from throughcare.foundation.ids import uuid7
from throughcare.foundation.transactions import action

from .links import change

SAID = {Factor.CODE, Factor.PASSPHRASE, Factor.CHOSEN}  # the factors that are words
LAST_TRIES = 20
NOTE_TRY = """
insert into doors_try (id, org_id, link_id, at, was_right)
select %s, l.org_id, l.id, %s, %s from doors_link l where l.id = %s
"""


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
