"""What is asked of several services at once, without a name."""

from typing import Any
from uuid import UUID

from django import forms


class AskForm(forms.Form):
    need = forms.CharField(
        label="What you ask for, without a name", max_length=200,
        help_text="This goes to each service you tick, with the band of ages, language, payer and area below.",
    )  # fmt: skip

    def __init__(self, said: Any = None, *, need: str) -> None:
        super().__init__(said, auto_id="ask-%s", initial={"need": need})
        self.ticked = said.getlist("service") if said is not None else []

    def clean(self) -> dict[str, Any]:
        try:
            self.services = [UUID(pk) for pk in self.ticked]
        except ValueError:
            raise forms.ValidationError("One of these services is not known. Choose from the list.") from None
        if not self.services:
            raise forms.ValidationError("Tick the services to ask.")
        return super().clean() or self.cleaned_data
