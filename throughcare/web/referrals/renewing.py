"""A consent that was given for a minor, before it ends: they are asked themselves, on the page of what rests on it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from throughcare.clients import queries as clients
from throughcare.consent import queries as consent
from throughcare.foundation.ids import uuid7
from throughcare.referrals.lifecycle import COORDINATOR, ENDED, PREPARED, SENDER

from .offers import Here


class RenewForm(forms.Form):
    """`key` is the id that the new consent will have, so that the same form sent twice is one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="How did they agree?",
        choices=[
            (kind, kind.label)
            for kind in consent.BasisKind
            if kind in {consent.BasisKind.WRITTEN, consent.BasisKind.VERBAL}
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how they agreed."},
    )
    given_by = forms.CharField(
        label="Their name, as they gave it", max_length=200, error_messages={"required": "Write who gave it."}
    )
    feedback = forms.ChoiceField(
        label="What may they tell us afterwards?",
        choices=consent.Feedback.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Ask what may be told, and choose it."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="renew-%s", initial={"key": uuid7()})


@dataclass(frozen=True)
class Renewal:
    ends_on: date
    form: RenewForm
    refusal: str

    @property
    def opened(self) -> bool:
        return bool(self.form.is_bound)


def renewal_of(handoff: Any, here: Here, parts: Any) -> Renewal | None:
    """For the sending side of what was sent and goes on; None where nothing ends on a birthday."""
    if handoff.status in {PREPARED, ENDED} or not set(parts) & {SENDER, COORDINATOR}:
        return None
    ends_on = consent.ends_on_birthday(here.actor, handoff.basis_id) if handoff.basis_id else None
    refused = here.refusal_of("renew")
    if ends_on is None or timezone.localdate(here.now) < clients.asked_from(ends_on):
        return None
    return Renewal(ends_on, refused.form if refused else RenewForm(), refused.words if refused else "")
