"""What the desk says with each step of a help request."""

from typing import Any
from uuid import UUID

from django import forms

from throughcare.web.choices import offer

NEW = ""
REASONS = {
    "try_call": "What happened when you called?",
    "listen": "What did you agree?",
    "give_up": "What was tried, and why is it enough?",
    "set_aside": "Why is this not meant for us?",
}


class HelpStepForm(forms.Form):
    """The fields follow from what the step needs said."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    client = forms.ChoiceField(label="Whose record?", required=False, widget=forms.RadioSelect)
    with_crowd = forms.BooleanField(label="Also the others of the same crowd that nobody took up", required=False)
    name_of_client = forms.CharField(label="Name on a new record", max_length=200, required=False)
    need = forms.CharField(label="What do they need, in a few words?", max_length=200)

    def __init__(
        self, data: Any = None, *, step: Any, alike: Any = (), is_crowd: bool, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, auto_id=f"{step.name}-%s", initial=initial)
        asked = {
            "reason": ["reason", *(["with_crowd"] if is_crowd and step.name == "set_aside" else [])],
            "need": ["client", "name_of_client", "need"],
        }
        kept = {"seen", *(name for needed in step.needs for name in asked[needed])}
        for name in set(self.fields) - kept:
            del self.fields[name]
        if "reason" in self.fields:
            self.fields["reason"].label = REASONS[step.name]
        if "client" in self.fields:
            offer(self, "client", [(NEW, "A new record"), *[(str(one.pk), one.words) for one in alike]])

    def words(self) -> dict[str, Any]:
        said = self.cleaned_data
        client = said.get("client") or None
        return {
            "seen": said["seen"],
            "said": {"reason": said["reason"]} if said.get("reason") else {},
            "client_id": UUID(client) if client else None,
            "name_of_client": said.get("name_of_client", ""),
            "need": said.get("need", ""),
        }
