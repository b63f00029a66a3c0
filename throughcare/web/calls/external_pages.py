"""One call a month to a place that is not chased: everybody who was sent there, one line each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from throughcare.foundation.actor import Actor
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.steps import Route
from throughcare.network import queries as network
from throughcare.referrals import actions, queries
from throughcare.web import words as moments

from .callees import Callee, of_service
from .external_forms import RESULTS, HeardForm
from .scripts import Spoken, spoken, telling

MAY_SAY = [
    "Their number first, such as TC-1001.",
    "The name once it is sure who speaks, and only to find them in their list.",
]


@dataclass(frozen=True)
class Place:
    url: str
    name: str
    there: int
    next_at: datetime | None
    why: str


@dataclass(frozen=True)
class Line:
    """Somebody who was sent there."""

    id: Any
    client_id: Any
    url: str
    number: str
    name: str
    sent_at: datetime
    due_at: datetime
    heard: str  # what was heard last, "" where nobody was asked yet
    results: list[tuple[str, str]]  # what a button says with it, and its words


@dataclass(frozen=True, kw_only=True)
class Call:
    id: str
    title: str
    whom: Callee
    spoken: Spoken
    never: list[str]
    may_say: list[str]
    lines: list[Line]
    asked: list[Line]  # today
    only_client: list[Line]  # they let this place tell us nothing
    more: bool
    next_at: datetime | None
    form: HeardForm


def places(actor: Actor) -> list[Place]:
    marks = list(network.externally_managed(actor.org_id))
    waiting = queries.waiting_not_chased(actor, [mark.service_id for mark in marks])
    found = [place(mark, waiting.get(mark.service_id, {})) for mark in marks]
    return sorted(found, key=lambda one: (one.next_at is None, one.next_at))


def place(mark: Any, waiting: dict[str, Any]) -> Place:
    url = reverse("external-call", args=[mark.service_id])
    return Place(url, mark.service.name, waiting.get("there", 0), waiting.get("next_at"), mark.why)


def call(actor: Actor, service: Any, *, now: datetime, form: HeardForm) -> Call:
    """Five queries for its people, whatever their number."""
    found = queries.sent_not_chased(actor, service.pk)
    shown = found[: queries.MOST_THERE]
    ids = [ask.pk for ask in shown]
    last, heard = queries.last_steps_of_asks(ids), queries.last_heard(ids)
    lines = {ask.pk: line(ask, last[ask.pk], heard.get(ask.pk), now=now) for ask in shown}
    today = {pk for pk, step in heard.items() if timezone.localdate(step.at) == timezone.localdate(now)}
    silent = {ask.pk for ask in shown if ask.feedback == "nothing"}
    script = queries.call_scripts()["service"]["everybody_there"]
    told = telling(actor, service=service.name)
    return Call(
        id=f"external-{service.pk}",
        title=f"Call {service.name}",
        whom=of_service(service),
        spoken=spoken(script, told, answers={}, due=lambda name: None),
        never=list(script.never),
        may_say=MAY_SAY,
        lines=[one for pk, one in lines.items() if pk not in today | silent],
        asked=[one for pk, one in lines.items() if pk in today],
        only_client=[one for pk, one in lines.items() if pk in silent - today],
        more=len(found) > len(shown),
        next_at=min((ask.due_at for ask in shown if ask.pk not in silent and ask.due_at), default=None),
        form=form,
    )  # fmt: skip


def line(ask: Any, last: Any, heard: Any, *, now: datetime) -> Line:
    return Line(
        id=ask.pk,
        client_id=ask.client_id,
        url=reverse("handoff", args=[ask.pk]),
        number=f"TC-{ask.number}",
        name=ask.sent_package.client_name,
        sent_at=ask.sent_at,
        due_at=ask.due_at,
        heard=f"{dict(RESULTS)[heard.name]}, {moments.exact(heard.at, now=now)}" if heard else "",
        results=[(f"{name}:{ask.pk}:{last.pk}", words) for name, words in RESULTS],
    )


def write_down(actor: Actor, form: HeardForm, *, at: datetime) -> str:
    """What was said of one of them. The same press, sent twice, is one. Answers why it is refused, "" where it is not."""
    said = form.cleaned_data
    last = queries.last_steps_of_asks([said["handoff_id"]])[said["handoff_id"]]
    if str(last.pk) != said["after"]:
        is_same = (last.name, last.by_id) == (said["name"], actor.membership_id)
        return "" if is_same else "Someone was faster. Here is how it stands now."
    try:
        actions.take_handoff_step(
            said["handoff_id"], said["name"], heard_from="place", actor=actor, at=at,
            said={"said_by": said["said_by"], "route": Route.PHONE, "reason": said["reason"]},
        )  # fmt: skip
    except (NotAllowed, Overtaken) as refused:
        return str(refused)
    return ""
