"""What is said of a paper that came in."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from throughcare.tray import queries as tray


class PutInForm(forms.Form):
    file = forms.FileField(
        label="The scan", help_text="A PDF, TIFF, PNG or JPEG, as the scanner made it.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty."},
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="put-in-%s")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > tray.most_bytes():
            raise forms.ValidationError(f"At most {tray.most_bytes() // 1024 // 1024} MB. Scan it in black and white.")
        return file


class MatchForm(forms.Form):
    code = forms.CharField(
        label="The code on it", max_length=20, help_text="Ten signs, under the square and at the foot of each page.",
        error_messages={"required": "Type the code."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="match-%s")


class AsideForm(forms.Form):
    reason = forms.CharField(
        label="Why is it not for us?", max_length=300, help_text="For example: advertising, a wrong number.",
        error_messages={"required": "Say why, in a few words."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="aside-%s")


class PassOnForm(forms.Form):
    desk = forms.TypedChoiceField(
        label="Which desk is it for?", coerce=UUID, error_messages={"required": "Choose the desk."}
    )
    reason = forms.CharField(
        label="Why is it for them?", max_length=300, error_messages={"required": "Say why, in a few words."}
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, desks: Iterable[Any], held_by: UUID | None) -> None:
        super().__init__(data, auto_id="pass-on-%s", initial={"seen": held_by})
        others = [(str(one.pk), one.name) for one in desks if one.pk != held_by]
        field: Any = self.fields["desk"]
        field.choices = [("", "Choose a desk"), *others]
        self.has_others = bool(others)
