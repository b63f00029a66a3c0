"""What a client said, for whoever answers for it. A view finds, calls the domain once, answers."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.voices import actions, queries
from throughcare.voices.lifecycle import VOICE
from throughcare.web.find import found
from throughcare.web.respond import Request, page

from . import desk_pages
from .desk_forms import VoiceForm

UNPROCESSABLE = 422


@require_GET
def show(request: Request, pk: UUID) -> HttpResponse:
    voice = found(queries.voice(request.actor, pk))
    audit.read("voice", voice.pk, client_id=voice.client_id, at=timezone.now())
    return card(request, desk_pages.shown(request.actor, voice))


@require_POST
def take_step(request: Request, pk: UUID, name: str) -> HttpResponse:
    voice = found(queries.voice(request.actor, pk))
    if name not in VOICE.steps:
        raise Http404
    form, refusal = VoiceForm(request.POST, step=VOICE[name], seen=voice.status), ""
    if form.is_valid():
        try:
            actions.take_voice_step(
                pk, name, actor=request.actor, at=timezone.now(), said=form.said, seen=form.cleaned_data["seen"]
            )
        except (NotAllowed, Overtaken) as reason:
            refusal = str(reason)
    if not form.errors and not refusal and not request.htmx:
        return redirect("voice", pk)
    is_refused = bool(form.errors or refusal)
    refused = (name, form) if is_refused else None
    shown = desk_pages.shown(request.actor, found(queries.voice(request.actor, pk)), refused=refused, refusal=refusal)
    return card(request, shown, status=UNPROCESSABLE if is_refused else 200)


def card(request: Request, shown: desk_pages.Shown, *, status: int = 200) -> HttpResponse:
    return page(request, "mypage/voice.html", "card", {"shown": shown}, status=status)
