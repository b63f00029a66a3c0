"""What they need."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from throughcare.foundation.actor import Actor
from throughcare.referrals import queries
from throughcare.web.clients.pages import called
from throughcare.web.referrals.draft_forms import HOW_SOON, NeedForm

from .stages import journey

# --- what they need


@dataclass(frozen=True)
class Need:
    client_id: UUID
    called: str
    stages: list[dict[str, str]]
    form: NeedForm
    action: str
    back: str
    prompt_notes: Mapping[str, str]
    urgency_notes: Mapping[str, str]
    lately: list[Any]  # what was promised before, so that nobody asks twice without knowing


def need_page(actor: Actor, client: Any, form: NeedForm, *, now: datetime, draft: Any = None) -> Need:
    here = reverse("client", args=[client.pk])
    return Need(
        client_id=client.pk,
        called=called(client),
        stages=journey(0),
        form=form,
        action=reverse("draft-need", args=[draft.pk]) if draft else reverse("draft-new", args=[client.pk]),
        back=reverse("draft", args=[draft.pk]) if draft else here,
        prompt_notes={prompt["id"]: prompt_note(prompt) for prompt in queries.urgency_prompts()},
        urgency_notes=HOW_SOON,
        lately=[row for row in queries.lately_of(actor, client.pk, at=now) if draft is None or row.pk != draft.pk],
    )


def prompt_note(prompt: Mapping[str, Any]) -> str:
    suggested = queries.Urgency(prompt["urgency"]).label if prompt["urgency"] else ""
    suggests = f"Suggests: {suggested}." if suggested else ""
    return " ".join(filter(None, [suggests, prompt.get("also", {}).get("en", "")]))


def need_so_far(draft: Any) -> dict[str, Any]:
    names = (
        "need",
        "service_type",
        "kind",
        "reason",
        "question",
        "wishes",
        "barriers",
        "prompts",
        "urgency",
        "urgency_reason",
        "again_reason",
    )
    waits = {True: "yes", False: "no", None: ""}[draft.awaits_treatment]
    so_far = {name: getattr(draft, name) for name in names}
    return {"key": draft.pk, "seen": json.dumps(queries.marks_of(draft, so_far)), "awaits_treatment": waits} | so_far


def package_so_far(draft: Any) -> dict[str, Any]:
    marks = queries.marks_of(draft, {"package": {}, "hears_back": ""})
    return draft.package | {"hears_back": draft.hears_back, "seen": json.dumps(marks)}
