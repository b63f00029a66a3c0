"""What somebody at a place said on the phone of one of those who were sent there: one press a line."""

from typing import Any
from uuid import UUID

from django import forms

RESULTS = [("hear_came", "They came"), ("hear_not_come", "They did not come"), ("hear_nothing", "Not known")]


class HeardForm(forms.Form):
    """`result`: a step, whose ask it is of, and what had been done last when the page was made."""

    said_by = forms.CharField(
        label="Who answers there?", max_length=200, help_text="Name and role. It stands with each answer.",
        error_messages={"required": "Write down who answers there, then press again."},
    )  # fmt: skip
    reason = forms.CharField(
        label="More, in a few words", max_length=300, required=False, help_text="Goes with the next press only."
    )
    result = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, said_by: str = "") -> None:
        super().__init__(data, auto_id="heard-%s", initial={"said_by": said_by})

    def clean_result(self) -> str:
        name, _, rest = self.cleaned_data["result"].partition(":")
        handoff_id, _, after = rest.partition(":")
        try:
            known = {"name": name, "handoff_id": UUID(handoff_id), "after": after}
        except ValueError:
            raise forms.ValidationError("Press what they said.") from None
        if name not in dict(RESULTS):
            raise forms.ValidationError("Press what they said.")
        self.cleaned_data |= known
        return self.cleaned_data["result"]

    @property
    def words(self) -> str:
        return dict(RESULTS)[self.cleaned_data["name"]]
