"""What somebody at a listed place says on the phone is not as it is listed."""

from typing import Any

from django import forms

from throughcare.web.referrals.forms import words


class WordsForm(forms.Form):
    words = words(
        "What is different?",
        missing="Write down what is different.",
        help_text="In their words. Name no person in need.",
    )
    said_by = forms.CharField(
        label="Who says so?", max_length=150, help_text="Name and role.",
        error_messages={"required": "Write down who said so."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="listing-%s")

    @property
    def facts(self) -> dict[str, str]:
        return {"words": self.cleaned_data["words"], "by": f"{self.cleaned_data['said_by']}, by phone"}
