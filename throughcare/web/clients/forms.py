"""What people write on a client's record. What was typed is never lost; `facts()` are the keywords of the action."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from throughcare.clients import queries
from throughcare.web.choices import offer
from throughcare.web.seen import SeenForm

from . import codes

Facts = dict[str, Any]
TIME = {"type": "time"}
DATE = {"type": "date"}
POSTAL_CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9 -]{2,11}$", "Write a postal code, such as 33130.")


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"), **more)


def hour(label: str, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs=TIME, format="%H:%M"), **more)


class KeyedForm(forms.Form):
    """`key` is the id that the new row will have, so that the same form sent twice makes one row."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def facts(self) -> Facts:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def one(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, words)


class RouteFields(forms.Form):
    """One way to reach somebody: when it is safe, and what may be said there."""

    is_safe = forms.BooleanField(label="It is safe to use", required=False, initial=True)
    safe_from = hour("Safe from", help_text="Leave both empty where any hour is safe.")
    safe_until = hour("Safe until")
    may_leave_message = forms.BooleanField(label="We may leave a message", required=False)
    may_say_who_calls = forms.BooleanField(label="We may say who calls", required=False)
    note = forms.CharField(label="What else to know", max_length=200, required=False)

    def clean(self) -> Facts:
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("safe_from"), data.get("safe_until")
        if (begins is None) != (ends is None) and not {"safe_from", "safe_until"} & set(self.errors):
            self.add_error("safe_until" if begins else "safe_from", "Give both hours, or none.")
        elif begins and ends and begins >= ends:
            self.add_error("safe_until", "The safe hours end before they begin.")
        return data


ROUTE_FACTS = ("is_safe", "safe_from", "safe_until", "may_leave_message", "may_say_who_calls", "note")


class RouteForm(KeyedForm, RouteFields):
    kind = forms.ChoiceField(label="How", choices=queries.RouteKind.choices)
    value = forms.CharField(label="Number, address, person or place", max_length=200)

    field_order = ["key", "kind", "value", *ROUTE_FACTS]


class PersonFields(forms.Form):
    """Who somebody is, what they need to be understood, where they live and who pays."""

    name = forms.CharField(label="Full name", max_length=200, help_text="As on their papers.")
    goes_by = forms.CharField(label="Goes by", max_length=100, required=False, help_text="What they want to be called.")
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    born_on = day("Date of birth")
    language = forms.ChoiceField(label="Language they want to speak", initial="en")
    needs_interpreter = forms.BooleanField(label="Needs an interpreter", required=False)
    access_needs = forms.CharField(
        label="What they need to take part", max_length=200, required=False,
        help_text="For example: step-free, large print, a quiet room, someone with them.",
    )  # fmt: skip
    postal_code = forms.CharField(label="Postal code", max_length=12, required=False, validators=[POSTAL_CODE])
    time_zone = forms.ChoiceField(
        label="Their clock", required=False, choices=[("", "The same as ours"), *queries.zones()],
        help_text="Safe hours are meant on it, for calls and for messages.",
    )  # fmt: skip
    payer = forms.ChoiceField(label="Who pays", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self, "language", codes.languages())
        offer(self, "payer", codes.payers())

    def clean_born_on(self) -> date | None:
        born_on = self.cleaned_data["born_on"]
        if born_on and not (self.today.year - 120 <= born_on.year and born_on <= self.today):
            raise forms.ValidationError("Check the year.")
        return born_on


class ClientForm(KeyedForm, PersonFields, RouteFields):
    """A new client with the first way to reach them."""

    kind = forms.ChoiceField(label="How", required=False, choices=[("", "Not known yet"), *queries.RouteKind.choices])
    value = forms.CharField(label="Number, address, person or place", max_length=200, required=False)

    def clean(self) -> Facts:
        data = super().clean() or self.cleaned_data
        if data.get("kind") and not data.get("value"):
            self.one("value", "Write the number, address, person or place.")
        if data.get("value") and not data.get("kind"):
            self.one("kind", "Say how it reaches them.")
        return data

    def route(self) -> Facts | None:
        data = self.cleaned_data
        return {name: data[name] for name in ("kind", "value", *ROUTE_FACTS)} if data["kind"] else None

    def facts(self) -> Facts:
        return {name: value for name, value in super().facts().items() if name not in {"kind", "value", *ROUTE_FACTS}}


class CorrectPerson(SeenForm, PersonFields):
    """What is written of them, to be put right."""


class CorrectRoute(SeenForm, RouteFields):
    """A way to reach them is safe no more, or at other hours. Another number is another way, and is added."""


class DecisionFields(forms.Form):
    """For what, on which paper and for how long somebody decides, or that they must never be told."""

    scope = forms.MultipleChoiceField(
        label="What for", choices=list(queries.SCOPES.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    document = forms.CharField(label="On which paper", max_length=200, required=False, help_text="Order, deed, form.")
    from_on = day("From")
    until_on = day("Until")
    never_tell = forms.BooleanField(
        label="Never tell this person anything", required=False, help_text="It stands above everything ticked here."
    )

    def clean(self) -> Facts:
        data = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("until_on") and data["until_on"] < data["from_on"]:
            self.add_error("until_on", "It ends before it begins.")
        if not data.get("never_tell") and not data.get("scope") and "scope" not in self.errors:
            self.add_error("scope", "Tick what this person decides or is told.")
        return data


class DecisionMakerForm(KeyedForm, DecisionFields):
    name = forms.CharField(label="Name", max_length=200)
    acts_as = forms.ChoiceField(label="Who they are", choices=queries.DecisionMaker.As.choices)

    field_order = ["key", "name", "acts_as"]


class CorrectDecisionMaker(SeenForm, DecisionFields):
    """Their right ends, is for something else, or they must never be told from now on."""


class MergeForm(forms.Form):
    """How it is known that two records are one person."""

    reason = forms.CharField(
        label="How do you know that it is the same person?", max_length=300,
        help_text="For example: they said so, with the old address. It stays with both records.",
    )  # fmt: skip
    birth_dates_checked = forms.BooleanField(
        label="The birth dates differ. I checked them, and it is the same person", required=False
    )

    def __init__(self, *args: Any, dates_differ: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dates_differ:
            del self.fields["birth_dates_checked"]

    def clean(self) -> Facts:
        data = super().clean() or self.cleaned_data
        if "birth_dates_checked" in self.fields and not data.get("birth_dates_checked"):
            self.add_error("birth_dates_checked", "Check the birth dates first. Two people can share a name.")
        return data

    def facts(self) -> Facts:
        return dict(self.cleaned_data)


class SituationForm(forms.Form):
    situation = forms.ChoiceField(label="Where they are now", choices=queries.Situation.choices)
    source = forms.CharField(label="Who says so", max_length=200)
    review_on = day("Ask again on", help_text="Needed in hospital, custody or residential care, and when missing.")

    def facts(self) -> Facts:
        return dict(self.cleaned_data)


class LostCoverageForm(forms.Form):
    uncovered_from = forms.DateField(
        label="From when on are they not covered?", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"required": "Say from when on."},
    )  # fmt: skip
    source = forms.CharField(label="Who says so", max_length=200, error_messages={"required": "Say who says so."})

    def facts(self) -> Facts:
        return dict(self.cleaned_data)


class CoveredForm(forms.Form):
    covered = forms.ChoiceField(
        label="How does it go on?", widget=forms.RadioSelect, error_messages={"required": "Say how it goes on."}
    )
    payer = forms.ChoiceField(label="Who pays now, if somebody else does", required=False)
    source = forms.CharField(label="Who says so", max_length=200, error_messages={"required": "Say who says so."})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "covered", [(key, way["words"]) for key, way in queries.ways_to_be_covered().items()])
        offer(self, "payer", codes.payers())

    def clean(self) -> Facts:
        data = super().clean() or self.cleaned_data
        if data.get("covered") and (
            missing := queries.missing_in_coverage(data["covered"], payer=data.get("payer", ""))
        ):
            self.add_error("payer", missing)
        return data

    def facts(self) -> Facts:
        return dict(self.cleaned_data)


class MedicineForm(forms.Form):
    medicine_until = day(
        "Medicine runs out on", help_text="Near that day, open referrals become more urgent by themselves."
    )

    def facts(self) -> Facts:
        return dict(self.cleaned_data)
