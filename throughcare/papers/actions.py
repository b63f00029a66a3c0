"""Papers are put in, taken off while they may be, and written down as sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from . import pictures, queries, rules
from .models import Paper, PaperSent

THERE_ALREADY = "This document is there already."


@dataclass(frozen=True)
class File:
    """As somebody chose it: what it is, what it is called, what is in it."""

    kind: str
    name: str
    raw: bytes


@action
def put_in(
    key: UUID, *, referral_id: UUID, client_id: UUID, file: File, legal_kind: str, actor: Actor, at: datetime,
    back_on: UUID | None = None,
) -> Paper:  # fmt: skip
    """`key`: the id that the form was given: the same form sent twice is one paper. The caller holds the referral still,
    or the handoff where it comes back on one."""
    there = queries.came_back([back_on]) if back_on else queries.papers_of(actor, referral_id)
    if known := next((paper for paper in there if paper.pk == key), None):
        return known
    if len(there) >= rules.policy()["most_of_a_referral"]:
        raise NotAllowed("There are enough documents. Take one off, or put several into one file.")
    must_be_acceptable(file)
    raw = without_origin(file.raw)
    paper = Paper(
        id=key, referral_id=referral_id, client_id=client_id, org_id=actor.org_id, kind=file.kind,
        title=rules.title_of(file.name), media_type=rules.type_of(raw), size=len(raw), sha256=sha256(raw).hexdigest(),
        content=raw, labels=consent.labels_of(queries.section_of(file.kind), legal_kind=legal_kind), back_on=back_on,
        by_id=actor.membership_id, by_name=actor.name, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError as refused:
        raise NotAllowed(THERE_ALREADY) from refused
    audit.wrote("paper", paper.pk, client_id=client_id, at=at)
    return paper


def must_be_acceptable(file: File) -> None:
    """What it is comes first: what is never taken is not even looked into."""
    if refusal := rules.not_accepted(file.kind) or rules.what_is_wrong(file.name, file.raw):
        raise NotAllowed(refusal)
    if rules.kind_of(file.kind) is None:
        raise NotAllowed("Say what kind of document it is.")


def without_origin(raw: bytes) -> bytes:
    """A photo of a letter says where and with which phone it was taken; that is nobody's to send."""
    try:
        return pictures.without_origin(raw, rules.type_of(raw))
    except pictures.Unreadable as broken:
        raise NotAllowed("This picture is damaged. Take it again, or save it as a PDF.") from broken


@action
def take_off(paper_id: UUID, *, referral_id: UUID, actor: Actor, at: datetime) -> None:
    """It goes with nothing from now on. What never left is gone; what was sent stays with those who have it."""
    paper = next((paper for paper in hold_still(referral_id, actor=actor) if paper.pk == paper_id), None)
    if paper is None:
        return
    rows = Paper.objects.filter(pk=paper_id)
    if PaperSent.objects.filter(paper_id=paper_id).exists():
        rows.update(removed_at=at)
    else:
        rows.delete()
    audit.wrote("paper", paper_id, client_id=paper.client_id, at=at)


@action
def throw_away(referral_id: UUID, *, actor: Actor) -> None:
    """A draft is gone, and what was to go with it."""
    Paper.objects.filter(org_id=actor.org_id, referral_id=referral_id).delete()


def hold_still(referral_id: UUID, *, actor: Actor) -> list[Paper]:
    """What goes with the referral now; nobody takes it off until this transaction ends."""
    rows = Paper.objects.select_for_update(of=("self",)).defer("content")
    return list(
        rows.filter(org_id=actor.org_id, referral_id=referral_id, removed_at=None, back_on=None).order_by("at", "id")
    )


@action
def note_sent(paper_ids: Iterable[UUID], *, handoff_id: UUID, referral_id: UUID, actor: Actor, at: datetime) -> None:
    """They leave with this handoff."""
    PaperSent.objects.bulk_create(
        PaperSent(handoff_id=handoff_id, paper_id=pk, referral_id=referral_id, org_id=actor.org_id, at=at)
        for pk in paper_ids
    )
