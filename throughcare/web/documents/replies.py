"""What was answered, on one page for the chart. It tells what the page of the ask tells whoever prints it, no more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.referrals import queries as referrals
from throughcare.web.doors.staff_pages import Asked
from throughcare.web.find import found
from throughcare.web.referrals import handoffs, timeline
from throughcare.web.referrals import words as said

KIND = "reply"
MOST_EVENTS = 10  # what has room on one page under a report
YEARS = timedelta(days=3660)  # on paper no day is today: a time is told as if it were long ago


def replied(actor: Actor, pk: UUID) -> Asked:
    """Ours, sent, and still ours to see: a client who lets nothing be told after the yes leaves no page to print."""
    handoff = referrals.handoff(actor, pk)
    is_ours = handoff is not None and handoff.org_id == actor.org_id and referrals.may_refer(actor)
    handoff = found(handoff if is_ours and handoff and handoff.sent_at else None)
    return Asked(KIND, pk, handoff.service, True, reverse("handoff", args=[pk]), handoff.client_id)


def facts(actor: Actor, pk: UUID, *, at: datetime) -> dict[str, Any]:
    handoff: Any = found(referrals.handoff(actor, pk))
    promise: Any = found(referrals.referral(actor, handoff.referral_id))
    status, born = referrals.how_it_stands(actor, handoff), promise.client.born_on
    steps = timeline.days(referrals.timeline_of_handoff(handoff), now=at + YEARS)
    events = [one for day in steps for one in day.events]
    return {
        "title": handoffs.title(status, None, handoff, actor), "stands_at": on_paper(at), "name": promise.client.name,
        "born": f"{born.day} {born:%B} {born.year}" if born else "not known", "number": str(handoff.number),
        "need": promise.need, "service": handoff.service_name, "sent_at": on_paper(handoff.sent_at),
        "urgency": referrals.Urgency(handoff.urgency).label, "feedback": said.FEEDBACK[handoff.feedback],
        "report": handoff.report, "phone": accounts.organization(actor.org_id).phone,
        "older": max(0, len(events) - MOST_EVENTS),
        "events": [
            {"at": on_paper(one.at), "who": one.who, "what": one.what, "note": one.note} for one in events[:MOST_EVENTS]
        ],
    }  # fmt: skip


def on_paper(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y, %H:%M}"
