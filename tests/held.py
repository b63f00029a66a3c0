"""The first law, as any test may ask it: what is open has one holder, a time, a way out, and somebody who is told."""

from typing import Any

from throughcare.accounts.queries import whom_to_tell
from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks import queries as clocks
from throughcare.foundation.lifecycle import Lifecycle
from throughcare.foundation.work.models import WorkItem
from throughcare.inquiries.lifecycle import INQUIRY
from throughcare.inquiries.models import Inquiry
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.referrals.models import Referral


def is_held(table: Lifecycle, record: Any, actor: Actor) -> None:
    """As the actor's organization sees it, with its own line of the work list. Asserts."""
    line = WorkItem.objects.filter(org_id=actor.org_id, subject_id=record.pk).first()
    if not table.is_open(record.status):
        assert line is None or not line.is_open
        return
    assert (record.holder_id is None) != (record.holder_desk_id is None), "exactly one holds"
    assert record.due_at is not None, "there is a time"
    told = whom_to_tell("holder", holder_id=record.holder_id, desk_id=record.holder_desk_id)
    assert told is not None or holds_elsewhere(record, actor), "somebody is told"
    assert ways_out(table, record.status), f"nobody can take {record.status} any further"
    if line is not None:
        assert line.is_open and line.due_at == record.due_at
    else:
        assert holds_elsewhere(record, actor), "it stands on the list of who holds it"


def is_answered_for(inquiry: Inquiry, actor: Actor) -> None:
    """A question without a name has a time and no holder: whoever holds the promise answers for it. Asserts."""
    running = [clock.due_at for clock in clocks.clocks_of(inquiry.pk) if clock.state == "running"]
    if not INQUIRY.is_open(inquiry.status):
        assert running == [] and inquiry.due_at is None and inquiry.ending
        return
    assert not hasattr(inquiry, "holder") and running == [inquiry.due_at], "a time of its own, and nothing else"
    assert ways_out(INQUIRY, inquiry.status), f"nobody can take {inquiry.status} any further"
    promise = Referral.objects.get(pk=inquiry.referral_id)
    assert REFERRAL.is_open(promise.status), "nothing is asked for what is over"
    is_held(REFERRAL, promise, actor)


def holds_elsewhere(record: Any, actor: Actor) -> bool:
    """The other side of a handoff holds it: its members are not ours to see."""
    return getattr(record, "to_org_id", None) is not None


def ways_out(table: Lifecycle, status: str) -> set[str]:
    """Steps by which a person, not the program, brings it on to another status."""
    taken = [step for step in table.steps.values() if status in step.sources and step.leads_to(status) != status]
    return {step.name for step in taken if step.by - {"program"}}
