"""Two windows, two organizations: what was written for the one is never done for the other, and never lost."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from throughcare.accounts import queries as accounts
from throughcare.web.respond import Request, page

FIELD = "made_for"  # in every posted form
HEADER = "X-Made-For"  # with everything that htmx asks for
SWITCH = "act_for"  # the button that says: act for it again, and do it
OF_THE_PERSON = ("/accounts/", "/organizations/", "/invitations/", "/demo/")  # whatever they act for

CONFLICT, UNPROCESSABLE = 409, 422
Answer = Callable[[HttpRequest], HttpResponse]


class MadeForOneOrganization:
    """Holds back what comes from a page of another organization than the one this person acts for now."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or may_come_from_anywhere(view):
            return None
        made_for = request.POST.get(FIELD) or request.headers.get(HEADER, "")
        if not made_for or made_for == str(request.actor.org_id) or request.path.startswith(OF_THE_PERSON):
            return None
        if request.method != "POST":
            return HttpResponse(headers={"HX-Redirect": request.get_full_path()})  # all of the page, for whom it is now
        theirs = {str(m.org_id): m.org.name for m in accounts.memberships_of(request.user)}
        if made_for in theirs and request.POST.get(SWITCH) == made_for:
            request.session["organization"] = made_for
            return redirect(request.get_full_path(), preserve_request=True)
        return hold_back(request, theirs.get(made_for, ""))


def may_come_from_anywhere(view: Any) -> bool:
    """Pages for whoever has no account ask no proof that a form is ours: nothing posted there may switch anybody."""
    return getattr(view, "csrf_exempt", False)


def hold_back(request: Request, organization: str) -> HttpResponse:
    """`organization`: its name, "" where they act for it no longer. A part of a page keeps all else that was typed on it."""
    context = {
        "organization": organization,
        "made_for": request.POST.get(FIELD, ""),
        "switch": SWITCH,
        "kept": [(name, each) for name in request.POST for each in request.POST.getlist(name) if name not in OURS],
        "files": [(name, each.name) for name in request.FILES for each in request.FILES.getlist(name)],
    }
    status = UNPROCESSABLE if request.htmx else CONFLICT
    response = page(request, "accounts/made_for_another.html", "held_back", context, status=status)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#said", "innerHTML"
    return response


OURS = {"csrfmiddlewaretoken", FIELD, SWITCH}
