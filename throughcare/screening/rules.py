"""What do these answers come to? Pure: no database, no clock. A missing answer never counts as no."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from .instruments import Band, CriticalRule, Instrument, Item, Prorating

Answers = Mapping[str, str]  # link id → answer code


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a screen comes to. `total` is None, with the reason, unless every scored question was answered."""

    total: int | None
    reason: str  # why there is no total
    missing: tuple[str, ...]  # scored questions without an answer that counts
    band: Band | None
    positive: bool | None  # None: unknown
    critical: tuple[CriticalRule, ...]
    not_asked: tuple[str, ...]  # safety questions that nobody asked the client alone
    prorated: bool = False

    @property
    def cause(self) -> str:
        """Why a risk signal opens: the answer, or that the question is still to be asked. "" when none does."""
        if self.critical:
            return "answer"
        return "not_asked" if self.not_asked else ""


def score(instrument: Instrument, answers: Answers, *, through_a_relative: bool = False) -> Result:
    """Strict by default. A worrying answer counts whoever gave it; a reassuring one only from the client."""
    discounted = {item.link_id for item in instrument.safety_items} if through_a_relative else set()
    missing = unanswered(instrument, answers, discounted)
    total, prorated = add_up(instrument, answers, missing)
    critical = worrying(instrument, answers)
    answered_badly = {rule.item for rule in critical}
    safety = [item.link_id for item in instrument.safety_items if item.link_id not in answered_badly]
    return Result(
        total=total,
        reason="" if total is not None else why_unknown(instrument, missing, discounted),
        missing=missing,
        band=band_of(instrument, total),
        positive=None if total is None else total >= instrument.positive_from,
        critical=critical,
        not_asked=tuple(link_id for link_id in safety if link_id in discounted or link_id not in answers),
        prorated=prorated,
    )


def unanswered(instrument: Instrument, answers: Answers, discounted: Collection[str]) -> tuple[str, ...]:
    return tuple(
        item.link_id for item in instrument.scored_items if item.link_id not in answers or item.link_id in discounted
    )


def add_up(instrument: Instrument, answers: Answers, missing: Collection[str]) -> tuple[int | None, bool]:
    values = [value_of(item, answers) for item in instrument.scored_items if item.link_id not in missing]
    if not missing:
        return sum(values), False
    if not instrument.prorating.on or len(missing) > instrument.prorating.at_most_missing or not values:
        return None, False
    mean = Fraction(sum(values), len(values))
    return int(mean * len(instrument.scored_items) + Fraction(1, 2)), True


def value_of(item: Item, answers: Answers) -> int:
    answer = item.answer(answers[item.link_id])
    if answer is None or answer.value is None:
        raise ValueError(f"{item.link_id} has no answer {answers[item.link_id]}")
    return answer.value


def worrying(instrument: Instrument, answers: Answers) -> tuple[CriticalRule, ...]:
    found = []
    for rule in instrument.critical:
        item = instrument.item(rule.item)
        if item and rule.item in answers and value_of(item, answers) >= rule.at_least:
            found.append(rule)
    return tuple(found)


def band_of(instrument: Instrument, total: int | None) -> Band | None:
    if total is None:
        return None
    return next((band for band in instrument.bands if band.low <= total <= band.high), None)


def why_unknown(instrument: Instrument, missing: Collection[str], discounted: Collection[str]) -> str:
    numbers = ", ".join(str(instrument.number(link_id)) for link_id in missing)
    words = f"No total: no answer that counts to question {numbers}."
    if set(missing) & set(discounted):
        words += " What a relative passed on about safety counts as not asked."
    return words


def unknown_answers(instrument: Instrument, answers: Answers) -> str:
    """What cannot be recorded, in words; "" when every answer is one that the instrument offers."""
    for link_id, code in answers.items():
        item = instrument.item(link_id)
        if item is None:
            return f"{instrument.title} has no question {link_id}."
        if item.answer(code) is None:
            return f"Question {instrument.number(link_id)} has no such answer."
    return ""


def came_through_a_relative(*, interpreter: str, answered_by: str, asked_alone: bool) -> bool:
    """With help and somebody else in the room, the helper may be the one the client cannot speak before."""
    if interpreter == "relative" or answered_by == "someone_else":
        return True
    return answered_by == "with_help" and not asked_alone


def with_prorating(instrument: Instrument, *, at_most_missing: int) -> Instrument:
    """The same instrument where a site has chosen to prorate."""
    return replace(instrument, prorating=Prorating(on=True, at_most_missing=at_most_missing))


def missing_explanation(instrument: Instrument, answers: Answers, because: str) -> str:
    """An incomplete screen may be kept, but it says why."""
    open_questions = unanswered(instrument, answers, ())
    if not open_questions or because:
        return ""
    numbers = ", ".join(str(instrument.number(link_id)) for link_id in open_questions)
    return f"Not answered: {numbers}. Answer, or say below why not; then there is no total."


def finding(instrument: Instrument, answers: Answers, result: Result) -> str:
    """What was found about safety, in words for the person who answers the signal."""
    if result.critical:
        return "; ".join(said(instrument, answers, rule.item) for rule in result.critical)
    numbers = ", ".join(str(instrument.number(link_id)) for link_id in result.not_asked)
    return f"{instrument.title}, question {numbers}: not asked" if numbers else ""


def said(instrument: Instrument, answers: Answers, link_id: str) -> str:
    item = instrument.item(link_id)
    answer = item.answer(answers[link_id]) if item else None
    words = answer.text["en"].lower() if answer else "unknown"
    return f"{instrument.title}, question {instrument.number(link_id)}: {words}"
