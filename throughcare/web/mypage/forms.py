"""What is typed at the door of the client's page and inside of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.foundation.ids import uuid7

# a browser offers to keep what looks like a password, but not what is used once
SIGNS = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class DoorForm(forms.Form):
    """The same whatever stands behind it. `code` is asked of whoever comes without a link."""

    asked_for = ("code", "said")  # needed, and judged nowhere but at the door

    code = forms.CharField(
        label=_("The code on your card"), max_length=40, required=False, widget=forms.TextInput(attrs=SIGNS)
    )
    said = forms.CharField(
        label=_("Your word, number or date"), max_length=100, required=False, widget=forms.PasswordInput(attrs=SIGNS),
        help_text=_("The one that you chose with us."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, has_link: bool) -> None:
        super().__init__(data, label_suffix="")
        if has_link:
            del self.fields["code"]


class SayForm(forms.Form):
    """One word of a client. The key makes the form sent twice one word."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    when = forms.MultipleChoiceField(
        label=_("Which times are good for you?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("morning", _("Mornings")), ("afternoon", _("Afternoons")), ("evening", _("Evenings"))],
    )  # fmt: skip

    def __init__(self, data: Any = None, *, label: Any, asks_when: bool) -> None:
        super().__init__(data, initial={"key": uuid7()}, label_suffix="")
        self.fields["words"].label = label
        self.fields["words"].help_text = _("You can leave this empty.")
        if not asks_when:
            del self.fields["when"]

    @property
    def key_of_form(self) -> UUID:
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid7()

    @property
    def whole(self) -> str:
        """The times in English, as the desk reads them, then their own words."""
        times = ", ".join(f"{one}s" for one in self.cleaned_data.get("when", []))
        return ". ".join(filter(None, [times.capitalize(), self.cleaned_data["words"]]))
