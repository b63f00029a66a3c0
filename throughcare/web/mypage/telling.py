"""Hands a word of the page to whoever answers for it: the holder of the promise, else of the record, else a desk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.clients import queries as clients
from throughcare.doors import actions as doors
from throughcare.doors.queries import Opened, Purpose
from throughcare.foundation.actor import acting, system
from throughcare.inquiries import queries as inquiries
from throughcare.referrals import queries as referrals
from throughcare.scheduling import queries as scheduling
from throughcare.voices import actions as voices

from .forms import SayForm
from .visitors import Visitor

SOON = "soon"  # whoever says something is answered within a day or so, also where the promise has more time


def urgency_of(promise: Any) -> str:
    order = list(referrals.Urgency.values)
    return min([SOON, *([promise.urgency] if promise else [])], key=order.index)


def say(visitor: Visitor, kind: str, subject_kind: str, subject_id: UUID, form: SayForm, *, at: datetime) -> None:
    promise = promise_of(visitor, subject_kind, subject_id)
    whose = voices.Whose(
        client_id=visitor.client.pk, name=visitor.called, link_id=visitor.inside.link_id,
        is_flagged=visitor.may_be_overheard, urgency=urgency_of(promise),
        **referrals.who_answers_for(visitor.client, promise),
    )  # fmt: skip
    voices.say(
        kind, whose=whose, subject_kind=subject_kind, subject_id=subject_id, key=form.key_of_form, words=form.whole,
        actor=visitor.actor, at=at,
    )  # fmt: skip


def promise_of(visitor: Visitor, subject_kind: str, subject_id: UUID) -> Any:
    """The referral that a word is about, however it is reached; None for a consent."""
    if subject_kind == "referral":
        return referrals.referral(visitor.actor, subject_id)
    if subject_kind == "inquiry":
        inquiry = inquiries.inquiry(visitor.actor, subject_id)
        return referrals.referral(visitor.actor, inquiry.referral_id) if inquiry else None
    if subject_kind == "visit":
        visit = scheduling.visit(subject_id)
        handoff = referrals.handoff(visitor.actor, visit.handoff_id) if visit else None
        return referrals.referral(visitor.actor, handoff.referral_id) if handoff else None
    return None


def not_mine(opened: Opened, *, at: datetime) -> None:
    """The link is closed at once, and somebody looks for another way to reach the person. Told twice is once."""
    if opened.purpose != Purpose.CLIENT or opened.is_card or not opened.is_open:
        return
    with acting(system(opened.org_id)) as program:
        doors.revoke(opened.link_id, actor=program, at=at)
        client = clients.kept(program, opened.subject_id)
        if client is None:
            return
        open_ones = referrals.open_referrals_of(client.pk)
        promise = open_ones[0] if open_ones else None
        whose = voices.Whose(
            client_id=client.pk, name="", link_id=opened.link_id, is_flagged=True,
            urgency=urgency_of(promise), **referrals.who_answers_for(client, promise),
        )  # fmt: skip
        voices.say(
            "not_mine", whose=whose, subject_kind="link", subject_id=opened.link_id, key=opened.link_id, actor=program, at=at
        )  # fmt: skip
