"""Files that go with the package, as long as it can still be written."""

from datetime import datetime
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action
from throughcare.papers import actions as papers
from throughcare.papers import queries as paper_queries
from throughcare.referrals import rules
from throughcare.referrals.lifecycle import SENDING
from throughcare.referrals.models import Referral

from .referrals import hold_still


@action
def attach(key: UUID, *, referral_id: UUID, kind: str, name: str, raw: bytes, actor: Actor, at: datetime) -> None:
    """`key`: the id that the form was given. Raises NotAllowed with what may be sent instead."""
    referral = hold_writable(referral_id, actor=actor)
    papers.put_in(
        key, referral_id=referral.pk, client_id=referral.client_id, kind=kind, name=name, raw=raw,
        legal_kind=referral.org.legal_kind, actor=actor, at=at,
    )  # fmt: skip
    mark(referral, actor=actor, at=at)


@action
def detach(paper_id: UUID, *, referral_id: UUID, actor: Actor, at: datetime) -> None:
    referral = hold_writable(referral_id, actor=actor)
    papers.take_off(paper_id, referral_id=referral.pk, actor=actor, at=at)
    mark(referral, actor=actor, at=at)


def hold_writable(referral_id: UUID, *, actor: Actor) -> Referral:
    referral = hold_still(referral_id)
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    if not rules.is_writable(referral):
        raise Overtaken("It was sent meanwhile, and stays as it was sent.")
    return referral


def mark(referral: Referral, *, actor: Actor, at: datetime) -> None:
    """So that sending asks for files only where there are any."""
    has_papers = bool(paper_queries.papers_of(actor, referral.pk))
    Referral.objects.filter(pk=referral.pk).update(has_papers=has_papers, touched_at=at, told_fading_at=None)
