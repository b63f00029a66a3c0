"""What came of one call: one press. `key` is the id that the attempt will have, so that pressed twice is one attempt."""

from typing import Any

from django import forms

from throughcare.referrals import queries
from throughcare.web.choices import offer


class ResultForm(forms.Form):
    key = forms.UUIDField()
    route = forms.UUIDField()
    outcome = forms.ChoiceField(error_messages={"required": "Choose what came of it."})

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "outcome", results())

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"key": said["key"], "contact_route_id": said["route"], "outcome": said["outcome"]}

    @property
    def leads_to_the_person(self) -> bool:
        """They are on the line, or said no: what follows is done on their own page."""
        return queries.outcomes()[self.cleaned_data["outcome"]].get("leads_to") == "referral"

    @property
    def words(self) -> str:
        return dict(results())[self.cleaned_data["outcome"]]


def results() -> list[tuple[str, str]]:
    return [(key, known["words"]) for key, known in queries.outcomes().items()]
