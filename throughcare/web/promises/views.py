"""What the reader promised: about to break, broken, kept. Read only; the clocks are the truth."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from throughcare.foundation.audit import actions as audit
from throughcare.web.respond import Request, page

from . import pages


@require_GET
def promises(request: Request) -> HttpResponse:
    now = timezone.now()
    shown = pages.promises(request.actor, request.GET.get("view", ""), now=now)
    for kind, seen in shown.seen.items():
        audit.read_many(kind, seen, at=now, via="promises")
    return page(request, "promises/list.html", "list", {"shown": shown, "now": now})
