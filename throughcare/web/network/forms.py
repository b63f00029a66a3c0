"""What somebody looks for in the directory. Every field may stay empty; the address of a search can be sent on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from throughcare.accounts.roles import LegalKind
from throughcare.network import queries
from throughcare.web.choices import offer

WITHIN = [
    ("", "Within 30 miles"),
    ("8", "Within 5 miles"),
    ("24", "Within 15 miles"),
    ("97", "Within 60 miles"),
    ("any", "Any distance"),
]
USUALLY_WITHIN = 48  # km (30 miles), where somebody says near what and not how far
OLDEST = 120
FEWEST_TO_CHOOSE = 2


def hinted(words: str) -> forms.TextInput:
    """The label is hidden in a row of filters; this says it in the empty field."""
    return forms.TextInput({"placeholder": words})


class DirectoryForm(forms.Form):
    q = forms.CharField(label="Name, need or words", required=False, max_length=200)
    type = forms.ChoiceField(label="Kind of service", required=False)
    near = forms.CharField(
        label="Near this ZIP code or city", required=False, max_length=100, widget=hinted("ZIP code or city")
    )
    within = forms.ChoiceField(label="How far", required=False, choices=WITHIN)
    language = forms.ChoiceField(label="Language", required=False)
    payer = forms.ChoiceField(label="Who pays", required=False)
    age = forms.IntegerField(
        label="Age", required=False, min_value=0, max_value=OLDEST, widget=forms.NumberInput({"placeholder": "Age"})
    )

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self.fields["type"].choices = [("", "Any kind"), *queries.grouped_types()]  # type: ignore[attr-defined]
        for name, any_of in (("language", "Any language"), ("payer", "Any payer")):
            self.fields[name].choices = [("", any_of), *queries.labels(f"{name}s").items()]  # type: ignore[attr-defined]

    def asked(self) -> queries.Asked:
        said = self.cleaned_data
        return queries.Asked(
            text=said["q"], type=said["type"], near=said["near"].strip(), within=self.kilometers(),
            language=said["language"], payer=said["payer"], age=said["age"],
        )  # fmt: skip

    def kilometers(self) -> int | None:
        said = self.cleaned_data["within"]
        return None if said == "any" else int(said or USUALLY_WITHIN)


class ClosingForm(forms.Form):
    closed_on = forms.DateField(
        label="Its last day", widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Say on which day it closes."},
    )  # fmt: skip
    closed_because = forms.CharField(
        label="Why it closes", max_length=300, help_text="Everybody who waited for it reads this. Name nobody.",
        error_messages={"required": "Say why it closes."},
    )  # fmt: skip


class OutsideClosingForm(ClosingForm):
    """Of a service that nobody here runs."""

    said_by = forms.CharField(
        label="Who says so?", max_length=120, help_text="Who told you, or how you know: their letter, a dead number.",
        error_messages={"required": "Say who told you, or how you know."},
    )  # fmt: skip


class RoomForm(forms.Form):
    room = forms.ChoiceField(
        label="Is there room?",
        choices=[(code, words) for code, words in queries.Room.choices if code],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether there is room."},
    )
    again_on = forms.DateField(
        label="Room again from", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="For “full” and “away”. It opens again by itself, as “ask”.",
    )  # fmt: skip
    takes_only_types = forms.MultipleChoiceField(
        label="Only these kinds", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Leave all open, and it is asked for each of its kinds.",
    )  # fmt: skip
    takes_only = forms.CharField(
        label="Only these people", required=False, max_length=200, help_text="For example: ages 13 to 17, or groups."
    )
    takes_a_week = forms.IntegerField(label="At most a week", required=False, min_value=1, max_value=500)

    def __init__(self, said: Any = None, *, service: Any, initial: Any = None) -> None:
        super().__init__(said, auto_id=f"{service.pk}-%s", initial=initial)
        known = queries.labels("types")
        offer(self, "takes_only_types", [(code, known.get(code, code)) for code in service.types])
        if len(service.types) < FEWEST_TO_CHOOSE:
            del self.fields["takes_only_types"]


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class AgreementForm(forms.Form):
    signed_on = day("Signed on", error_messages={"required": "Say on which day it was signed."})
    ends_on = day("Ends on", required=False, help_text="Its last day, where it says one.")


class EndForm(forms.Form):
    ends_on = day("Its last day", error_messages={"required": "Say which day is its last."})


class KindForm(forms.Form):
    legal_kind = forms.ChoiceField(label="What the law calls it", choices=LegalKind.choices)


class ClaimForm(forms.Form):
    desk = forms.ChoiceField(label="The desk where its referrals arrive")

    def __init__(self, data: Any = None, *, desks: Iterable[Any] = ()) -> None:
        super().__init__(data, auto_id="claim-%s")
        offer(self, "desk", [(str(desk.pk), desk.name) for desk in desks])


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Do they run it?", choices=[("yes", "Yes, they run it"), ("no", "No")], widget=forms.RadioSelect,
        error_messages={"required": "Say whether they run it."},
    )  # fmt: skip
    because = forms.CharField(
        label="How do you know?", max_length=300, help_text="Whom you asked, at which number.",
        error_messages={"required": "Say how you know: whom you asked, at which number."},
    )  # fmt: skip


def ticked(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class ListingForm(forms.Form):
    """What people look for. What is left open stands there as not known, never as no."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name of the service", max_length=200, error_messages={"required": "Give it a name."})
    description = forms.CharField(
        label="What it is", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In plain words: what happens there, how often, with whom.",
    )  # fmt: skip
    types = ticked("Kinds of care")
    languages = ticked("Languages")
    payers = ticked("Who pays")
    min_age = forms.IntegerField(label="From age", required=False, min_value=0, max_value=OLDEST)
    max_age = forms.IntegerField(label="Until age", required=False, min_value=0, max_value=OLDEST)
    eligibility = forms.CharField(label="Who can come", required=False, max_length=1000)
    how_to_apply = forms.CharField(label="How to apply", required=False, max_length=1000)
    cost = forms.CharField(label="Cost", required=False, max_length=1000)
    phone = forms.CharField(label="Number", required=False, max_length=40)
    street = forms.CharField(label="Street and number", required=False, max_length=300)
    city = forms.CharField(label="City", required=False, max_length=100)
    state = forms.CharField(label="State", required=False, max_length=60)
    postal_code = forms.CharField(label="ZIP code", required=False, max_length=20)
    desk = forms.ChoiceField(label="The desk where its referrals arrive")

    def __init__(self, data: Any = None, *, desks: Iterable[Any] = (), initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("types", "languages", "payers"):
            offer(self, name, queries.labels(name).items())
        offer(self, "desk", [(str(desk.pk), desk.name) for desk in desks])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        youngest, oldest = said.get("min_age"), said.get("max_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("max_age", "It ends before it begins. Look at the two ages.")
        return said

    def facts(self) -> dict[str, Any]:
        """As the directory keeps them."""
        said = dict(self.cleaned_data)
        place = {part: said.pop(part) for part in ("street", "city", "state", "postal_code")}
        phones = [{"number": number}] if (number := said.pop("phone").strip()) else []
        return said | {"desk_id": UUID(said.pop("desk")), "place": place, "phones": phones}


class ManagedForm(forms.Form):
    why = forms.CharField(
        label="Why do they not answer here?", max_length=300, help_text="For example: they keep their own list.",
        error_messages={"required": "Say why."},
    )  # fmt: skip
    said_by = forms.CharField(
        label="Who of theirs agreed to it?", max_length=200, help_text="Name and role.",
        error_messages={"required": "Write down who agreed."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="managed-%s")
