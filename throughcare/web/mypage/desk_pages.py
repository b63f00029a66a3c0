"""What the holder sees of something that a client said by link, and what may be done about it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from throughcare.clients import queries as clients
from throughcare.foundation.actor import Actor
from throughcare.inquiries import queries as inquiries
from throughcare.network import queries as network
from throughcare.voices import queries
from throughcare.voices.lifecycle import VOICE, parts_in_voice

from .desk_forms import VoiceForm

ICONS = {"confirm": "phone", "carry_out": "check", "settle": "say", "refute": "cross"}
LABELS = {step.name: step.label for step in VOICE.steps.values()}


@dataclass(frozen=True)
class Offered:
    name: str
    label: str
    why: str
    icon: str
    kind: str
    form: VoiceForm


@dataclass(frozen=True)
class Shown:
    voice: Any
    title: str
    about: str
    about_url: str
    holder: str
    routes: list[Any]
    steps: list[Offered]
    history: list[tuple[str, Any]]
    refusal: str


def shown(actor: Actor, voice: Any, *, refused: tuple[str, VoiceForm] | None = None, refusal: str = "") -> Shown:
    about, url = subject_of(actor, voice)
    name = voice.client.goes_by or voice.client.name
    said = queries.in_words(voice.kind)
    return Shown(
        voice=voice,
        title=f"{name}'s page. {said}."
        if voice.kind in queries.NOT_THEIRS
        else f"{name}: {said[0].lower()}{said[1:]}.",
        about=about,
        about_url=url,
        holder=voice.holder.person.name if voice.holder else voice.holder_desk.name if voice.holder_desk else "",
        routes=[route for route in clients.routes(voice.client_id) if route.is_safe],
        steps=offered(actor, voice, refused),
        history=[(LABELS[step.name], step) for step in queries.history(voice)],
        refusal=refusal,
    )


def subject_of(actor: Actor, voice: Any) -> tuple[str, str]:
    """What it is about, and where that is looked at."""
    if voice.subject_kind == "inquiry":
        inquiry = inquiries.inquiry(actor, voice.subject_id)
        if inquiry is None:
            return "", ""
        place = network.places_of([inquiry.service_id]).get(inquiry.service_id)
        return (place.name if place else inquiry.service_name), reverse("inquiries", args=[inquiry.referral_id])
    if voice.subject_kind == "referral":
        return "The referral", reverse("referral", args=[voice.subject_id])
    return "Their record", reverse("client", args=[voice.client_id])


def offered(actor: Actor, voice: Any, refused: tuple[str, VoiceForm] | None) -> list[Offered]:
    found = []
    for choice in VOICE.choices(voice, parts_in_voice(voice, actor)):
        step = choice.step
        if step.name == "confirm" and choice.waits_for:
            continue  # nothing is to be confirmed, or it is
        form = refused[1] if refused and refused[0] == step.name else VoiceForm(step=step, seen=voice.status)
        kind = "main" if step.name == "carry_out" and not choice.waits_for else ""
        found.append(Offered(step.name, step.label, choice.waits_for, ICONS[step.name], kind, form))
    return found
