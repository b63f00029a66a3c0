"""What others may ask about doors. `open` has no actor: whoever holds the token asks, through one law function."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from throughcare.foundation.actor import Actor

from . import rules
from .models import Factor, Link, Purpose, Secret, Try
from .rules import Rest, State

__all__ = ["Factor", "Purpose", "Rest", "State"]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a token leads to. It opens nothing yet: only `is_in` says that the second factor was shown, just now."""

    state: State
    link_id: Any = None  # UUIDs; None where nothing was found
    org_id: Any = None
    purpose: str = ""
    subject_kind: str = ""
    subject_id: Any = None
    partner_id: Any = None
    is_card: bool = False
    factor: str = ""
    is_in: bool = False
    must_wait: bool = False  # too many wrong tries of this link; nothing was compared

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN


@dataclass(frozen=True)
class Found:
    """One row of `law.open_door`."""

    link_id: UUID
    org_id: UUID
    purpose: str
    subject_kind: str
    subject_id: UUID
    partner_id: UUID | None
    is_card: bool
    factor: str
    secret: str | None
    expires_at: datetime
    spent_at: datetime | None
    revoked_at: datetime | None


def look_up(token: str) -> Found | None:
    """Always one lookup by hash, whatever was typed."""
    with connection.cursor() as cursor:
        cursor.execute("select * from law.open_door(%s)", [rules.hash_of(token)])
        row = cursor.fetchone()
    return Found(*row) if row else None


def as_opened(found: Found | None, *, at: datetime) -> Opened:
    if found is None:
        return Opened(state=State.UNKNOWN)
    return Opened(
        state=rules.state_of(found, at=at), link_id=found.link_id, org_id=found.org_id, purpose=found.purpose,
        subject_kind=found.subject_kind, subject_id=found.subject_id, partner_id=found.partner_id, is_card=found.is_card,
        factor=found.factor,
    )  # fmt: skip


def open(token: str, *, at: datetime) -> Opened:
    """Where this token leads. Asking changes nothing and proves nothing: mail filters ask, too."""
    return as_opened(look_up(token), at=at)


def link(actor: Actor, link_id: UUID) -> Link | None:
    return Link.objects.filter(org_id=actor.org_id, pk=link_id).first()


def links_of(actor: Actor, subject_id: UUID) -> list[Link]:
    """Newest first."""
    return links_to_any(actor, [subject_id])


def links_to_any(actor: Actor, subject_ids: Iterable[Any]) -> list[Link]:
    """Newest first. `subject_ids`: as of one person whose records were merged."""
    rows = Link.objects.filter(org_id=actor.org_id, subject_id__in=subject_ids).order_by("-issued_at", "-id")
    return list(rows[:20])


def token_of(link: Link) -> str:
    """What opens it, for the page of those who issued it and for the message that carries it."""
    return rules.token_of(link.pk, is_card=link.is_card)


def token_of_card(link_id: UUID) -> str:
    return rules.token_of(link_id, is_card=True)


def phone_code_of(link: Link) -> str:
    return rules.phone_code(link.pk)


def state_of(link: Link, *, at: datetime) -> State:
    return rules.state_of(link, at=at)


def has_secret(actor: Actor, subject_id: UUID) -> bool:
    return Secret.objects.filter(org_id=actor.org_id, subject_id=subject_id).exists()


def has_new_secret(link: Link, *, since: datetime) -> bool:
    """Was it set anew after somebody came in with the one before?"""
    return Secret.objects.filter(org_id=link.org_id, subject_id=link.secret_of, set_at__gt=since).exists()


def tries_of(actor: Actor, link_ids: Iterable[UUID]) -> list[Try]:
    """Newest first: a row of wrong ones may mean that a link is in the wrong hands."""
    return list(Try.objects.filter(org_id=actor.org_id, link_id__in=list(link_ids)).order_by("-at")[:50])


def wrong_tries(link_id: UUID, *, since: datetime | None) -> list[Try]:
    """Those that count: since somebody opened it again, where somebody did; newest first."""
    rows = Try.objects.filter(link_id=link_id, was_right=False)
    rows = rows.filter(at__gt=since) if since else rows
    return list(rows.order_by("-at", "-id")[: rules.most_that_count()])


def resting(link: Link, *, at: datetime) -> Rest:
    return rules.resting(wrong_tries(link.pk, since=link.counted_from), at=at)


@dataclass(frozen=True)
class Burden:
    """How often a service was asked in the last days: ours exactly, those of others where they are not few."""

    service_id: UUID
    by_us: int
    by_others: int | None

    @property
    def is_much(self) -> bool:
        return self.by_us + (self.by_others or 0) >= rules.policy()["burden"]["many"]


def burden_days() -> int:
    """As `law.asked_lately` counts: it takes no time from us, so that nobody learns from two counts when others asked."""
    return rules.policy()["burden"]["days"]


def burdens() -> list[Burden]:
    """Of every service that the organization of the transaction asked lately, the most asked first; at most 200."""
    with connection.cursor() as cursor:
        cursor.execute("select * from law.asked_lately()")
        return [Burden(*row) for row in cursor.fetchall()]
