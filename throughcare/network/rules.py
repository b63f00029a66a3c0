"""Judgments about a listed service: what fits, what does not, and what nobody has told us."""

from datetime import date
from typing import Any

from .reading.words import DAYS, data

YES, NO, UNKNOWN = "yes", "no", "unknown"
DAY_NAMES = dict(zip(DAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))


def labels(list_name: str) -> dict[str, str]:
    """Code → words, for types, payers and languages."""
    return {entry["code"]: entry["label"] for entry in data(list_name)[list_name]}


def fits_age(service: Any, age: int | None) -> str:
    if age is None or (service.min_age is None and service.max_age is None):
        return UNKNOWN
    is_old_enough = service.min_age is None or age >= service.min_age
    is_young_enough = service.max_age is None or age <= service.max_age
    return YES if is_old_enough and is_young_enough else NO


def fits_one_of(known: list[str], code: str) -> str:
    """An empty list says that nobody told us, not that there is none."""
    if not known:
        return UNKNOWN
    return YES if code in known else NO


def ages_in_words(service: Any) -> str:
    low, high = service.min_age, service.max_age
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low} years and older" if low else "All ages"
    return f"{low} to {high} years" if low else f"Up to {high} years"


def room_now(service: Any, *, on: date) -> str:
    """What its own people say of its room today: open, full, away; "" where nobody said, or the day they named has come."""
    if service.room in {"full", "away"} and service.room_again_on <= on:
        return ""
    return str(service.room)


def fits_room(service: Any, *, on: date) -> str:
    return {"open": YES, "full": NO, "away": NO}.get(room_now(service, on=on), UNKNOWN)


def room_in_words(service: Any, *, on: date) -> str:
    """As a sentence, with its limits; what was said long ago is still said with its day by the page."""
    again = service.room_again_on
    now = {
        "open": "Has room",
        "full": f"Full until {again.day} {again:%B}" if again else "",
        "away": f"Away until {again.day} {again:%B}" if again else "",
    }.get(room_now(service, on=on), "")
    if not now:
        return "Room: not known" if not again else f"Room again from {again.day} {again:%B}, they said. Ask"
    limits = [f"only {kinds}"] if (kinds := only_kinds_in_words(service)) else []
    limits += [f"only {service.takes_only}" * bool(service.takes_only)]
    limits += [f"at most {service.takes_a_week} a week"] if service.takes_a_week else []
    return ", ".join([now, *filter(None, limits)])


def only_kinds_in_words(service: Any) -> str:
    """The kinds that it takes just now, "" where it takes all of its own."""
    known = labels("types")
    return " or ".join(known.get(code, code) for code in service.takes_only_types)


def not_taken_now(service: Any, kind: str) -> str:
    """A warning for whoever looks for another kind than it takes just now, else ""."""
    if not kind or not service.takes_only_types or kind in service.takes_only_types:
        return ""
    return f"They take only {only_kinds_in_words(service)} just now"


def closing_in_words(service: Any) -> str:
    """For those who waited for it; "" while it is open."""
    day = service.closed_on
    if day is None:
        return ""
    is_past = day < service.closed_said_at.date()
    closes = (
        f"It closed on {day.day} {day:%B %Y}"
        if is_past
        else f"It takes nobody new, and closes on {day.day} {day:%B %Y}"
    )
    return f"{closes}: {service.closed_because.rstrip('.')}."


def hours_in_words(schedules: list[dict[str, Any]]) -> list[str]:
    """'Mon–Fri 08:30–17:00'; where hours make no sense, the source's own words."""
    said = []
    for entry in schedules:
        days = days_in_words(entry["days"])
        if entry["opens"]:
            said.append(f"{days} {entry['opens']}–{entry['closes']}".strip())
        elif entry["note"] or days:
            said.append(entry["note"] or f"{days}, hours not known")
    return list(dict.fromkeys(said))


def days_in_words(days: list[str]) -> str:
    """Runs of three and more are joined: Mon–Fri, Sun."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    joined = [
        f"{DAY_NAMES[run[0]]}–{DAY_NAMES[run[-1]]}" if len(run) > 2 else ", ".join(DAY_NAMES[day] for day in run)
        for run in runs
    ]
    return ", ".join(joined)


def phone_in_words(phone: dict[str, Any]) -> str:
    return f"{phone['number']} ext. {phone['extension']}" if phone.get("extension") else phone["number"]


def dialled(phone: dict[str, Any]) -> str:
    """For a tel: link."""
    digits = "".join(c for c in phone["number"].lower().partition("x")[0] if c.isdigit() or c == "+")
    return f"tel:{digits}" if len(digits) >= 3 else ""
