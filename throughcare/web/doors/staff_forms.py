"""How our own people ask somebody by link: what must be shown besides it, and where it goes."""

from typing import Any, cast

from django import forms

from throughcare.doors.queries import Factor
from throughcare.foundation.ids import uuid7
from throughcare.web.clients.forms import KeyedForm

WORDS = {
    Factor.CODE: ("A code that you tell them by phone", "Six digits, shown here. Call the number that is listed."),
    Factor.CALL_BACK: ("You call them back", "They press “please call us”, you call, and they go on while you speak."),
    Factor.PASSPHRASE: ("Their passphrase", "Agreed with them once, for every link of theirs."),
    Factor.NONE: ("Nothing more", "The question names nobody."),
}
NAMED, UNNAMED = (Factor.CODE, Factor.CALL_BACK, Factor.PASSPHRASE), (Factor.NONE,)


class LinkForm(KeyedForm):
    factor = forms.ChoiceField(label="What do they show besides the link?", widget=forms.RadioSelect)
    went_to = forms.EmailField(
        label="Their e-mail address", required=False,
        help_text="The link goes there, and so does a new one when it is too old. Leave it empty if you print or hand it over.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, is_named: bool, has_passphrase: bool, address: str) -> None:
        first = (NAMED if is_named else UNNAMED)[0]
        super().__init__(data, auto_id="link-%s", initial={"key": uuid7(), "factor": first, "went_to": address})
        offered = [one for one in (NAMED if is_named else UNNAMED) if one != Factor.PASSPHRASE or has_passphrase]
        cast(forms.ChoiceField, self.fields["factor"]).choices = [(one.value, WORDS[one][0]) for one in offered]
        self.notes = {one.value: WORDS[one][1] for one in offered}


class PassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label="A passphrase for this place", max_length=100,
        help_text="At least ten letters. Agree on it by phone, at the number that is listed, with somebody who answers there.",
        error_messages={"required": "Write the passphrase that you agreed on."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="agreed-%s")
