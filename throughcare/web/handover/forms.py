"""What is handed over, to whom, and with which words."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from throughcare.web.choices import offer


class HandOverForm(forms.Form):
    """`picked`: the ticked rows; `whole`: everything that this person holds, ticked or not."""

    picked = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "One of them is gone. Look again."}
    )
    whole = forms.BooleanField(label="Everything on this list", required=False)
    to = forms.ChoiceField(label="To whom", error_messages={"required": "Choose who takes it over."})
    note = forms.CharField(
        label="Note for them", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What they cannot read in the record: what you promised, what works, what to be careful about.",
    )  # fmt: skip

    def __init__(self, said: QueryDict | None, *, rows: Iterable[UUID], people: Iterable[tuple[str, str]]) -> None:
        super().__init__(said, auto_id="over-%s")
        self.rows = list(rows)
        offer(self, "picked", [(str(pk), "") for pk in self.rows])
        offer(self, "to", [("", "Choose a colleague"), *people])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not said["whole"] and not said.get("picked"):
            self.add_error("whole", "Tick what to hand over, or everything.")
        return said

    @property
    def chosen(self) -> list[UUID]:
        said = self.cleaned_data
        return self.rows if said["whole"] else [UUID(pk) for pk in said["picked"]]

    @property
    def ticked(self) -> list[str]:
        return self.data.getlist("picked") if isinstance(self.data, QueryDict) else []


class PickedForm(HandOverForm):
    """What was picked on the work list: every row is ticked until somebody takes the tick away."""

    def __init__(self, said: QueryDict | None, *, rows: Iterable[UUID], people: Iterable[tuple[str, str]]) -> None:
        super().__init__(said, rows=rows, people=people)
        del self.fields["whole"]

    def clean(self) -> dict[str, Any]:
        said = forms.Form.clean(self) or self.cleaned_data
        if not said.get("picked"):
            raise forms.ValidationError("Tick what to hand over.")
        return said

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["picked"]]

    @property
    def ticked(self) -> list[str]:
        return super().ticked if self.is_bound else [str(pk) for pk in self.rows]


class WhoseForm(forms.Form):
    """Whose caseload a lead looks at. Whatever does not fit is one's own."""

    whose = forms.ChoiceField(label="Whose work", required=False)

    def __init__(self, said: Any, *, people: Iterable[tuple[str, str]]) -> None:
        super().__init__(said, auto_id="whose-%s")
        offer(self, "whose", people)
        self.is_valid()

    @property
    def chosen(self) -> UUID | None:
        key = self.cleaned_data.get("whose")
        return UUID(key) if key else None


class GiveBackForm(forms.Form):
    reason = forms.CharField(
        label="Why you give it back", max_length=300, error_messages={"required": "Say why, for the one who goes on."}
    )
