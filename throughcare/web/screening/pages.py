"""What the pages of a screen show, as frozen dataclasses: a page never asks the database from its template."""

from dataclasses import dataclass
from typing import Any

from throughcare.clients import queries as clients
from throughcare.crisis import queries as crisis
from throughcare.foundation.actor import Actor
from throughcare.screening import queries
from throughcare.screening.queries import Instrument, Screen
from throughcare.web.clients import codes
from throughcare.web.crisis.pages import called, signal_page

from .forms import ScreenForm


@dataclass(frozen=True)
class Asked:
    """A screen while it is being taken."""

    client_id: Any
    called: str
    title: str
    instrument: Instrument
    answered: int
    worries: list[str]  # what an answer that is already ticked asks for
    speaks_other_language: bool


def asking(client: Any, form: ScreenForm) -> Asked:
    answers = form.answers if form.is_bound else {}
    return Asked(
        client_id=client.pk,
        called=called(client),
        title=f"{called(client)}, {form.instrument.title}",
        instrument=form.instrument,
        answered=len(answers),
        worries=queries.critical_texts(form.instrument, answers),
        speaks_other_language=client.language.split("-")[0] not in form.instrument.languages,
    )


def result(actor: Actor, screen: Screen) -> dict[str, Any]:
    """The reading of a screen and, where there is one, its signal with everything that answers it."""
    client = clients.client(actor, screen.client_id)
    signal = crisis.signal_of_source(actor, "screen", screen.pk)
    context = signal_page(actor, signal, client) if signal else {}
    reading = queries.reading(screen)
    title = f"{called(client)}, {reading.instrument.title}: {verdict(reading)}."
    return context | {
        "client": client,
        "called": called(client),
        "language": codes.label_of("languages", screen.language),
        "title": title,
        "reading": reading,
        "screen": screen,
    }


def verdict(reading: queries.Reading) -> str:
    """What it came to, in words that say how it stands."""
    if reading.screen.total is None:
        return "no total yet"
    if reading.band:
        return reading.band.label["en"].lower()
    return "at or above the cut-off" if reading.screen.positive else "below the cut-off"
