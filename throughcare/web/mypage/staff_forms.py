"""What staff type for somebody's own page, with the person beside them."""

from typing import Any

from django import forms

from throughcare.foundation.ids import uuid7

KINDS = [("word", "A word"), ("pin", "A number"), ("date", "A date")]


class WordForm(forms.Form):
    kind = forms.ChoiceField(label="What do they choose?", choices=KINDS, widget=forms.RadioSelect, initial="word")
    said = forms.CharField(
        label="What they chose", max_length=100,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text="They type it themselves, or whisper it. Nobody can read it here afterwards.",
    )  # fmt: skip
    again = forms.CharField(
        label="Once more", max_length=100, widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "said" in said and "again" in said and said["said"] != said["again"]:
            self.add_error("again", "The two are not the same. Let them type it once more.")
        return said


class IssueForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    went_to = forms.ChoiceField(label="Which way does it reach them?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, routes: list[Any]) -> None:
        super().__init__(data, initial={"key": uuid7(), "went_to": "card"}, auto_id="issue-%s")
        safe = [
            (str(one.pk), f"A link to {one.value}")
            for one in routes
            if one.is_safe and one.kind in {"text", "email", "phone"}
        ]
        field = self.fields["went_to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("card", "A paper card, given by hand"), *safe]
