"""The waiting lists of the services that this organization runs: order, how long each waits, the next contact, a slot."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import RECEIVING
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from .timeline import estimate


@require_GET
def waiting_lists(request: Request) -> HttpResponse:
    services = list(ours(request.actor))
    counts = queries.waiting_counts(request.actor, [service.pk for service in services])
    rows = [{"service": service, "count": counts.get(service.pk, 0)} for service in services]
    return page(request, "referrals/waiting_lists.html", "lists", {"rows": rows})


@require_GET
def waiting_list(request: Request, pk: UUID) -> HttpResponse:
    service = found(next((one for one in ours(request.actor) if one.pk == pk), None))
    shown = queries.waiting_list(request.actor, pk, after=cursor(request.GET.get("after", "")))
    now = timezone.now()
    for row in shown.rows:
        audit.read("handoff", row.handoff.pk, client_id=row.handoff.client_id, at=now)
    weeks = queries.half_wait_weeks(service.run_by_id, pk)
    context = {
        "service": service,
        "shown": shown,
        "title": title(shown.count),
        "estimate": estimate(weeks).capitalize() + ".",
        "next": f"?after={shown.next}" if shown.next else "",
        "now": now,
    }
    return page(request, "referrals/waiting_list.html", "list", context)


def ours(actor: Actor) -> Iterable[Any]:
    if not actor.has(*RECEIVING):
        raise Http404
    return network.services_run_by(actor.org_id) if actor.org_id else []


def title(count: int) -> str:
    if not count:
        return "Nobody waits."
    return "One person waits." if count == 1 else f"{count} people wait."


def cursor(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
