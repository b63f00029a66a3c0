"""Steps of the promise itself: opened, put on hold, closed with evidence, reopened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from throughcare.foundation.actor import Actor, on_behalf_of
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import KEEPS, Overtaken, Step
from throughcare.foundation.steps import taken
from throughcare.foundation.transactions import action
from throughcare.referrals import errands, kinds, standing
from throughcare.referrals.events import ReferralMoved
from throughcare.referrals.lifecycle import CLOSED, DRAFT, ON_HOLD, REFERRAL, SENDER, parts_in_referral
from throughcare.referrals.models import Handoff, Referral, ReferralStep

from .referral_changes import CHANGES, no_changes, wake_up
from .returning import NO_MORE


@action
def take_referral_step(
    referral_id: UUID, name: str, *, actor: Actor, at: datetime, seen: str = "", said: dict[str, Any] | None = None,
    **facts: Any,
) -> Referral:  # fmt: skip
    """Take a step of the promise. `facts`: what the step needs (closure, evidence words, wake_on, waiting_on).

    Raises NotAllowed with the reason, Overtaken when somebody else moved it since the page was `seen`.
    """
    if name in REFERRAL.endings():
        hold_asks_of(referral_id)  # whoever was asked without a name is thanked, for which they are locked too
    referral = hold_still(referral_id, seen=seen)
    step = REFERRAL.check(name, referral, parts_in_referral(referral, actor))
    said = dict(said or {})
    changes = CHANGES.get(name, no_changes)(referral, facts, said, actor, at)
    return go_on(referral, step, changes=changes, said=said, actor=actor, at=at)


def go_on(
    referral: Referral, step: Step, *, changes: dict[str, Any], said: dict[str, Any], actor: Actor, at: datetime
) -> Referral:
    """Everything that goes with a step, once it is judged. A step that keeps the status keeps its time as well."""
    source, target = referral.status, step.leads_to(referral.status)
    stands = REFERRAL.standings.get(target)
    if step.target != KEEPS and stands is not None:
        changes.setdefault("due_at", standing.due(referral.org, step=stands.clock, urgency=referral.urgency, at=at))
        changes |= {"turn": SENDER, "waiting_on": changes.get("waiting_on", stands.waiting_on)}
    if stands is None:
        changes |= {"errands": [], **NO_MORE}
    elif "due_at" in changes:
        changes["due_at"] = errands.earliest(referral, changes["due_at"])
    REFERRAL.move(referral, step, **changes)
    ReferralStep.objects.create(record=referral, **taken(step, source=source, actor=actor, at=at, **said))
    if source == DRAFT:
        start_time(referral, at=at)
    elif step.target != KEEPS:
        keep_time(referral, at=at, starts=wake_up(referral, at=at) if target == ON_HOLD else at)
    if source == CLOSED:
        standing.catch_up(referral, at=at)
    standing.show_sender(referral, beside="", said=step.label, at=at)
    tell(referral, step, at=at)
    return referral


def tell(referral: Referral, step: Step, *, at: datetime) -> None:
    audit.wrote("referral", referral.pk, client_id=referral.client_id, at=at)
    announce(
        ReferralMoved(
            referral_id=referral.pk,
            org_id=referral.org_id,
            client_id=referral.client_id,
            step=step.name,
            at=at,
            is_uncovered=referral.client.uncovered_from is not None,
            medicine_until=referral.client.medicine_until if referral.client.org_id == referral.org_id else None,
        )  # fmt: skip
    )


def hold_still(referral_id: UUID, *, seen: str = "") -> Referral:
    """Lock before judging."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("client", "org")
    referral = rows.get(pk=referral_id)
    if seen and seen != referral.status:
        raise Overtaken(faster(referral))
    return referral


def hold_asks_of(referral_id: UUID) -> None:
    """Before the promise: whoever answers an ask locks it first and the promise then, and so must whoever adds one.

    One that was added while we waited is not among those that we waited for: looked for again, it is locked too, and from
    the first that we hold on nobody adds another.
    """
    rows = Handoff.objects.select_for_update().filter(referral_id=referral_id).order_by("id")
    held: set[UUID] = set()
    while added := set(rows.exclude(pk__in=held).values_list("pk", flat=True)):
        held |= added


def hold_asks_still(handoff_id: UUID) -> None:
    """Every ask of the same promise, in one order: of two who say yes at once to two of them, one waits for the other."""
    ask = Handoff.objects.filter(pk=handoff_id).values_list("org_id", "referral_id").first()
    if ask is not None:
        org_id, referral_id = ask
        with on_behalf_of(org_id):
            hold_asks_of(referral_id)


def faster(record: Any) -> str:
    last = record.steps.order_by("-at", "-id").first()
    if last is None:
        return "Someone was faster. Here is how it stands now."
    return f"{last.by_name} was faster. Here is how it stands now."


def start_time(referral: Referral, *, at: datetime) -> None:
    """No clock ran for the draft."""
    stands = REFERRAL.standings[referral.status]
    opened = standing.clock_for(
        referral.org, kind="referral", subject_id=referral.pk, step=stands.clock, urgency=referral.urgency
    )
    clocks.start_first([(opened, at), *judged_since(referral)])


def judged_since(referral: Referral) -> list[tuple[clocks.Wanted, datetime]]:
    """Nothing where nobody waits for treatment; else from the first request, or from when they began to wait."""
    if not kinds.is_judged(referral):
        return []
    return [(judged_by(referral), referral.judged_from or referral.first_requested_at)]


def judged_by(referral: Referral) -> clocks.Wanted:
    """The clock that the network is judged by: never reset (design §3)."""
    return standing.clock_for(
        referral.org, kind="referral", subject_id=referral.pk, step="first_treatment", urgency=referral.urgency
    )


def keep_time(referral: Referral, *, at: datetime, starts: datetime) -> None:
    """`starts`: what is on hold starts its clock on the day on which we wake up."""
    clocks.stop(org_id=referral.org_id, subject_id=referral.pk, at=at, besides=referral.errands)
    stands = REFERRAL.standings.get(referral.status)
    if stands is None:
        clocks.end(org_id=referral.org_id, subject_id=referral.pk, at=at)
        return
    if not referral.live_status:
        standing.restart_clock(
            referral.org,
            kind="referral",
            subject_id=referral.pk,
            step=stands.clock,
            urgency=referral.urgency,
            at=starts,
        )
    for wanted, since in judged_since(referral):
        clocks.start_many([wanted], at=since)
