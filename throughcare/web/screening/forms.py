"""The form of a screen: how it was asked, then the instrument's own questions. What was typed is never lost."""

from datetime import datetime
from typing import Any

from django import forms

from throughcare.screening import queries
from throughcare.screening.actions import Asking
from throughcare.screening.queries import Instrument, Item
from throughcare.web.clients import codes

YES_NO = [("yes", "Yes, alone"), ("no", "No, someone else was there")]


class ScreenForm(forms.Form):
    """One field for each question, named by its link id."""

    sending = forms.UUIDField(widget=forms.HiddenInput)
    answered_by = forms.ChoiceField(
        label="Who gives the answers?", choices=queries.AnsweredBy.choices, widget=forms.RadioSelect
    )
    interpreter = forms.ChoiceField(
        label="Is somebody interpreting?", choices=queries.Interpreter.choices, widget=forms.RadioSelect
    )
    asked_alone = forms.ChoiceField(label="Are they alone with you?", choices=YES_NO, widget=forms.RadioSelect)
    taken_at = forms.DateTimeField(
        label="When was it asked?",
        required=False,
        help_text="Only if it was not just now, for example on paper.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, instrument: Instrument, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.at = instrument, at
        self.fields["language"] = forms.ChoiceField(
            label="Language spoken", choices=codes.languages(self.initial.get("language", ""))
        )
        for item in instrument.items:
            self.fields[item.link_id] = question(item)
        self.fields["incomplete_because"] = forms.ChoiceField(
            label="If a question stays open: why?",
            required=False,
            choices=[("", "Nothing stays open"), *queries.WhyIncomplete.choices],
        )

    def questions(self) -> list[tuple[int, Item, forms.BoundField]]:
        items = enumerate(self.instrument.items, start=1)
        return [(number, item, self[item.link_id]) for number, item in items]

    def clean_taken_at(self) -> datetime | None:
        taken_at = self.cleaned_data["taken_at"]
        if taken_at and taken_at > self.at:
            raise forms.ValidationError("This time has not come yet.")
        return taken_at

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = queries.missing_explanation(self.instrument, self.answers, data.get("incomplete_because", ""))
        if words:
            self.add_error("incomplete_because", words)
        return data

    @property
    def answers(self) -> dict[str, str]:
        """Link id → answer code, of the questions that have a valid answer so far."""
        codes = {item.link_id: self.data.get(item.link_id, "") for item in self.instrument.items}
        return {item.link_id: codes[item.link_id] for item in self.instrument.items if item.answer(codes[item.link_id])}

    @property
    def asking(self) -> Asking:
        data = self.cleaned_data
        return Asking(
            language=data["language"],
            interpreter=data["interpreter"],
            answered_by=data["answered_by"],
            asked_alone=data["asked_alone"] == "yes",
            taken_at=data["taken_at"],
            incomplete_because=data["incomplete_because"],
            sending=data["sending"],
        )


def question(item: Item) -> forms.ChoiceField:
    choices = [(answer.code, answer.text["en"]) for answer in item.answers]
    return forms.ChoiceField(label=item.text["en"], required=False, choices=choices, widget=forms.RadioSelect)
