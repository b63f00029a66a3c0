"""Whom a copy is for and where the answer goes; what became of one."""

from typing import Any

from django import forms

from throughcare.documents.queries import Outcome
from throughcare.foundation.ids import uuid7
from throughcare.web.clients.forms import KeyedForm
from throughcare.web.referrals.forms import moment


class CopyForm(KeyedForm):
    recipient = forms.CharField(
        label="Whom is this copy for?", max_length=200, help_text="Each page names them.",
        error_messages={"required": "Say whom it is for."},
    )  # fmt: skip
    number = forms.CharField(
        label="Their fax number", max_length=40, required=False, help_text="Empty where you hand it over or mail it."
    )
    back_to = forms.CharField(
        label="Your fax number for the answer", max_length=40,
        error_messages={"required": "Say where the answer goes."},
    )  # fmt: skip

    def __init__(self, data: Any = None, **known: str) -> None:
        super().__init__(data, auto_id="copy-%s", initial={"key": uuid7(), **known})


class ReplyForm(CopyForm):
    """Nothing comes back on it: whoever has a question calls."""

    back_to = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_back_to(self) -> str:
        return str(self.initial["back_to"])


class DeliveryForm(KeyedForm):
    outcome = forms.ChoiceField(
        label="What happened?", choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )  # fmt: skip
    happened_at = moment("When?", help_text="Empty: just now.")
    note = forms.CharField(label="More, in a few words", max_length=300, required=False)

    def __init__(self, data: Any = None, *, copy_id: Any) -> None:
        self.copy_id = copy_id
        super().__init__(data, auto_id=f"delivery-{copy_id}-%s", initial={"key": uuid7()})


class FaxForm(KeyedForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid7()})
