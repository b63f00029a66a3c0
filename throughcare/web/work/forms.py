"""How a person narrows the work list. Whatever does not fit is left out, never refused."""

from django import forms
from django.utils.datastructures import MultiValueDict

from throughcare.foundation.work.queries import Wanted
from throughcare.referrals.lifecycle import HandoffStatus, ReferralStatus
from throughcare.referrals.queries import Urgency

from .cursors import place

STATUSES = [(ReferralStatus.OPEN.value, "Open"), (ReferralStatus.ON_HOLD.value, "On hold"), *HandoffStatus.choices[:-1]]


VIEWS = [("mine", "Mine"), ("desk", "Your desk"), ("all", "All")]


class Narrowed(forms.Form):
    view = forms.ChoiceField(choices=VIEWS, widget=forms.HiddenInput, required=False)
    text = forms.CharField(label="Name or number", max_length=100, required=False)
    turn = forms.ChoiceField(
        label="Whose turn",
        choices=[("", "Anyone’s turn"), ("ours", "Our turn"), ("theirs", "The other side’s turn")],
        required=False,
    )
    urgency = forms.ChoiceField(label="Urgency", choices=[("", "Any urgency"), *Urgency.choices], required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "Any open status"), *STATUSES], required=False)
    after = forms.CharField(max_length=300, required=False)
    q = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)  # stands for the words in an address

    def __init__(self, query: MultiValueDict, *, looked_for: str = "") -> None:
        """`looked_for`: the words that `q` stands for. A name never stands in an address, a history or a log."""
        super().__init__({"view": "mine"} | query.dict() | {"text": looked_for}, auto_id="narrow-%s")
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            mine=self.whose == "mine",
            desk=self.whose == "desk",
            text=said.get("text", ""),
            turn=said.get("turn", ""),
            urgency=said.get("urgency", ""),
            status=said.get("status", ""),
            after=place(said.get("after", "")),
        )

    @property
    def whose(self) -> str:
        return self.cleaned_data.get("view") or "mine"

    @property
    def kept(self) -> dict[str, str]:
        """What the next page goes on with: the narrowing, without the place."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in {"after", "text"}}

    @property
    def narrowing(self) -> dict[str, str]:
        """What a saved view keeps: never the words, nor the mark that stands for them."""
        said = self.cleaned_data
        return {"whose": self.whose, **{name: said.get(name, "") for name in ("turn", "urgency", "status")}}

    @property
    def is_narrowed(self) -> bool:
        return bool(set(self.kept) - {"view"})


class NameForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=40, help_text="What it shows, such as “Urgent, our turn”. No client’s name."
    )
    shared = forms.BooleanField(label="For everybody at your desk", required=False)
