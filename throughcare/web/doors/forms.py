"""What is typed at a door."""

from datetime import datetime
from typing import Any

from django import forms

from throughcare.doors.queries import Factor
from throughcare.web.referrals.forms import BookForm

ASKED = {
    Factor.CODE: ("The code", "Six digits. {asker} told you on the phone."),
    Factor.PASSPHRASE: ("Your passphrase", "The one that you agreed on with {asker}."),
}
WRONG = {
    Factor.CODE: "That is not the code of this link. Look again, or call us.",
    Factor.PASSPHRASE: "That is not the passphrase. Look again, or call us.",
    Factor.CALL_BACK: "We have not spoken with you yet. Ask us to call, and press again while we speak.",
}
WAIT = "That was tried too often just now. Try again later, or call us: we can open it again."


class KeyForm(forms.Form):
    said = forms.CharField(max_length=200, error_messages={"required": "Type it here."})

    def __init__(self, data: Any = None, *, factor: str, asker: str) -> None:
        super().__init__(data, auto_id="door-%s")
        if factor not in ASKED:
            del self.fields["said"]
            return
        label, hint = ASKED[Factor(factor)]
        self.fields["said"].label, self.fields["said"].help_text = label, hint.format(asker=asker)
        if factor == Factor.CODE:
            self.fields["said"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    @property
    def typed(self) -> str:
        return self.cleaned_data.get("said", "")

    def refuse(self, factor: str, *, must_wait: bool) -> None:
        words = WAIT if must_wait else WRONG.get(Factor(factor), "")
        self.add_error("said" if "said" in self.fields else None, words)


class ChangedForm(forms.Form):
    words = forms.CharField(
        label="What is different now?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: a new number, other ages, no evenings any more.",
        error_messages={"required": "Say what is different now."},
    )  # fmt: skip
    told: list[forms.BoundField] = []  # whoever presses says so themselves

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="changed-%s")

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self["words"]]


class TimeForm(BookForm):
    """A time that they gave, on the clock of those who asked; or, with `is_past`, one at which somebody came."""

    told: list[forms.BoundField] = []  # whoever presses says so themselves

    def __init__(self, data: Any = None, *, kinds: list[str], at: datetime, is_past: bool = False) -> None:
        super().__init__(data, kinds=kinds)
        self.auto_id = "came-%s" if is_past else "book-%s"
        self.at, self.is_past = at, is_past
        del self.fields["said_by"], self.fields["route"]
        if is_past:
            del self.fields["place"]
            self.fields["kind"].label, self.fields["starts_at"].label = "What was it?", "When did they come?"

    def clean_starts_at(self) -> datetime:
        starts_at = self.cleaned_data["starts_at"]
        if self.is_past and starts_at > self.at:
            raise forms.ValidationError("This time has not come yet.")
        if not self.is_past and starts_at <= self.at:
            raise forms.ValidationError("Choose a time that is still to come. If they came already, say so instead.")
        return starts_at

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields]

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
