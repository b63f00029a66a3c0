"""What somebody leaves who asks for help. Little is needed; what is wrong is said beside its field, and all of it stays."""

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.foundation.ids import uuid7
from throughcare.intake import queries as intake
from throughcare.intake.actions import Left

ENOUGH_DIGITS = 7
HOURS = {
    "any": (None, None),
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(21)),
}
OTHER = "other"


class AskForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    called = forms.CharField(
        label=_("What should we call you?"), help_text=_("Your first name is enough."), max_length=100,
        error_messages={"required": _("Write a name that we can ask for. It can be any name.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("A number we can call"), help_text=_("A borrowed phone is fine."), max_length=40, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    other_way = forms.CharField(
        label=_("Or another way to reach you"), max_length=200, required=False,
        help_text=_("An e-mail, a place, or a person who can tell you."),
    )  # fmt: skip
    pick_up = forms.ChoiceField(
        label=_("If somebody else picks up, what may we say?"), widget=forms.RadioSelect, initial="nothing",
        choices=[
            ("nothing", _("Nothing. Hang up and call again later")),
            ("name", _("Only ask for me by name")),
            ("anything", _("You may say who is calling")),
        ],
    )  # fmt: skip
    may_leave_message = forms.BooleanField(label=_("You may leave a voice message"), required=False)
    hours = forms.ChoiceField(
        label=_("When is it safe to call?"), widget=forms.RadioSelect, initial="any",
        choices=[
            ("any", _("Any time in the day")),
            ("morning", _("Morning, 8 to 12")),
            ("afternoon", _("Afternoon, 12 to 5")),
            ("evening", _("Evening, 5 to 9")),
        ],
    )  # fmt: skip
    careful = forms.CharField(
        label=_("Is there anything we should be careful about?"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Which language do you want to speak?"), widget=forms.RadioSelect,
        choices=[("en", "English"), ("es", "Español"), (OTHER, _("Another language"))],
    )  # fmt: skip
    other_language = forms.CharField(label=_("Which other language?"), max_length=60, required=False)
    words = forms.CharField(
        label=_("What is going on?"), help_text=_("In your own words. You can leave this empty."), max_length=4000,
        required=False, widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    wants_today = forms.BooleanField(label=_("I need help today"), required=False)

    about = "me"
    asked_for = ("phone",)  # one of two is needed, so neither is called optional
    parts: tuple[tuple[str, ...], ...] = (
        ("called", "phone", "other_way"),
        ("wants_today", "words"),
        ("pick_up", "may_leave_message", "hours", "careful"),
        ("language", "other_language"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data, initial={"key": uuid7(), "language": language}, label_suffix="")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        phone, other_way = said.get("phone", ""), said.get("other_way", "")
        if phone and sum(map(str.isdigit, phone)) < ENOUGH_DIGITS:
            self.add_error("phone", _("This number looks too short. Is a digit missing?"))
        elif not phone and not other_way and "phone" not in self.errors:
            self.add_error("phone", _("Write a number, or another way to reach you below it."))
        return said

    @property
    def is_for_now(self) -> bool:
        """Also of a form with faults in it: the crisis way does not wait for a telephone number."""
        written = f"{self.data.get('words', '')} {self.data.get('careful', '')}"
        return bool(self.data.get("wants_today")) or intake.names_danger(written)

    @property
    def key_of_form(self) -> UUID:
        """A form without its key is kept like any other."""
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid7()

    def left(self) -> Left:
        said = self.cleaned_data
        begins, ends = HOURS[said["hours"]]
        other = said["other_language"] if said["language"] == OTHER else ""
        return Left(
            about=self.about, called=said["called"], whom=said.get("whom", ""), phone=said["phone"],
            other_way=said["other_way"], pick_up=said["pick_up"], may_leave_message=said["may_leave_message"],
            safe_from=begins, safe_until=ends, careful=" ".join(filter(None, [said["careful"], other])),
            language=intake.UNDETERMINED if said["language"] == OTHER else said["language"], words=said["words"],
            wants_today=said["wants_today"],
        )  # fmt: skip


class WorryForm(AskForm):
    whom = forms.CharField(
        label=_("Who are you worried about?"), max_length=100, required=False,
        help_text=_("A first name is enough. You can leave this empty."),
    )  # fmt: skip

    about = "someone"
    parts = (("called", "phone", "other_way", "whom"), *AskForm.parts[1:])

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data, language=language)
        self.fields["words"].label = _("What worries you?")
        self.fields["words"].help_text = _("What did you see or hear? You can leave this empty.")
        self.fields["wants_today"].label = _("They need help today")


FORMS: dict[str, type[AskForm]] = {"me": AskForm, "someone": WorryForm}
