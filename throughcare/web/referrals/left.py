"""Whose clinician left or whose program closes, until a colleague sees them or they are handed back. Each press is a step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import HANDOFF, RECEIVING
from throughcare.web.respond import Request, page

from .forms import AssignForm, StepForm
from .handoffs import seeing

LEFT, CLOSES = "Their clinician left.", "The program closes."


@dataclass(frozen=True)
class Left:
    """One person: since when, by when somebody sees them, who did until then."""

    id: UUID
    who: str
    sender: str
    status: str
    urgency: str
    had: str
    since: datetime
    due_at: datetime
    give: AssignForm
    back: StepForm


@require_GET
def left_alone(request: Request) -> HttpResponse:
    if not request.actor.has(*RECEIVING):
        raise Http404
    now, handoffs = timezone.now(), queries.left_alone(request.actor)
    shown = rows(request.actor, handoffs[: queries.MOST_ALONE], now=now)
    audit.read_many("handoff", {row.pk: row.client_id for row in handoffs}, at=now, via="left")
    context = {"rows": shown, "title": title(len(shown)), "more": len(handoffs) > len(shown), "now": now}
    return page(request, "referrals/left.html", "list", context)


def rows(actor: Actor, handoffs: Iterable[Any], *, now: datetime) -> list[Left]:
    handoffs = list(handoffs)
    had, people = queries.who_had([row.pk for row in handoffs]), seeing(accounts.members(actor))
    return [row_of(handoff, had.get(handoff.pk, ""), people, now=now) for handoff in handoffs]


def row_of(handoff: Any, had: str, people: list[tuple[str, str]], *, now: datetime) -> Left:
    back = {"reason": CLOSES if handoff.service.closed_on else LEFT, "seen": handoff.status}
    held_by = queries.whose_hands(handoff) or queries.desk_of(handoff)
    return Left(
        id=handoff.pk,
        who=handoff.sent_package.client_name,
        sender=handoff.org.name,
        status=handoff.status,
        urgency=handoff.urgency,
        had=had,
        since=handoff.alone_since,
        due_at=handoff.due_at,
        give=AssignForm(people=people, held_by=held_by, auto_id=f"give-{handoff.pk}-%s"),
        back=StepForm(
            step=HANDOFF["hand_back"], at=now, can_be_told=False, initial=back, auto_id=f"back-{handoff.pk}-%s"
        ),
    )


def title(count: int) -> str:
    if not count:
        return "Nobody is left alone."
    return "One person needs somebody else." if count == 1 else f"{count} people need somebody else."
