"""What staff say about something that a client said by link."""

from typing import Any

from django import forms

REASONS = {
    "confirm": "How did they confirm it?",
    "settle": "What did you agree?",
    "refute": "How do you know?",
}


class VoiceForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)

    def __init__(self, data: Any = None, *, step: Any, seen: str) -> None:
        super().__init__(data, auto_id=f"{step.name}-%s", initial={"seen": seen})
        if "reason" in step.needs:
            self.fields["reason"].label = REASONS[step.name]
        else:
            del self.fields["reason"]

    @property
    def said(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]} if "reason" in self.cleaned_data else {}
