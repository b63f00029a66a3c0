"""Sample people and moments for the gallery. They are the cast of the tests, on one Tuesday morning."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from throughcare.web.components import STATUSES, URGENCIES

NOW = datetime(2026, 3, 10, 10, 42, tzinfo=ZoneInfo("America/New_York"))
PAINTS = [
    "canvas", "surface", "sunken", "ink", "ink-soft", "thread", "thread-mark", "thread-wash", "waiting", "waiting-wash",
    "kept", "kept-wash", "soon", "soon-wash", "late", "late-wash", "danger", "unknown",
]  # fmt: skip


class Sample(forms.Form):
    name = forms.CharField(label="Client’s name", help_text="As she says it herself")
    born_on = forms.DateField(label="Date of birth", error_messages={"invalid": "February has no day 31."})
    closing = forms.ChoiceField(
        label="Reason for closing", choices=[("", "Choose one"), ("unreached", "Could not reach")]
    )
    words = forms.CharField(label="In her own words", widget=forms.Textarea, required=False)
    voicemail = forms.ChoiceField(
        label="May we leave a voicemail?",
        widget=forms.RadioSelect,
        choices=[("no", "No"), ("yes", "Yes"), ("sister", "Ask her sister")],
    )
    read_back = forms.BooleanField(label="I read the number back to her")


def context(*, density: str) -> dict[str, Any]:
    return {
        "now": NOW,
        "actor": SimpleNamespace(org_id=1, name="Sam Bright", org_name="Northside"),
        "density": "roomy" if density == "roomy" else "dense",
        "themes": ["light", "dark"],
        "statuses": list(STATUSES),
        "urgencies": list(URGENCIES),
        "nav": [
            SimpleNamespace(url="#standing", label="Worklist", icon="list", count=14, current=True),
            SimpleNamespace(url="#referral", label="Referrals", icon="thread", count=None, current=False),
            SimpleNamespace(url="#finding", label="Find care", icon="find", count=None, current=False),
            SimpleNamespace(url="#crisis", label="Crisis desk", icon="crisis", count=4, current=False),
        ],
        **moments(),
        **lists(),
        "form": Sample({"name": "Maya Rivera", "born_on": "31/02/1992", "voicemail": "no", "closing": "unreached"}),
        "empty_form": Sample(prefix="new", initial={"voicemail": "yes"}),
        "hold_form": Sample(prefix="hold"),
    }


def moments() -> dict[str, datetime]:
    return {
        "asked_at": NOW - timedelta(hours=25, minutes=32),
        "due_at": NOW + timedelta(hours=5, minutes=18),
        "far_at": NOW + timedelta(days=2, hours=3),
        "late_at": NOW - timedelta(hours=3, minutes=20),
        "read_at": NOW - timedelta(hours=1, minutes=16),
        "yesterday": NOW - timedelta(hours=20),
        "until": NOW + timedelta(days=183),
    }


def lists() -> dict[str, Any]:
    return {
        "stages": [
            {"label": "Drafted", "note": "Mon 08:40", "state": "done"},
            {"label": "Sent", "note": "since Mon 09:10", "state": "now"},
            {"label": "Accepted", "state": "ahead"},
            {"label": "Booked", "state": "ahead"},
            {"label": "In treatment", "state": "ahead"},
            {"label": "Closed", "state": "ahead"},
        ],
        "torn": [
            {"label": "Sent", "note": "Mon 09:10", "state": "done"},
            {"label": "Nobody answered", "note": "Tue 16:00", "state": "torn"},
            {"label": "Back with Sam", "note": "since Tue 16:00", "state": "now"},
            {"label": "Accepted", "state": "ahead"},
        ],
        "views": [
            {"url": "#mine", "label": "Mine", "count": 14, "current": True},
            {"url": "#all", "label": "All of Northside", "count": 212},
            {"url": "#twice", "label": "Told no twice", "count": 4, "tone": "late"},
        ],
        "counts": [
            {"url": "#known", "number": "51 %", "label": "person helped", "icon": "heart"},
            {"url": "#no", "number": "1.7", "label": "times told no before yes", "icon": "back", "tone": "soon"},
            {"url": "#broken", "number": "12", "label": "promises broken", "icon": "bell", "tone": "late"},
        ],
        "pages": SimpleNamespace(previous="?before=1", next="?after=50"),
        "notes": {"yes": "only “please call back”"},
        "closed": {"sister": "not allowed by Maya"},
    }
