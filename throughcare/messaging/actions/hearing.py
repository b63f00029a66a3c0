"""What comes in: words that a number wrote, and letters that say what became of ours. Nobody is asking yet."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import connection

from throughcare.foundation import bounces
from throughcare.foundation.actor import acting, system
from throughcare.foundation.events import announce
from throughcare.foundation.transactions import action
from throughcare.messaging import queries, templates
from throughcare.messaging.events import WroteBack

from .sending import take_receipt


@action
def hear(address: str, words: str, *, text_id: str, at: datetime) -> str:
    """What a number wrote, and what is answered: the same to everybody, known here or not. "" where nothing is."""
    wanted, language = queries.meant(words)
    if wanted == "stop":
        ask_law("stop_address", address, at)
        return templates.answer("stopped", language)
    if wanted == "start":
        ask_law("start_address", address)
        return templates.answer("started", language)
    if wanted == "help":
        return templates.answer("help", language)
    bring_to_somebody(address, words, text_id=text_id, at=at)
    return templates.answer("not_watched", language) if queries.first_answer_of_day(address, at) else ""


def bring_to_somebody(address: str, words: str, *, text_id: str, at: datetime) -> None:
    """To whoever answers for the person whom this number was last written to about."""
    if known := queries.last_told(address):
        org_id, client_id = known
        key = uuid5(NAMESPACE_URL, f"text:{text_id}")
        with acting(system(org_id)):
            announce(WroteBack(client_id=client_id, org_id=org_id, key=key, words=words[:2000], at=at))


@action
def take_bounce(raw: bytes, *, at: datetime) -> bool:
    """A mail that came in, whole. True where it only says what became of a letter of ours: nobody needs to read it."""
    report = bounces.read(raw)
    known = queries.known_at_gateway(report.letter) if report else None
    if report is None or known is None:
        return False
    message_id, org_id = known
    if report.became:
        with acting(system(org_id)) as program:
            take_receipt(message_id, status=report.became, code=report.number, actor=program, at=at)
    return True


def ask_law(name: str, *values: Any) -> None:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"select law.{name}({marks})", list(values))
