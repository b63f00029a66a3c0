"""A form that two people may have open at once."""

import json
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from throughcare.foundation.two_writers import BothWrote

MEANWHILE = "Somebody else wrote here meanwhile: “{}”. What you wrote is in the field. Make it right, and press again."


class SeenForm(forms.Form):
    """Says what it showed, so that of two people who write at once neither writes over the other."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> dict[str, str]:
        try:
            seen = json.loads(self.cleaned_data["seen"] or "{}")
        except ValueError:
            return {}
        return {str(name): str(mark) for name, mark in seen.items()} if isinstance(seen, dict) else {}

    def show_both(self, both: BothWrote, marks: dict[str, str]) -> None:
        """What stands there now beside what was typed. Pressed once more, what was typed is kept."""
        seen = self.cleaned_data["seen"]
        for name, words in both.stands.items():
            seen |= {mark: marks[mark] for mark in (name, f"package/{name}") if mark in marks}
            self.add_error(name, MEANWHILE.format(self.in_words(name, words)))
        self.data = MultiValueDict({**dict(self.data.lists()), "seen": [json.dumps(seen)]})  # type: ignore[attr-defined]

    def in_words(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", []))
        if isinstance(value, bool):
            return "ticked" if value else "not ticked"
        words = [str(choices.get(each, each)) for each in (value if isinstance(value, list) else [value])]
        return ", ".join(word for word in words if word and word != "None") or "nothing"
