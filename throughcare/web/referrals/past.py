"""An ask that ended before anybody said yes, as its receiver keeps it: without the person."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from throughcare.referrals import queries
from throughcare.web.respond import Request, page

from . import words

UNPROCESSABLE = 422
TYPED = ("reason", "words", "conditions", "report")  # what is written at length in the forms of an ask
MEANWHILE = "It ended in the meantime."

View = Callable[..., HttpResponse]


def or_as_it_is_kept(view: View) -> View:
    """The same address tells of an ask as long as there is anything to tell; a step that comes too late hears so."""

    @wraps(view)
    def answer(request: Request, pk: UUID, *args: Any, **more: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **more)
        except (Http404, ObjectDoesNotExist) as missing:
            past = queries.past_ask(request.actor, pk)
            if past is None:
                raise Http404 from missing
            return show_past(request, past, refusal=MEANWHILE if request.method == "POST" else "")

    return answer


def show_past(request: Request, past: Any, *, refusal: str = "") -> HttpResponse:
    typed = " ".join(filter(None, (request.POST.get(name, "").strip() for name in TYPED))) if refusal else ""
    shown = {
        "title": words.PAST[past.ending].format(sender=past.from_org.name),
        "lead": "You keep that it came, how it ended and what you said.",
        "refusal": refusal and f"{refusal} {past.reason if past.ending == 'released' else ''}".strip(),
        "typed": typed,
    }
    context = {"past": past, "shown": shown, "now": timezone.now()}
    return page(request, "referrals/past_ask.html", "card", context, status=UNPROCESSABLE if refusal else 200)


@require_GET
def past_asks(request: Request) -> HttpResponse:
    rows = queries.past_asks(request.actor, before=as_uuid(request.GET.get("before", "")))
    shown, more = rows[: queries.PAST_ASKS], rows[queries.PAST_ASKS :]
    context = {
        "rows": shown,
        "next": f"{reverse('past-asks')}?before={shown[-1].pk}" if more else "",
        "now": timezone.now(),
    }
    return render(request, "referrals/past_asks.html", context)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
