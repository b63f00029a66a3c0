"""Did they get there? The list is posted, answered and forgotten; that it was read is written down."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from throughcare.accounts import queries as accounts
from throughcare.foundation.audit import actions as audit
from throughcare.web.respond import Request, page

from . import pages
from .forms import ListForm

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def today(request: Request) -> HttpResponse:
    now, asks = timezone.now(), request.method == "POST"
    month_first = accounts.organization(request.actor.org_id).country == "US"
    said = (request.POST, request.FILES) if asks else ()
    form = ListForm(*said, today=timezone.localdate(now), month_first=month_first)
    if not asks or not form.is_valid():
        return page(request, "today/list.html", "list", {"form": form}, status=UNPROCESSABLE if asks else 200)
    shown = pages.day(request.actor, form.read, now=now)
    audit.read_many("client", shown.people, at=now, via="today")
    return page(request, "today/list.html", "list", {"form": form, "shown": shown, "now": now})
