"""What people write between a need and a sent package. What was typed is never lost; `facts()` are keywords of actions."""

from datetime import date, datetime
from typing import Any

from django import forms

from throughcare.clients import queries as clients
from throughcare.consent import queries as consent
from throughcare.papers import queries as papers
from throughcare.referrals import actions, queries
from throughcare.web.choices import offer
from throughcare.web.clients import codes
from throughcare.web.clients.forms import KeyedForm, day
from throughcare.web.seen import SeenForm

Facts = dict[str, Any]
BARRIERS = [
    ("stigma", "What others might think"),
    ("cost", "What it costs"),
    ("transport", "Getting there"),
    ("culture", "Being understood (culture, faith)"),
    ("language", "Language"),
    ("time", "Time off work or school"),
    ("childcare", "Who looks after the children"),
    ("trust", "Bad experiences before"),
    ("phone", "No safe phone or internet"),
    ("paperwork", "Papers and forms"),
]
HOW_SOON = {
    "emergent": "Call now. Nothing here is waited for.",
    "very_urgent": "Seen today",
    "urgent": "Within days",
    "soon": "Sooner than usual",
    "routine": "In its turn",
    "info": "A question only",
}


def area(label: str, *, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more)


class NeedForm(SeenForm, KeyedForm):
    """What they need, why, and how urgent it is. A ticked prompt suggests an urgency; the referrer decides."""

    need = forms.CharField(label="What do they need, in a few words?", max_length=200)
    service_type = forms.ChoiceField(label="Which kind of service?", required=False)
    kind = forms.ChoiceField(
        label="What do you ask for?", choices=queries.Kind.choices, initial="service", widget=forms.RadioSelect
    )
    awaits_treatment = forms.TypedChoiceField(
        label="If it is a question: do they wait for treatment meanwhile?", required=False, widget=forms.RadioSelect,
        choices=[("yes", "Yes, they wait"), ("no", "No, nobody waits")], coerce=lambda said: said == "yes", empty_value=None,
    )  # fmt: skip
    reason = area("Why do you refer them?")
    question = area("Which question should be answered?", rows=2)
    wishes = forms.CharField(
        label="What do they wish for?", max_length=300, required=False,
        help_text="For example evenings, a woman, by video, near the school.",
    )  # fmt: skip
    barriers = forms.MultipleChoiceField(
        label="What worries them about it?", choices=BARRIERS, required=False, widget=forms.CheckboxSelectMultiple
    )
    prompts = forms.MultipleChoiceField(
        label="Is any of this true today?", required=False, widget=forms.CheckboxSelectMultiple
    )
    urgency = forms.ChoiceField(
        label="How urgent is it?", choices=queries.Urgency.choices, required=False, widget=forms.RadioSelect
    )
    urgency_reason = forms.CharField(label="If less urgent than a tick suggests: why?", max_length=300, required=False)

    again_reason = forms.CharField(
        label="If they were referred for this before: why once more?", max_length=300, required=False
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        offer(self, "service_type", codes.service_types())
        offer(self, "prompts", [(p["id"], p["question"]["en"]) for p in queries.urgency_prompts()])

    def facts(self) -> Facts:
        return {name: value for name, value in super().facts().items() if name != "seen"}

    def clean(self) -> Facts:
        data = super().clean() or self.cleaned_data
        if not data.get("urgency") and "urgency" not in self.errors:
            data["urgency"] = queries.suggested_urgency(data.get("prompts", []))
            if not data["urgency"]:
                self.one("urgency", "Choose how urgent it is.")
        if queries.asks_who_waits(data.get("kind", "")) and data.get("awaits_treatment") is None:
            self.one("awaits_treatment", "Say whether they wait for treatment meanwhile.")
        return data

    def refuse(self, refusal: Exception) -> None:
        """The domain's refusal, beside the field that it is about."""
        words = str(refusal)
        if isinstance(refusal, actions.PromisedAlready):
            self.add_error("again_reason", words)
            return
        below = self.cleaned_data.get("prompts") and not self.cleaned_data.get("urgency_reason")
        self.add_error("urgency_reason" if below else None, words)


class FirstNeedForm(NeedForm):
    first_requested_at = forms.DateTimeField(
        label="When did they first ask, if not just now?", required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="The time to the first visit counts from then.",
    )  # fmt: skip

    def clean_first_requested_at(self) -> datetime | None:
        first = self.cleaned_data["first_requested_at"]
        if first and first > self.at:
            raise forms.ValidationError("This time has not come yet.")
        return first


class PackageForm(SeenForm):
    """One field for each section of the package, named by its key."""

    hears_back = forms.ChoiceField(
        label="Who should hear back?", choices=queries.HearsBack.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = queries.package_form()["sections"]
        self.asked_for = {section["key"] for section in sections if section["required"]}  # a draft may lack them still
        for section in sections:
            self.fields[section["key"]] = area(section["title"], help_text=section["hint"], max_length=20_000)

    def sections(self) -> list[forms.BoundField]:
        return [self[section["key"]] for section in queries.package_form()["sections"]]

    def facts(self) -> Facts:
        besides = {"hears_back", "seen"}
        words = {key: value for key, value in self.cleaned_data.items() if key not in besides and value}
        return {"package": words, "hears_back": self.cleaned_data["hears_back"]}


class SearchForm(forms.Form):
    """The directory's filters. An empty one leaves out nothing."""

    text = forms.CharField(label="Words", max_length=200, required=False)
    type = forms.ChoiceField(label="Kind of service", required=False)
    near = forms.CharField(label="Near postal code or city", max_length=60, required=False)
    within = forms.TypedChoiceField(
        label="Within", required=False, coerce=int, empty_value=None,
        choices=[("", "Any distance"), (8, "5 miles"), (24, "15 miles"), (48, "30 miles"), (97, "60 miles")],
    )  # fmt: skip
    language = forms.ChoiceField(label="Language", required=False)
    payer = forms.ChoiceField(label="Who pays", required=False)
    age = forms.IntegerField(label="Age", required=False, min_value=0, max_value=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "type", [("", "Any kind"), *codes.service_types()[1:]])
        offer(self, "language", [("", "Any language"), *codes.languages()])
        offer(self, "payer", [("", "Any payer"), *codes.payers()[1:]])


class ChoiceForm(forms.Form):
    """Urgent work does not wait for the words."""

    service = forms.UUIDField(error_messages={"required": "Choose a service.", "invalid": "Choose a service."})
    choice = forms.CharField(
        label="How did they choose it?", max_length=300, required=False,
        help_text="In a sentence: what they were offered and what decided. Or why there was no choice.",
    )  # fmt: skip

    def __init__(self, *args: Any, is_urgent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].required = not is_urgent
        self.fields["choice"].error_messages["required"] = "Write down how they chose, or why there was no choice."


ALONE = [("", "Not said"), ("yes", "Yes, alone"), ("no", "No, someone else was there")]


class SharingForm(KeyedForm):
    """On which basis what may be told to this one service, until when, and what may come back."""

    kind = forms.ChoiceField(
        label="On which basis is it shared?", choices=consent.BasisKind.choices, widget=forms.RadioSelect
    )
    given_by = forms.CharField(
        label="Who gave it?", max_length=200, required=False, help_text="For a consent or an agreement."
    )
    given_as = forms.ChoiceField(
        label="What are they to the client?", choices=[("", "Not said"), *clients.DecisionMaker.As.choices], required=False,
        help_text="What a parent or guardian gave for a minor ends on the birthday.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Why without their consent?", max_length=300, required=False,
        help_text="For treatment, an emergency, a court order or a law.",
    )  # fmt: skip
    sections = forms.MultipleChoiceField(
        label="Which parts may go?", required=False, widget=forms.CheckboxSelectMultiple
    )
    until_on = day("Until", help_text="Empty: until it is withdrawn.")
    feedback = forms.ChoiceField(
        label="What may they tell us afterwards?", choices=consent.Feedback.choices, widget=forms.RadioSelect
    )
    asked_alone = forms.ChoiceField(label="Were they asked alone?", choices=ALONE, required=False)
    language = forms.ChoiceField(label="Language it was explained in")
    interpreter = forms.ChoiceField(label="Who interpreted?", choices=clients.Interpreter.choices)

    def __init__(self, *args: Any, today: date, of: str, **kwargs: Any) -> None:
        """`of`: the kind of promise that it is about."""
        super().__init__(*args, **kwargs)
        self.today = today
        if not queries.asks_what_comes_back(of):
            del self.fields["feedback"]
        sections = [(section["key"], section["title"]) for section in queries.package_form()["sections"]]
        offer(self, "sections", [*sections, (papers.SECTION, "Documents")])
        offer(self, "language", codes.languages())

    def clean_until_on(self) -> date | None:
        until_on = self.cleaned_data["until_on"]
        if until_on and until_on < self.today:
            raise forms.ValidationError("This day has passed.")
        return until_on

    def clean(self) -> Facts:
        data = super().clean() or self.cleaned_data
        kind = next((kind for kind in consent.kinds() if kind.code == data.get("kind")), None)
        if kind and kind.needs_giver and not data.get("given_by"):
            self.one("given_by", "Write who gave it.")
        if kind and kind.needs_reason and not data.get("reason"):
            self.one("reason", "Say why it may be shared without their consent.")
        if not data.get("sections"):  # a basis that names no section would carry every section
            self.one("sections", "Tick at least one part.")
        return data

    def proposed(self) -> consent.Proposed:
        """What is ticked so far, also while something is still wrong."""
        kinds = [kind.code for kind in consent.kinds()]
        kind = self["kind"].value()
        return consent.Proposed(kind if kind in kinds else kinds[0], list(self["sections"].value() or []))

    def facts(self) -> Facts:
        alone = {"yes": True, "no": False}.get(self.cleaned_data["asked_alone"])
        return super().facts() | {"asked_alone": alone}
