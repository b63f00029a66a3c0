"""Today's appointments, typed, pasted or as a file. What was typed comes back; a file is read once and kept nowhere."""

from datetime import date
from typing import Any

from django import forms

from throughcare.foundation import tables

from . import lines

MOST_TYPED = 40_000
MOST_BYTES = 256 * 1024


class ListForm(forms.Form):
    people = forms.CharField(
        label="Today’s appointments",
        required=False,
        max_length=MOST_TYPED,
        help_text="One person a line: name, birth date, TC number, in any order. What you have is enough.",
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Or a list as a file",
        required=False,
        help_text="CSV, as your schedule saves it. It is read and not kept.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )

    def __init__(self, *said: Any, today: date, month_first: bool) -> None:
        super().__init__(*said)
        self.today, self.month_first = today, month_first
        self.read: list[lines.Asked | lines.Bad] = []
        self.too_many = 0

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError("This file is too large for a list of one day.")
        try:
            return tables.text_of(file.read())
        except tables.Unreadable as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        texts = [data.get("people") or "", data.get("file") or ""]
        if not any(text.strip() for text in texts) and not self.errors:
            raise forms.ValidationError("Write or paste at least one line.")
        found = [one for text in texts for one in lines.read(text, today=self.today, month_first=self.month_first)]
        self.read, self.too_many = found[: lines.MOST], max(len(found) - lines.MOST, 0)
        return data
