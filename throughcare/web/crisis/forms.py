"""What a person says with a step of a risk signal. A step that needs only a click has an empty form."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from throughcare.accounts import queries as accounts
from throughcare.crisis import queries
from throughcare.crisis.actions import Finding, Said
from throughcare.foundation.actor import Actor
from throughcare.foundation.steps import CAN_BE_TOLD, Route

Words = dict[str, Any]
MOST = 50  # names that one still finds in a list
UNTIL_THEN = "You hold it until they press “I have them”."


class StepForm(forms.Form):
    """Made for one signal and one actor; `words()` are the keywords of the action."""

    def __init__(self, *args: Any, signal: Any, actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "signal-%s", **kwargs})
        self.signal, self.actor, self.at = signal, actor, at

    def words(self) -> Words:
        return {}


class AnswerForm(StepForm):
    level = forms.ChoiceField(
        label="What level of risk did you find?",
        choices=queries.Level.choices,
        widget=forms.RadioSelect,
    )
    method = forms.ChoiceField(
        label="How did you come to it?", choices=queries.Method.choices, widget=forms.RadioSelect
    )
    done = forms.CharField(
        label="What was done?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For whoever sees them next: what they said, what you agreed, who knows.",
    )
    said_by = forms.CharField(
        label="Whose judgment is it, if not yours?", required=False, max_length=200, help_text="Name and role."
    )
    route = forms.ChoiceField(label="How did it reach you?", choices=CAN_BE_TOLD, initial=Route.HERE, required=False)
    happened_at = forms.DateTimeField(
        label="When, if not just now?",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in queries.missing_in_answer(cause="", level="", method="", done="").items():
            self.fields[name].error_messages["required"] = words

    def clean_happened_at(self) -> datetime | None:
        happened_at = self.cleaned_data["happened_at"]
        if happened_at and happened_at > self.at:
            raise forms.ValidationError("This time has not come yet.")
        return happened_at

    def clean(self) -> Words:
        data = super().clean() or self.cleaned_data
        asked = {name: data.get(name, "") for name in ("level", "method", "done")}
        missing = queries.missing_in_answer(cause=self.signal.cause, **asked)
        for name in set(missing) - set(self.errors):
            self.add_error(name, missing[name])
        return data

    def words(self) -> Words:
        data = self.cleaned_data
        said = Said(by=data["said_by"], route=data["route"] or Route.HERE, happened_at=data["happened_at"])
        found = Finding(level=data["level"], method=data["method"], done=data["done"])
        return {"found": found, "said": said}


class AskForm(StepForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a person or a desk"), *who_could_take_it(self.signal, self.actor)]
        self.fields["to"] = forms.ChoiceField(label="Who takes it?", choices=choices, help_text=UNTIL_THEN)

    def words(self) -> Words:
        kind, _, key = self.cleaned_data["to"].partition(":")
        return {"to_desk" if kind == "desk" else "to": UUID(key)}


class VoidForm(StepForm):
    reason = forms.CharField(label="What was entered in error?", widget=forms.Textarea(attrs={"rows": 2}))

    def words(self) -> Words:
        return {"said": Said(reason=self.cleaned_data["reason"])}


FORMS: dict[str, type[StepForm]] = {
    "answer": AnswerForm,
    "ask": AskForm,
    "keep": StepForm,
    "take": StepForm,
    "void": VoidForm,
}


def who_could_take_it(signal: Any, actor: Actor) -> list[tuple[str, str]]:
    """Colleagues (in a large organization: of the own desk) and desks, without the one who holds it."""
    colleagues = accounts.members(actor).filter(active=True).exclude(pk=signal.holder_id)
    people = list(colleagues[: MOST + 1])
    if len(people) > MOST and actor.desk_id:
        people = list(colleagues.filter(desk_id=actor.desk_id)[:MOST])
    desks = [desk for desk in accounts.desks(actor) if desk.pk != signal.holder_desk_id]
    return [(f"person:{m.pk}", m.person.name) for m in people] + [(f"desk:{d.pk}", f"{d.name} (desk)") for d in desks]
