"""The work list. The rows alone are looked at again every half minute; unchanged rows answer 304."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods

from throughcare.web.respond import Request, page

from . import pages, searches
from .forms import Narrowed


@require_http_methods(["GET", "POST"])
def worklist(request: Request) -> HttpResponse:
    return look_for(request) if request.method == "POST" else show(request, request.GET)


def look_for(request: Request) -> HttpResponse:
    """Words to look for are posted and kept with the session; the address has a mark that stands for them."""
    query = request.POST.copy()
    query.pop("csrfmiddlewaretoken", None)
    query["q"] = searches.keep(request.session, query.pop("text", [""])[-1])
    if not request.htmx:
        return redirect(pages.address(Narrowed(query)))
    response = show(request, query)
    response["HX-Push-Url"] = pages.address(Narrowed(query))
    return response


def show(request: Request, query: QueryDict) -> HttpResponse:
    now = timezone.now()
    form = Narrowed(query, looked_for=searches.words(request.session, query.get("q", "")))
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
