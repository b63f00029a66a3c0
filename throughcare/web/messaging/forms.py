"""That somebody wants messages, and a quiet message written by hand."""

from typing import Any

from django import forms

from throughcare.foundation.ids import uuid7


class OptInForm(forms.Form):
    route = forms.ChoiceField(label="Where do they want messages?", widget=forms.RadioSelect)
    how = forms.CharField(label="How did they say so?", max_length=200, help_text="For example: by phone on Tuesday.")

    def __init__(self, data: Any = None, *, routes: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="opt-in-%s")
        self.fields["route"].choices = routes  # type: ignore[attr-defined]


class WriteForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    template = forms.ChoiceField(label="What should it say?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, templates: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"key": uuid7()}, auto_id="write-%s")
        self.fields["template"].choices = templates  # type: ignore[attr-defined]
