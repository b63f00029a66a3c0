"""What the card of a risk signal shows, wherever it stands: on its own page and above a screen's result."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from throughcare.accounts import queries as accounts
from throughcare.crisis import queries
from throughcare.crisis.lifecycle import SIGNAL, parts_in_signal
from throughcare.crisis.queries import RiskSignal, RiskSignalStep
from throughcare.foundation.actor import Actor

from .forms import FORMS, StepForm

TOLD = {  # a taken step, after the name of who took it
    "open": "opened it",
    "answer": "answered it",
    "ask": "asked somebody to take it",
    "keep": "kept it",
    "take": "took it",
    "inherit": "passed it on, because access ended",
    "escalate": "saw that it was not answered in time, and asked the lead of the desk",
    "void": "marked it as entered in error",
}


@dataclass(frozen=True)
class Offered:
    """A step that the actor may take now, with its form; `why` says what it still waits for."""

    name: str
    label: str
    why: str
    form: StepForm


@dataclass(frozen=True)
class Happened:
    label: str
    step: RiskSignalStep


@dataclass(frozen=True)
class SignalCard:
    title: str
    called: str
    is_open: bool
    is_mine: bool
    calls_now: bool  # the level found means calling before anything else
    holder: str
    asked: str
    answer: Offered | None
    others: list[Offered]
    resources: list[queries.Resource]
    history: list[Happened]
    refusal: str = ""


def signal_page(
    actor: Actor, signal: RiskSignal, client: Any, *, refused: StepForm | None = None, refusal: str = ""
) -> dict[str, Any]:
    """The template's context. `refused`: a form that came back with errors, kept as it was typed."""
    steps = offered(actor, signal, refused)
    card = SignalCard(
        title=title(signal, called(client)),
        called=called(client),
        is_open=SIGNAL.is_open(signal.status),
        is_mine="holder" in parts_in_signal(signal, actor),
        calls_now=queries.is_to_call_now(signal.level),
        holder=name_of(signal.holder, signal.holder_desk),
        asked=name_of(signal.asked, signal.asked_desk),
        answer=next((step for step in steps if step.name == "answer"), None),
        others=[step for step in steps if step.name != "answer"],
        resources=queries.resources(local_line=accounts.organization(signal.org_id).phone),
        history=[Happened(TOLD[step.name], step) for step in queries.history(signal)],
        refusal=refusal,
    )
    return {"signal": signal, "card": card, "client": client}


def offered(actor: Actor, signal: RiskSignal, refused: StepForm | None) -> list[Offered]:
    now = timezone.now()
    found = []
    for choice in SIGNAL.choices(signal, parts_in_signal(signal, actor)):
        blank = FORMS[choice.step.name]
        form = refused if refused and type(refused) is blank else blank(signal=signal, actor=actor, at=now)
        found.append(Offered(choice.step.name, choice.step.label, choice.waits_for, form))
    return found


def called(client: Any) -> str:
    return client.goes_by or client.name if client else "this person"


def title(signal: RiskSignal, name: str) -> str:
    """How it stands, as a sentence."""
    if not SIGNAL.is_open(signal.status):
        return f"{name}: {signal.get_status_display().lower()}."
    if signal.cause == "answer":
        return f"Stay with {name}. One answer worries us."
    return f"Ask {name} again, alone. One question is still open."


def name_of(membership: Any, desk: Any) -> str:
    if membership:
        return membership.person.name
    return desk.name if desk else ""
