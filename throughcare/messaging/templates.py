"""The quiet templates: data in each language, filled with times and numbers only. Whoever reads along learns nothing."""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.foundation.names import name_key

DATA = Path(__file__).parent / "data"
FILLS = {  # nothing else is ever filled in: no name, no free words
    "day": re.compile(r"[a-zé]{3,10},? \d{1,2}/\d{1,2}", re.IGNORECASE),
    "time": re.compile(r"\d{1,2}:\d\d(?: [AP]M)?"),
    "phone": re.compile(r"\+?[\d ().-]{3,20}"),
    **dict.fromkeys(("link", "list", "wanted"), re.compile(r"https?://[\w.:/-]{4,120}")),
    **dict.fromkeys(("due", "late", "told"), re.compile(r"\d{1,4}")),
}
GSM = set(  # the default alphabet of GSM 03.38
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
ONE_PART, ONE_PART_OF_ANY_ALPHABET = 160, 70


@cache
def book() -> dict[str, Any]:
    return json.loads((DATA / "templates.json").read_text())


@cache
def tells() -> tuple[str, ...]:
    return tuple(json.loads((DATA / "lexicon.json").read_text())["tells"])


def names() -> list[str]:
    return list(book()["templates"])


def template(name: str) -> dict[str, Any]:
    return book()["templates"][name]


def is_by_mail_only(name: str) -> bool:
    """To an office, or to our own people."""
    return bool({"is_for_partners", "is_for_staff"} & template(name).keys())


def language_of(wanted: str) -> str:
    spoken = wanted.split("-")[0]
    return spoken if spoken in book()["subject"] else "en"


def needs(name: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", template(name)["en"]))


def unfit(name: str, fills: dict[str, str]) -> str:
    """Why these values may not be filled in, "" where they may."""
    if missing := needs(name) - set(fills):
        return f"Missing: {', '.join(sorted(missing))}."
    wrong = [key for key in needs(name) if not FILLS[key].fullmatch(fills[key])]
    return f"Not a {wrong[0]}." if wrong else ""


def words(name: str, language: str, fills: dict[str, str], *, medium: str) -> str:
    said = template(name)[language_of(language)].format(**fills)
    return said + book()["ending"][language_of(language)] if medium == "text" else said


def subject(name: str, language: str) -> str:
    return template(name).get("subject", book()["subject"])[language_of(language)]


def answer(name: str, language: str) -> str:
    return book()["answers"][name][language_of(language)]


def day_and_time(local: datetime, language: str) -> dict[str, str]:
    day = book()["days"][language_of(language)][local.weekday()]
    clock = local.strftime("%-I:%M %p") if language_of(language) == "en" else local.strftime("%-H:%M")
    date = f"{local.month}/{local.day}" if language_of(language) == "en" else f"{local.day}/{local.month}"
    return {"day": f"{day} {date}", "time": clock}


def what_it_tells(said: str) -> list[str]:
    """Words of it that name care, a place, an illness or an organization. Addresses of links are of no meaning by themselves."""
    plain = re.findall(r"[a-z]+", name_key(re.sub(r"https?://\S+", "", said)))
    return [word for word in plain if word.startswith(tells())]


def fits_one_text(said: str) -> bool:
    return len(said) <= (ONE_PART if set(said) <= GSM else ONE_PART_OF_ANY_ALPHABET)
