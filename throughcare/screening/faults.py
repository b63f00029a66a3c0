"""What is wrong with an instrument file? Every check answers in words; an empty list means nothing is."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

LOINC = "http://loinc.org"
LICENSE_CLASSES = {"A", "B", "C", "D"}
CONFIDENCES = {"seen", "partly seen", "general knowledge", "unverified", "local"}
NEEDED = (
    "id", "version", "title", "name", "about", "license_class", "notice_text", "sources", "languages", "panel", "total",
    "recall", "ages", "stem", "answer_lists", "items", "scoring", "bands", "positive", "critical",
)  # fmt: skip


def in_instrument(entry: dict[str, Any]) -> list[str]:
    """Faults in one whole instrument, in words."""
    if absent := [name for name in NEEDED if name not in entry]:
        return [f"{name} is missing" for name in absent]
    checks = (in_terms, in_codes, in_items, in_answers, in_words, in_bands, in_rules)
    return [fault for check in checks for fault in check(entry)]


def has_check_digit(code: str) -> bool:
    """LOINC's mod 10 with the letters included: 44261-6, LA6568-5. Plain Luhn on the digits is wrong for LA and LL."""
    body, _, check = code.rpartition("-")
    if not (body and body.isascii() and body.isalnum() and len(check) == 1 and check.isdigit()):
        return False
    values = [ord(letter) - ord("0") for letter in reversed(body)]
    total = sum(n if place % 2 else 2 * n - (n // 5) * 9 for place, n in enumerate(values))
    return (10 - total % 10) % 10 == int(check)


def in_terms(entry: dict[str, Any]) -> Iterator[str]:
    if entry["license_class"] not in LICENSE_CLASSES:
        yield f"license class {entry['license_class']} is not known"
    if not entry["notice_text"]:
        yield "the notice is empty"
    if not entry["sources"]:
        yield "no source is named"
    for source in entry["sources"]:
        if source.get("confidence") not in CONFIDENCES or not source.get("from"):
            yield f"the source of {source.get('what')} has no origin or no known confidence"


def in_codes(entry: dict[str, Any]) -> Iterator[str]:
    """Codes must carry their check digit; a local one says so by its system."""
    coded = [entry[part]["code"] for part in ("panel", "total") if entry[part]["system"] == LOINC]
    coded += [item["code"] for item in entry["items"]]
    coded += [answer["code"] for answers in entry["answer_lists"].values() for answer in answers]
    for code in coded:
        if not has_check_digit(code):
            yield f"{code} has a wrong check digit"


def in_items(entry: dict[str, Any]) -> Iterator[str]:
    if not entry["items"]:
        yield "there are no items"
    for name in ("link_id", "code"):
        for value, times in Counter(item[name] for item in entry["items"]).items():
            if times > 1:
                yield f"{name} {value} is used {times} times"


def in_answers(entry: dict[str, Any]) -> Iterator[str]:
    for item in entry["items"]:
        answers = entry["answer_lists"].get(item["answers"])
        if answers is None:
            yield f"{item['link_id']} names an answer list that is not here"
        elif item.get("scored", True) and any(answer["value"] is None for answer in answers):
            yield f"{item['link_id']} is scored but an answer has no value"
    for name, answers in entry["answer_lists"].items():
        if len({answer["code"] for answer in answers}) < len(answers):
            yield f"the answer list {name} says a code twice"


def in_words(entry: dict[str, Any]) -> Iterator[str]:
    """Every language that is offered is complete: nobody meets half a question."""
    told = [entry["stem"], *(item["text"] for item in entry["items"])]
    told += [answer["text"] for answers in entry["answer_lists"].values() for answer in answers]
    if not entry["languages"]:
        yield "no language is offered"
    for language in entry["languages"]:
        if any(not words.get(language) for words in told):
            yield f"some text is missing in {language}"


def in_bands(entry: dict[str, Any]) -> Iterator[str]:
    """The range is what the items can reach, and bands, where there are any, cover it without gap or overlap."""
    low, high = entry["scoring"]["from"], entry["scoring"]["to"]
    if (low, high) != reach(entry):
        yield f"the range {low} to {high} is not what the items can add up to"
    bands = entry["bands"]
    if not bands:
        return
    if bands[0]["from"] != low or bands[-1]["to"] != high:
        yield "the bands do not cover the whole range"
    for one, following in pairwise(bands):
        if following["from"] != one["to"] + 1:
            yield f"between {one['id']} and {following['id']} there is a gap or an overlap"
    if any(band["from"] > band["to"] for band in bands):
        yield "a band ends before it begins"


def reach(entry: dict[str, Any]) -> tuple[int, int]:
    """The lowest and the highest sum that the scored items allow."""
    lists = [entry["answer_lists"].get(item["answers"], []) for item in entry["items"] if item.get("scored", True)]
    values = [[answer["value"] or 0 for answer in answers] for answers in lists if answers]
    return sum(map(min, values)), sum(map(max, values))


def in_rules(entry: dict[str, Any]) -> Iterator[str]:
    if not entry["scoring"]["from"] < entry["positive"]["from"] <= entry["scoring"]["to"]:
        yield "the positive cut-off lies outside the range"
    items = {item["link_id"]: item for item in entry["items"]}
    for rule in entry["critical"]:
        if rule["item"] not in items:
            yield f"a critical rule names {rule['item']}, which is not an item"
        elif not items[rule["item"]].get("safety"):
            yield f"{rule['item']} has a critical rule but is not marked as a safety question"
    for link_id in (item["link_id"] for item in entry["items"] if item.get("safety")):
        if link_id not in {rule["item"] for rule in entry["critical"]}:
            yield f"the safety question {link_id} has no critical rule"
