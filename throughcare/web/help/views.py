"""The public pages of a network. Anybody may knock; nothing tells them whether somebody is known here."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts import queries as accounts
from throughcare.accounts.queries import HelpDesk
from throughcare.foundation.actor import acting, system
from throughcare.intake import actions
from throughcare.web.languages import in_their_language
from throughcare.web.quiet import quiet
from throughcare.web.respond import Request
from throughcare.web.senders import seal_of_sender

from . import pages
from .forms import FORMS, AskForm

NOT_FOUND, UNPROCESSABLE, TOO_MANY = 404, 422, 429


@quiet
@require_safe
@in_their_language
def start(request: Request, network: str = "") -> HttpResponse:
    desk = desk_of(network)
    if desk is None:
        return nowhere(request)
    return render(request, "help/start.html", {"door": pages.door(desk, address=network)})


def nowhere(request: Request) -> HttpResponse:
    """Whoever mistyped the address may be the one who needs it most."""
    context = {"door": pages.lines(), "phone": settings.PHONE_FOR_ANYBODY}
    return render(request, "help/nowhere.html", context, status=NOT_FOUND)


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
@in_their_language
def ask(request: Request, network: str, about: str) -> HttpResponse:
    """A knock is kept and answered on the same page: what was sent twice is one, so loading it again does no harm."""
    desk = desk_of(network)
    if desk is None or about not in FORMS:
        return nowhere(request)
    form = FORMS[about](request.POST or None, language=translation.get_language() or "en")
    door = pages.door(desk, address=network, about=about)
    with timezone.override(desk.time_zone):
        if form.is_bound and form.is_valid():
            return knock(request, door, form)
        return render(
            request, "help/ask.html", pages.form_page(door, form), status=UNPROCESSABLE if form.errors else 200
        )


def knock(request: Request, door: pages.Door, form: AskForm) -> HttpResponse:
    now, desk = timezone.now(), door.desk
    try:
        with acting(system(desk.org_id)) as program:
            kept = actions.knock(
                form.left(), key=form.key_of_form, desk=desk, actor=program, at=now,
                came_from=seal_of_sender(request, on=timezone.localdate(now)),
            )  # fmt: skip
    except actions.TooMany:
        return render(request, "help/ask.html", pages.form_page(door, form) | {"too_many": True}, status=TOO_MANY)
    return render(request, "help/thanks.html", {"door": door, "shown": pages.thanks(kept, desk, at=now)})


def desk_of(network: str) -> HelpDesk | None:
    return accounts.help_desk(network.lower())
