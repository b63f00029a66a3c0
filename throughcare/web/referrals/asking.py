"""Trying to reach the person, and asking them later whether it helped: what the page shows, and the two forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from throughcare.clients import queries as clients
from throughcare.foundation.ids import uuid7
from throughcare.foundation.steps import CAN_BE_TOLD, Route
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.web.choices import offer

from .forms import choice, moment
from .offers import Here


class AttemptForm(forms.Form):
    """`key` is the id that the new row will have, so that the same form sent twice makes one row."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label="How did you try?", error_messages={"required": "Say by which route."})
    outcome = choice("What came of it?", (), missing="Choose what came of it.")
    happened_at = moment("When?", help_text="If it was not just now.")
    note = forms.CharField(label="What else to know", max_length=300, required=False)

    def __init__(self, data: Any = None, *, client_id: UUID) -> None:
        super().__init__(data, auto_id="attempt-%s", initial={"key": uuid7()})
        known = [(str(route.pk), words_of(route)) for route in clients.routes(client_id) if route.is_safe]
        offer(self, "how", [("", "Choose"), *known, *clients.RouteKind.choices])
        offer(self, "outcome", [(key, known["words"]) for key, known in queries.outcomes().items()])

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        is_kind = said["how"] in clients.RouteKind.values
        way = {"route_kind": said["how"]} if is_kind else {"contact_route_id": UUID(said["how"])}
        return way | {name: said[name] for name in ("key", "outcome", "happened_at", "note")}


class HelpedForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    answer = choice("Did it help?", (), missing="Choose the answer. “Asked, not answered” is one.")
    said_by = forms.CharField(
        label="Who said so?", max_length=200, required=False, help_text="The client, or who with them."
    )
    route = forms.ChoiceField(label="How did you ask?", choices=CAN_BE_TOLD[1:])
    words = forms.CharField(label="In their words", max_length=300, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="helped-%s", initial={"key": uuid7()})
        offer(self, "answer", [(key, known["words"]) for key, known in queries.answers().items()])

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def words_of(route: Any) -> str:
    hours = f", {route.safe_from:%H:%M} to {route.safe_until:%H:%M}" if route.safe_from and route.safe_until else ""
    return f"{route.get_kind_display()} {route.value}{hours}"


@dataclass(frozen=True)
class Said:
    """One attempt or one answer, in words."""

    what: str
    who: str
    at: datetime
    how: str
    note: str


@dataclass(frozen=True)
class Asking:
    rows: list[Said]
    form: Any  # None where nothing more is written down
    refusal: str
    is_shown: bool

    @property
    def opened(self) -> bool:
        return bool(self.form is not None and self.form.is_bound)


def attempts(referral: Any, here: Here, *, may_act: bool) -> Asking:
    kinds = dict(clients.RouteKind.choices)
    rows = [
        Said(
            queries.outcomes()[row.outcome]["words"], row.by_name, row.happened_at, str(kinds[row.route_kind]), row.note
        )
        for row in queries.attempts_of(referral)
    ]
    refused, form = here.refusal_of("attempt"), None
    if may_act and REFERRAL.is_open(referral.status) and clients.may_be_contacted(referral.client):
        form = refused.form if refused else AttemptForm(client_id=referral.client_id)
    return Asking(rows, form, refused.words if refused and form else "", bool(rows or form))


def helped(referral: Any, here: Here, *, may_act: bool, steps: Iterable[str]) -> Asking:
    if not queries.have_been_there(referral, steps):
        return Asking([], None, "", False)
    rows = [
        Said(queries.answers()[row.answer]["words"], row.by_name, row.happened_at, Route(row.route).label, row.words)
        for row in queries.helped_answers_of(referral)
    ]
    refused, form = here.refusal_of("helped"), None
    if may_act:
        form = refused.form if refused else HelpedForm()
    return Asking(rows, form, refused.words if refused and form else "", bool(rows or form))
