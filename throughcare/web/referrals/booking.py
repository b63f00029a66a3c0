"""The visits of a handoff: which there are, what may be done with each, and whether another one can be booked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from throughcare.foundation.steps import Route
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import RECEIVER
from throughcare.scheduling import queries as scheduling
from throughcare.scheduling.lifecycle import VISIT, parts_in_visit

from .forms import BookForm
from .offers import Here, Offer, Telling, offers

NEEDS_OF_THE_HANDOFF = {"move": "book", "miss": "miss_visit", "cancel": "lose_visit"}  # what a visit's step moves
KEPT = {"intake": "assess", "treatment": "begin_treatment"}


@dataclass(frozen=True)
class Visit:
    kind: str
    status: str
    starts_at: datetime
    place: str
    is_confirmed: bool
    needs_check: bool  # something changed for the person: somebody calls first
    missed_reason: str
    offers: list[Offer]


@dataclass(frozen=True)
class Visits:
    rows: list[Visit]
    form: BookForm | None  # where one can be booked
    refusal: str
    kind: str  # is booking the main thing to do here?

    @property
    def is_ahead(self) -> bool:
        return any(visit.status == "booked" for visit in self.rows)

    @property
    def steps(self) -> list[str]:
        return [offer.name for visit in self.rows for offer in visit.offers]


def visits(handoff: Any, here: Here, *, open_names: set[str], parts: Iterable[Any], telling: Telling) -> Visits:
    """`open_names`: the steps of the handoff that the actor may take."""
    rows = [visit_of(visit, here, open_names, telling) for visit in scheduling.visits_of(handoff.pk)]
    if not queries.tells_how_it_goes(here.actor, handoff):
        rows = [replace(row, missed_reason="") for row in rows]
    ahead = any(row.status == "booked" for row in rows)
    kinds = [] if ahead else kinds_to_book(handoff, open_names, parts)
    refused = here.refusal_of("book") if kinds else None
    route = {"route": Route.PHONE} if telling == Telling.THEIRS else {}
    form = refused.form.only(kinds) if refused else BookForm(kinds=kinds, **route) if kinds else None
    kind = "main" if handoff.status in {"accepted", "waitlisted"} else ""
    return Visits(rows, form, refused.words if refused else "", kind)


@dataclass(frozen=True)
class NextContact:
    """After a missed visit: what to try next, "" when all that was agreed is tried; and whether to ask if it fits."""

    words: str
    asks_whether_it_fits: bool


def next_contact(handoff: Any, shown: Visits) -> NextContact | None:
    if handoff.looked_for is None:
        return None
    policy = queries.after_a_miss()
    ahead = policy["contacts"][handoff.looked_for :]
    missed = sum(visit.status == "missed" for visit in shown.rows)
    return NextContact(ahead[0]["words"] if ahead else "", missed >= policy["missed_that_ask_whether_it_fits"])


def kinds_to_book(handoff: Any, open_names: set[str], parts: Iterable[Any]) -> list[str]:
    if "book" in open_names:
        return ["treatment", "intake"] if handoff.status == "assessed" else ["intake", "treatment"]
    return ["follow_up"] if handoff.status == "in_treatment" and RECEIVER in parts else []


def visit_of(visit: Any, here: Here, open_names: set[str], telling: Telling) -> Visit:
    choices = VISIT.choices(visit, parts_in_visit(visit, here.actor))
    usable = [choice for choice in choices if may_take(choice.step.name, visit, open_names, now=here.now)]
    return Visit(
        kind=visit.get_kind_display(),
        status=str(visit.status),
        starts_at=visit.starts_at,
        place=visit.place,
        is_confirmed=visit.confirmed_at is not None,
        needs_check=visit.check_first_at is not None and visit.status == "booked",
        missed_reason=visit.missed_reason,
        offers=offers(usable, visit, here, at="visit-step", telling=telling),
    )


def may_take(name: str, visit: Any, open_names: set[str], *, now: datetime) -> bool:
    """A visit's step that moves its handoff is open to whoever may move the handoff; kept and missed lie behind us."""
    if name in {"keep", "miss"} and visit.starts_at > now:
        return False
    if name == "confirm":
        return visit.confirmed_at is None or visit.check_first_at is not None
    if visit.kind == "follow_up":
        return True
    needed = KEPT.get(visit.kind, "") if name == "keep" else NEEDS_OF_THE_HANDOFF.get(name, "")
    return needed in open_names


def is_booked(handoff: Any, form: BookForm) -> bool:
    """The same booking, sent twice, is one visit."""
    return has_visit(handoff, form, statuses={"booked"})


def has_visit(handoff: Any, form: BookForm, *, statuses: Collection[str] = ("booked", "kept")) -> bool:
    wanted = (form.cleaned_data["kind"], form.cleaned_data["starts_at"])
    return any((v.kind, v.starts_at) == wanted and v.status in statuses for v in scheduling.visits_of(handoff.pk))
