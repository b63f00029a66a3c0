"""What else would help, thought of while one need is written: each support is a promise of its own, beside it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.transactions import action
from throughcare.referrals import kinds, queries, rules
from throughcare.referrals.lifecycle import SENDING
from throughcare.referrals.models import Kind, Referral

from .drafts import begin, discard, one_at_a_time, write
from .referrals import hold_still


@action
def ask_beside(
    referral_id: UUID, *, wanted: Mapping[str, str], no_longer: Collection[str] = (), actor: Actor, at: datetime
) -> None:
    """`wanted`: kinds of support, each with a line about it. Said twice, it is one draft. Of what is wanted no longer only
    a draft on which nobody wrote more goes."""
    if not actor.has(*SENDING):
        raise NotAllowed("Your role does not refer people.")
    if unknown := {*wanted, *no_longer} - set(kinds.supports()):
        raise ValueError(f"no kind of support: {sorted(unknown)}")
    lead = hold_sitting(referral_id)
    beside = {one.service_type: one for one in queries.asked_together(lead) if one.kind == Kind.SUPPORT}
    for code, line in wanted.items():
        if code in beside:
            say_line(beside[code], line, actor=actor, at=at)
        else:
            begin_beside(lead, code, line, actor=actor, at=at)
    for code in no_longer:
        if code in beside and rules.is_only_named(beside[code]):
            discard(beside[code], actor=actor, at=at)


def hold_sitting(referral_id: UUID) -> Referral:
    """Whoever writes one of them locks it first and the person then, and so must whoever adds one."""
    lead = hold_still(referral_id)
    if not rules.is_writable(lead):
        raise Overtaken("It was sent meanwhile, and stays as it was sent.")
    if not kinds.may_have_beside(lead):
        raise NotAllowed("Support is asked for beside care that they agreed to.")
    list(Referral.objects.select_for_update().filter(sitting=lead.pk).order_by("id").values_list("pk"))
    one_at_a_time(lead.client_id)
    if lead.sitting is None:
        Referral.objects.filter(pk=lead.pk).update(sitting=lead.pk)
        lead.sitting = lead.pk
    return lead


def begin_beside(lead: Referral, code: str, line: str, *, actor: Actor, at: datetime) -> Referral:
    """The same person answers for it. Where it was promised before, the line is the reason why once more."""
    need = {"need": kinds.supports()[code], "service_type": code}
    lately = queries.lately_of(actor, lead.client_id, at=at)
    is_again = any(rules.is_same_need(row, **need) for row in lately)
    return begin(
        client_id=lead.client_id, kind=Kind.SUPPORT, urgency=kinds.urgency_of_supports(), reason=line.strip(),
        again_reason=line.strip() if is_again else "", hears_back=lead.hears_back, sitting=lead.sitting,
        holding={"holder_id": lead.holder_id, "holder_desk_id": lead.holder_desk_id}, actor=actor, at=at, **need,
    )  # fmt: skip


def say_line(support: Referral, line: str, *, actor: Actor, at: datetime) -> None:
    if rules.is_only_named(support) and support.reason != line.strip():
        write(support, reason=line.strip(), actor=actor, at=at)
