"""What the public pages of a network show: crisis help first, and an honest word on who calls back and by when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from throughcare.accounts.queries import HelpDesk
from throughcare.crisis import queries as crisis

from .forms import AskForm

FOR_ANYONE = ("988", "crisis-text-line", "988-spanish-text", "911")


@dataclass(frozen=True)
class Lines:
    """Whom to call or write to at any hour, in this language."""

    language: str

    @property
    def lines(self) -> list[crisis.Resource]:
        return [one for one in crisis.spoken_in(self.language) if one.id in FOR_ANYONE]

    @property
    def more_lines(self) -> list[crisis.Resource]:
        return [one for one in crisis.spoken_in(self.language) if one.id not in FOR_ANYONE]


@dataclass(frozen=True, kw_only=True)
class Door(Lines):
    """One page of a network for whoever comes without an account."""

    desk: HelpDesk
    address: str
    here: str  # this page, without its language


def lines() -> Lines:
    return Lines(translation.get_language() or "en")


def door(desk: HelpDesk, *, address: str, about: str = "") -> Door:
    here = reverse("help-ask", args=[address, about]) if about else reverse("help", args=[address])
    return Door(lines().language, desk=desk, address=address, here=here)


@dataclass(frozen=True)
class Thanks:
    """After it was kept. `by` is when the desk has promised to call; never a word on whether anybody is known."""

    called: str
    about: str
    is_for_now: bool
    by: datetime | None
    staffed_at: datetime | None  # only where nobody sits there now


def thanks(request: Any, desk: HelpDesk, *, at: datetime) -> Thanks:
    is_for_now = request.wants_today or request.names_danger
    away = desk.staffed_at if desk.staffed_at and desk.staffed_at > at else None
    return Thanks(request.called, request.about, is_for_now, request.due_at, away)


def form_page(door: Door, form: AskForm) -> dict[str, Any]:
    parts = [[form[name] for name in part] for part in form.parts]
    return {"door": door, "form": form, "parts": parts, "is_for_now": form.is_bound and form.is_for_now}
