"""What was pressed on the page of an ask: a step of the ask or of a visit, in the tables that everybody's steps are in."""

from typing import Any

from throughcare.doors import actions as doors
from throughcare.foundation.transactions import action
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import HANDOFF
from throughcare.scheduling import actions as visits
from throughcare.scheduling.lifecycle import VISIT
from throughcare.web.find import found
from throughcare.web.referrals import booking
from throughcare.web.referrals.forms import StepForm
from throughcare.web.referrals.offers import Refused, attempt, take

from .at import Door
from .forms import TimeForm
from .handoffs import OF_A_VISIT, STEPS, ahead_of, package_of
from .offers import by_link

KINDS = ["intake", "treatment"]


def press(door: Door, name: str, data: Any) -> Refused | None:
    refused = pressed(door, name, data)
    if refused is None:
        go_on(door)
    return refused


def pressed(door: Door, name: str, data: Any) -> Refused | None:
    handoff = found(queries.handoff(door.actor, door.opened.subject_id))
    if package_of(door, handoff) is None:
        return None  # the page says whom to call
    if name in OF_A_VISIT:
        return of_visit(door, handoff, name, data)
    times = {"book": give_time, "came": came}
    return times[name](door, handoff, data) if name in times else of_handoff(door, handoff, name, data)


def go_on(door: Door) -> None:
    """They come back with the same link, after a visit that may be weeks ahead."""
    ahead = ahead_of(found(queries.handoff(door.actor, door.opened.subject_id)))
    after = max(door.now, ahead.starts_at) if ahead else door.now
    doors.keep_open(door.opened.link_id, after=after, actor=door.actor, at=door.now)


def of_handoff(door: Door, handoff: Any, name: str, data: Any) -> Refused | None:
    form = StepForm(data, step=found(HANDOFF.steps.get(name) if name in STEPS else None), at=door.now)

    def act() -> None:
        said = by_link(handoff.service_name, **form.said)
        actions.take_handoff_step(
            handoff.pk, name, actor=door.actor, at=door.now, seen=form.seen_status, said=said, **form.facts
        )

    return take(handoff, form, door.actor, act)


def of_visit(door: Door, handoff: Any, name: str, data: Any) -> Refused | None:
    """Pressed twice there is no visit ahead any more: the page says how it stands."""
    visit, form = ahead_of(handoff), StepForm(data, step=VISIT[name], at=door.now)
    if visit is None:
        return None

    def act() -> None:
        page = {"seen": form.seen_status, "after": form.cleaned_data["after"], "starts_at": form.facts.get("visit_at")}
        said = by_link(handoff.service_name, **form.said)
        visits.take_visit_step(visit.pk, name, actor=door.actor, at=door.now, said=said, **page)

    return take(visit, form, door.actor, act)


def give_time(door: Door, handoff: Any, data: Any) -> Refused | None:
    form = TimeForm(data, kinds=KINDS, at=door.now)

    def act() -> None:
        if not booking.is_booked(handoff, form):
            book(door, handoff, **form.facts)

    return attempt("book", form, act)


def came(door: Door, handoff: Any, data: Any) -> Refused | None:
    """Nobody had told of a time: the visit, and that it was kept, are written down together, once."""
    form = TimeForm(data, kinds=KINDS, at=door.now, is_past=True)

    @action
    def act() -> None:
        if booking.has_visit(handoff, form):
            return
        visit = book(door, handoff, **form.facts)
        visits.take_visit_step(visit.pk, "keep", actor=door.actor, at=door.now, said=by_link(handoff.service_name))

    return attempt("came", form, act)


def book(door: Door, handoff: Any, **facts: Any) -> Any:
    return visits.book(
        handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.org_id, sender_org_id=handoff.org_id,
        actor=door.actor, at=door.now, said=by_link(handoff.service_name), **facts,
    )  # fmt: skip
