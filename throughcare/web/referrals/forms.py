"""What a person says with a step: made from what the step needs, and how the word reached us. What was typed is kept."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone

from throughcare.clients import queries as clients
from throughcare.foundation.lifecycle import Step
from throughcare.foundation.steps import CAN_BE_TOLD, Route
from throughcare.network import queries as network
from throughcare.referrals import queries
from throughcare.scheduling.queries import VisitKind
from throughcare.web.choices import offer

WAITED_FOR = [
    ("client", "The client"),
    ("family", "The family"),
    ("payer", "The payer"),
    ("court", "A court"),
    ("document", "A document"),
    ("interpreter", "An interpreter"),
    ("transport", "Transport"),
    ("bed", "A bed"),
]
HEARD_FROM = [("place", "The place, on the phone"), ("client", "They themselves")]
SAID = ("reason", "said_by", "route", "happened_at")
ABOUT_THE_PAGE = ("seen", "after")
ASKED_AS = {  # what the reason is, where "Why?" would be the wrong question
    "ask": "Your question",
    "answer": "Your answer",
    "advise": "What do you advise?",
    "take_up": "What did they agree to, in their words?",
    "recommend": "Why, and what should be known?",
    "need_no_treatment": "What did you find?",
    "suggest": "Who fits better?",
    "waitlist": "How long, and what happens meanwhile?",
    "decline": "More, in a few words",
    "reach_out": "What they said or what you left, in a few words",
    "keep_in_touch": "What they said, in a few words",
    "hear_came": "In their words",
    "hear_not_come": "Do they know why? “Not known” is an answer.",
    "hear_nothing": "What did they say?",
    "void": "What was wrong?",
    "check_in": "What they said, in a few words",
    "lose_coverage": "Who says so, and what changed?",
    "cover": "More, in a few words",
    "talk_over": "What did you agree on with them?",
    "say_same": "How do you know?",
    "say_different": "How do you know?",
    "say_no": "More, in a few words",
    "call_me": "Whom should they call, and when?",
    "take_offer": "How did the client choose?",
    "go_on": "What will be different this time?",
    "whoever_is_first": "Who said so, and how?",
    "miss": "Why did they not come? “Not known” is an answer.",
}
MOST = {"miss": 200, "cancel": 200, "say_no": 200, "call_me": 300, "take_offer": 300}  # characters
NEEDS_NO_REASON = {
    "say_no", "hold", "close", "reopen", "decline", "waitlist", "keep_in_touch", "reach_out", "check_in", "hear_came", "cover",
    "hear_not_come", "hear_nothing",
}  # fmt: skip
MISSING = {
    "call_me": "Say whom to call, and when.",
    "take_offer": "Say how they chose.",
    "say_same": "Say how you know.",
    "say_different": "Say how you know.",
    "ask": "Write your question.",
    "answer": "Write the answer.",
    "advise": "Write the answer.",
    "take_up": "Write down what they agreed to.",
    "recommend": "Say why, in a few words.",
    "need_no_treatment": "Say what you found.",
    "suggest": "Say who fits better.",
    "void": "Say what was wrong.",
    "lose_coverage": "Say who says so.",
    "talk_over": "Write down what you agreed on.",
    "go_on": "Say what will be different this time.",
    "whoever_is_first": "Write down who said so, and how.",
}


def words(label: str, *, rows: int = 3, most: int = 4000, missing: str = "", help_text: str = "") -> forms.CharField:
    """`missing`: what is said where nothing was written; "" where nothing need be."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        error_messages={"required": missing},
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def reason_of(step: Step) -> forms.CharField:
    missing = "" if step.name in NEEDS_NO_REASON else MISSING.get(step.name, "Say why, in a few words.")
    return words(ASKED_AS.get(step.name, "Why?"), rows=2, most=MOST.get(step.name, 4000), missing=missing)


def moment(label: str, *, missing: str = "", help_text: str = "") -> forms.DateTimeField:
    """In the organization's time zone, which is the current one."""
    return forms.DateTimeField(
        label=label,
        required=bool(missing),
        error_messages={"required": missing, "invalid": "Write a day and a time."},
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def decline_reasons() -> list[tuple[str, str]]:
    return [(reason["key"], reason["words"]) for reason in queries.decline_reasons().values()]


def in_words(facts: dict[str, Any]) -> dict[str, Any]:
    """For what knows no list of reasons: beside the key of a reason stand its words."""
    words = dict(decline_reasons()).get(facts.get("decline_reason", ""))
    return facts | {"declined_because": words} if words else facts


def choice(label: str, choices: Any, *, missing: str, widget: Any = forms.RadioSelect) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=widget, error_messages={"required": missing})


def outcomes() -> list[tuple[str, str]]:
    return [(key, known["words"]) for key, known in queries.outcomes().items()]


def finds_it() -> list[tuple[str, str]]:
    return [(key, known["words"]) for key, known in queries.finds_it().items()]


def covered() -> list[tuple[str, str]]:
    return [(key, known["words"]) for key, known in clients.ways_to_be_covered().items()]


def payers() -> list[tuple[str, str]]:
    return [("", "Choose"), *network.labels("payers").items()]


def can_wait() -> list[tuple[str, str]]:
    return [(code, queries.Urgency(code).label) for code in queries.CAN_WAIT]


class ServiceField(forms.CharField):
    """One service of the directory. Answers its id, None where nothing was written."""

    def clean(self, value: Any) -> UUID | None:
        said = super().clean(value)
        known = network.services_called(said) if said else []
        if said and not known:
            raise forms.ValidationError(
                "We do not find it. Write its name as the directory has it, or leave this empty."
            )
        if len(known) > 1:
            raise forms.ValidationError("Several have this name. Copy the address of its page in the directory.")
        return known[0] if known else None


FIELDS = {
    "suggested": lambda: ServiceField(
        label="Its name in the directory",
        max_length=300,
        required=False,
        help_text="If it is there. They can then ask it with one press.",
    ),
    "wake_on": lambda: forms.DateField(
        label="Until when?",
        error_messages={"required": "Say until when."},
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="At most 30 days. Then it comes back to you.",
    ),
    "waiting_on": lambda: choice(
        "Who is waited for?", [("", "Choose"), *WAITED_FOR], missing="Say who is waited for.", widget=forms.Select
    ),
    "until": lambda: moment("Until when do you promise it now?", missing="Say until when."),
    "agreed_with": lambda: forms.CharField(
        label="Who agreed to it?",
        max_length=200,
        error_messages={"required": "Say who agreed."},
        help_text="The person, or who decides with them.",
    ),
    "closure": lambda: choice(
        "How did it end?", queries.Closure.choices, missing="Choose how it ended. “Unknown” is an honest answer."
    ),
    "decline_reason": lambda: choice("Why not?", decline_reasons, missing="Choose the reason. It helps the next ask."),
    "conditions": lambda: words(
        "On a condition?", rows=2, help_text="For example: from 1 May, or only with a referral letter."
    ),
    "full_until": lambda: forms.DateField(
        label="Full until?",
        required=False,
        error_messages={"invalid": "Write a day."},
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="If you know. You are not asked again before, and whoever looks for care reads it.",
    ),
    "report": lambda: words(
        "The report",
        rows=5,
        missing="Write the report.",
        help_text="Only what the client agreed to share. A document goes with a message, below.",
    ),
    "recommends": lambda: forms.CharField(
        label="Which service do you recommend?",
        max_length=200,
        required=False,
        help_text="Nothing is sent to it. They choose with who referred them.",
    ),
    "from_on": lambda: forms.DateField(
        label="From when on?",
        error_messages={"required": "Say from when on there is room."},
        widget=forms.DateInput(attrs={"type": "date"}),
    ),
    "heard_from": lambda: choice("Who told you?", HEARD_FROM, missing="Say who told you."),
    "outcome": lambda: choice("What came of it?", outcomes, missing="Choose what came of it."),
    "finds_it": lambda: choice("How do they find it there?", finds_it, missing="Say how they find it there."),
    "uncovered_from": lambda: forms.DateField(
        label="From when on are they not covered?",
        error_messages={"required": "Say from when on."},
        widget=forms.DateInput(attrs={"type": "date"}),
    ),
    "covered": lambda: choice("How does it go on?", covered, missing="Say how it goes on."),
    "payer": lambda: forms.ChoiceField(label="Who pays now, if somebody else does", choices=payers, required=False),
    "returns_on": lambda: forms.DateField(
        label="May they come back? From which day on?",
        required=False,
        error_messages={"invalid": "Write a day."},
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="On that day the other side asks you again, with one press.",
    ),
    "returns_if": lambda: forms.CharField(
        label="What must be true by then?",
        max_length=300,
        required=False,
        help_text="For example: the medicine has been steady for a month.",
    ),
    "contact": lambda: choice("What became of it?", queries.contacts, missing="Say what became of it."),
    "urgency": lambda: choice("How urgent is it now?", can_wait, missing="Choose how urgent it is."),
    "visit_at": lambda: moment("When?", missing="Say when."),
}


class StepForm(forms.Form):
    """One step of a referral, a handoff or a visit."""

    seen = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    after = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    said_by = forms.CharField(label="Who said so?", max_length=200, required=False, help_text="Name and role.")
    route = forms.ChoiceField(label="How did it reach you?", choices=CAN_BE_TOLD, required=False)
    happened_at = moment("When did it happen?", help_text="If it was not just now.")

    def __init__(self, data: Any = None, *, step: Step, at: datetime, can_be_told: bool = True, **more: Any) -> None:
        super().__init__(data, **{"auto_id": f"{step.name}-%s"} | more)
        self.step, self.at = step, at
        for name in step.needs:
            if name in FIELDS:
                self.fields[name] = FIELDS[name]()
        if "reason" in step.needs:
            self.fields["reason"] = reason_of(step)
        if not can_be_told:
            for name in ("said_by", "route", "happened_at"):
                del self.fields[name]

    def about(self, record: Any) -> "StepForm":
        """Only the endings that this kind of promise has."""
        if "closure" in self.fields:
            labels = dict(queries.Closure.choices)
            offer(self, "closure", [(code, labels[code]) for code in queries.closures(record.kind)])
        return self

    def clean_happened_at(self) -> datetime | None:
        happened_at = self.cleaned_data["happened_at"]
        if happened_at and happened_at > self.at:
            raise forms.ValidationError("This time has not come yet.")
        return happened_at

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        names_one = said.get("recommends") or said.get("suggested") or "suggested" in self.errors
        if "recommends" in self.fields and not names_one:
            self.add_error("recommends", "Say which service you recommend.")
        return said

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that are about the step itself."""
        return [self[name] for name in self.fields if name not in {*SAID[1:], *ABOUT_THE_PAGE}]

    @property
    def told(self) -> list[forms.BoundField]:
        """The fields for a step of somebody who is not at the keyboard."""
        return [self[name] for name in SAID[1:] if name in self.fields]

    @property
    def is_told(self) -> bool:
        return any(bound.value() not in (None, "", Route.HERE.value) or bound.errors for bound in self.told)

    @property
    def seen_status(self) -> str:
        return self.cleaned_data["seen"]

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SAID if self.cleaned_data.get(name)}

    @property
    def facts(self) -> dict[str, Any]:
        names = set(self.step.needs) & set(FIELDS)
        return {name: self.cleaned_data[name] for name in names}

    @property
    def typed(self) -> str:
        """What would be lost if the step is no longer open."""
        names = ("reason", "conditions", "report")
        return " ".join(self.data.get(name, "").strip() for name in names).strip() if self.is_bound else ""


class BookForm(forms.Form):
    kind = forms.ChoiceField(label="What kind of visit?", choices=VisitKind.choices, widget=forms.RadioSelect)
    starts_at = moment("When?", missing="Say when the visit is.")
    place = forms.CharField(label="Where?", max_length=200, required=False, help_text="Address, room, or a video link.")
    said_by = forms.CharField(label="Who said so?", max_length=200, required=False, help_text="Name and role.")
    route = forms.ChoiceField(label="How did it reach you?", choices=CAN_BE_TOLD, required=False)

    def __init__(self, data: Any = None, *, kinds: list[str], route: str = "") -> None:
        super().__init__(data, auto_id="book-%s", initial={"kind": kinds[0], "route": route})
        self.only(kinds)
        zone = timezone.get_current_timezone_name()
        self.fields["starts_at"].help_text = f"In your own time ({zone.replace('_', ' ')})."

    def only(self, kinds: list[str]) -> "BookForm":
        """The kinds that can be booked from here, the most likely first."""
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind, VisitKind(kind).label) for kind in kinds]
        return self

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self["kind"], self["starts_at"], self["place"]]

    @property
    def told(self) -> list[forms.BoundField]:
        return [self["said_by"], self["route"]]

    @property
    def is_told(self) -> bool:
        return any(bound.value() not in (None, "", Route.HERE.value) for bound in self.told)

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("said_by", "route") if self.cleaned_data.get(name)}

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "starts_at", "place")}


class WitnessForm(forms.Form):
    who = forms.ChoiceField(label="Who says so?", choices=queries.Witness.Who.choices, widget=forms.RadioSelect)
    says_connected = forms.ChoiceField(
        label="Did they get to the help?",
        choices=[("yes", "Yes, they are connected"), ("no", "No, they are not")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="In their words", max_length=300, required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, auto_id="witness-%s", **more)

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"who": said["who"], "says_connected": said["says_connected"] == "yes", "words": said["words"]}


class HolderForm(forms.Form):
    to = forms.ChoiceField(
        label="Who takes it from here?", help_text="They answer for this person once they have taken it over."
    )

    def __init__(self, data: Any = None, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="holder-%s")
        cast(forms.ChoiceField, self.fields["to"]).choices = [("", "Choose a colleague"), *people]


class AssignForm(forms.Form):
    held_by = forms.UUIDField(required=False, widget=forms.HiddenInput)
    to = forms.ChoiceField(label="Who takes them from here?", help_text="They are told. Nobody's time becomes later.")
    reason = forms.CharField(label="A word for them", max_length=300, required=False)

    def __init__(
        self, data: Any = None, *, people: list[tuple[str, str]], held_by: Any = None, auto_id: str = "assign-%s"
    ) -> None:
        super().__init__(data, auto_id=auto_id, initial={"held_by": held_by})
        cast(forms.ChoiceField, self.fields["to"]).choices = [("", "Choose a colleague"), *people]
