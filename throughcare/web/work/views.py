"""The work list. The rows alone are looked at again every half minute; unchanged rows answer 304."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from throughcare.web.respond import Request, page

from . import pages
from .forms import Narrowed


@require_GET
def worklist(request: Request) -> HttpResponse:
    now, form = timezone.now(), Narrowed(request.GET)
    rows = pages.rows(request.actor, form, now=now)
    if request.htmx:
        unchanged = get_conditional_response(request, etag=rows.etag)
        if unchanged is not None:
            return unchanged
    context = {"rows": rows, "form": form, "now": now}
    around = {} if request.htmx else pages.around(request.actor, form, now=now)
    response = page(request, "work/list.html", "rows", context | around)
    response["ETag"] = rows.etag
    return response
