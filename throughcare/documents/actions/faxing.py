"""A copy goes out by fax: asked for by a person, sent by the worker, and what became of it is a fact of its copy."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from throughcare.accounts import actions as staff
from throughcare.accounts import queries as accounts
from throughcare.documents import queries, rules
from throughcare.documents.models import Copy, Fax, FaxState, Outcome
from throughcare.foundation import bounces
from throughcare.foundation.actor import Actor, acting, system
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action
from throughcare.foundation.turns import one_at_a_time

from .copies import say_delivered

BY_GATEWAY = "By the fax gateway"


@action
def send_by_fax(key: UUID, *, copy_id: UUID, pages: bytes, actor: Actor, at: datetime) -> Fax:
    """`pages`: the PDF as it may leave now. The same form sent twice is one fax. Raises NotAllowed."""
    copy = Copy.objects.get(pk=copy_id, org_id=actor.org_id)
    if not (number := rules.dialed(copy.number)):
        raise NotAllowed("This copy has no fax number that can be dialed. Make one with a number.")
    one_at_a_time(f"fax of {copy.pk}")
    if known := Fax.objects.filter(org_id=actor.org_id, pk=key).first():
        return known
    if Fax.objects.filter(org_id=actor.org_id, copy=copy, next_at__isnull=False).exists():
        raise NotAllowed("It is on its way already.")
    fax = Fax(
        id=key, copy=copy, org_id=actor.org_id, dialed=number, pages=pages, next_at=at, asked_at=at,
        by_id=actor.membership_id, by_name=actor.name,
    )  # fmt: skip
    fax.save(force_insert=True)
    audit.exported(copy.subject_kind, copy.subject_id, client_id=copy.client_id, at=at, format="fax", ids=[copy.pk])
    return fax


@action
def claim_fax(fax_id: UUID, *, actor: Actor, at: datetime) -> Fax | None:
    """Mark it as on its way. One that was on its way when its worker died is never sent again without a person."""
    rows = Fax.objects.filter(org_id=actor.org_id, pk=fax_id, next_at__lte=at)
    fax = rows.select_for_update(skip_locked=True).first()
    if fax is None:
        return None
    if fax.state == FaxState.SENDING or fax.tries >= rules.MOST_TRIES:
        end(
            fax,
            Outcome.FAILED,
            rules.NOBODY_KNOWS if fax.state == FaxState.SENDING else rules.NOBODY_ANSWERED,
            actor=actor,
            at=at,
        )
        return None
    fax.state, fax.tries, fax.next_at = FaxState.SENDING, fax.tries + 1, at + rules.LEASE
    fax.save(update_fields=["state", "tries", "next_at"])
    return fax


@action
def try_fax_again(fax_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Surely nothing went: it waits for its next time."""
    fax = Fax.objects.select_for_update().get(pk=fax_id, org_id=actor.org_id)
    if fax.state == FaxState.SENDING:
        fax.state, fax.next_at = FaxState.WAITING, at + rules.AGAIN * 2 ** (fax.tries - 1)
        fax.save(update_fields=["state", "next_at"])


@action
def finish_fax(fax_id: UUID, *, outcome: Outcome, note: str, actor: Actor, at: datetime) -> None:
    fax = Fax.objects.select_for_update().get(pk=fax_id, org_id=actor.org_id)
    if fax.state == FaxState.SENDING:
        end(fax, outcome, note, actor=actor, at=at)
    elif outcome == Outcome.SENT:  # it was stopped while it went: that it went is true all the same
        say(fax, outcome, BY_GATEWAY, actor=actor, at=at)


@action
def stop_faxes(*, org_id: UUID, why: str, at: datetime, **whose: Any) -> None:
    """What has not gone may not leave any more, nor be tried again; what the gateway has is beyond calling back. Whoever asked
    for it reads why."""
    going = Fax.objects.filter(org_id=org_id, next_at__isnull=False, **whose).select_for_update(of=("self",))
    for fax in going.order_by("id"):
        end(fax, Outcome.FAILED, why, actor=system(org_id), at=at)


@action
def take_fax_bounce(raw: bytes, *, at: datetime) -> bool:
    """A mail that came in, whole. True where it only says what became of a fax of ours: nobody needs to read it."""
    report = bounces.read(raw)
    fax_id = rules.fax_of(report.letter) if report else None
    org_id = queries.org_of_fax(fax_id) if fax_id else None
    if report is None or fax_id is None or org_id is None:
        return False
    if report.became:
        with acting(system(org_id)) as program:
            fax = Fax.objects.select_related("copy").get(pk=fax_id)
            note = f"The fax gateway wrote: number {report.number}." if report.number else "The fax gateway wrote so."
            say(fax, Outcome(report.became), note, actor=program, at=at)
    return True


def end(fax: Fax, outcome: Outcome, note: str, *, actor: Actor, at: datetime) -> None:
    """Its pages are not kept; the fact is."""
    fax.state, fax.next_at, fax.pages = FaxState.OVER, None, b""
    fax.save(update_fields=["state", "next_at", "pages"])
    say(fax, outcome, note or BY_GATEWAY, actor=actor, at=at)


def say(fax: Fax, outcome: Outcome, note: str, *, actor: Actor, at: datetime) -> None:
    """A fact of its copy, once for each outcome. Whoever sent it is told where it did not arrive."""
    say_delivered(uuid5(fax.pk, outcome), copy_id=fax.copy_id, outcome=outcome, note=note, actor=actor, at=at)
    to = accounts.membership(fax.by_id) if outcome == Outcome.FAILED else None
    if to and to.active:
        kind = "inquiry" if fax.copy.subject_kind == "inquiry" else "handoff"
        staff.tell(
            to=to, clock_id=fax.pk, rung=0, subject_kind=kind, subject_id=fax.copy.subject_id, kind="fax_failed",
            clock="fax_failed", due_at=at, at=at,
        )  # fmt: skip
