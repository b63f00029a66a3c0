"""The errands of whoever holds this, in words, and from when on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.clocks import queries as clocks
from throughcare.referrals import queries

from .draft_forms import ChoiceForm


@dataclass(frozen=True)
class Errand:
    words: str
    due_at: datetime
    tone: str
    url: str = ""  # where it is done, if not among the steps
    form: ChoiceForm | None = None  # of a planned return: the same service is asked in one press


def errands_of(record: Any, *, now: datetime, may_ask: bool = False) -> list[Errand]:
    """As far as its clocks are the reader's own. No query where there are none."""
    if not record.errands:
        return []
    running = clocks.running(record.pk, record.errands)
    return [
        Errand(
            words(clock, record),
            clock.due_at,
            tone(clock, now=now),
            url(record, clock),
            form=again(record) if may_ask and clock.step == "planned_return" else None,
        )  # fmt: skip
        for clock in running
    ]


def lost_by_closing(referral: Any) -> str:
    """Nobody is reminded of what is closed; whoever closes it knows what was still to be asked."""
    still = [queries.errands()[name] for name in referral.errands]
    return (
        f"Still to be done, and nobody is reminded of it once it is closed: {'; '.join(still).lower()}."
        if still
        else ""
    )


def again(referral: Any) -> ChoiceForm:
    chosen = {"service": referral.returns_to_id, "choice": f"Back to {referral.returns_to.name}, as planned"}
    return ChoiceForm(initial=chosen, is_urgent=queries.is_never_held_back(referral.urgency), auto_id="again-%s")


def tone(clock: Any, *, now: datetime) -> str:
    return "soon" if clock.due_at <= now or clock.step == "coverage_lost" else ""


def url(record: Any, clock: Any) -> str:
    """Who pays is written on the client's record, which only the sending side keeps."""
    is_ours = clock.step == "coverage_lost" and clock.subject_kind == "referral"
    return reverse("client", args=[record.client_id]) + "#who-pays" if is_ours else ""


def words(clock: Any, record: Any) -> str:
    said = queries.errands()[clock.step]
    if clock.step == "planned_return":
        return f"{said}: {record.returns_to.name}. {condition(record.returns_if)}"
    if clock.step != "check_in":
        return f"{said}."
    days = timezone.localdate(clock.due_at) - timezone.localdate(clock.started_at)
    return f"{said}, {days.days} days after the first treatment."


def condition(returns_if: str) -> str:
    return f"They said what must be true by then: {returns_if}" if returns_if else ""
