"""A call that ends with a visit: both are written down in one transaction, or neither."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse

from throughcare.foundation.actor import Actor
from throughcare.foundation.steps import Route
from throughcare.foundation.transactions import action
from throughcare.referrals import actions, queries
from throughcare.referrals.lifecycle import HANDOFF, parts_in_handoff
from throughcare.scheduling import actions as visits
from throughcare.scheduling import queries as scheduling
from throughcare.web.referrals import booking
from throughcare.web.referrals.forms import BookForm

REACHED = "patient-reached"


class BookedForm(BookForm):
    """`key`: the id that the attempt will have; `call_route`: the number that was called."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    call_route = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, of: UUID, kinds: list[str], call: dict[str, Any] | None = None) -> None:
        super().__init__(data, kinds=kinds)
        self.auto_id = f"booked-{of}-%s"
        self.initial.update(call or {})
        for name in ("said_by", "route"):
            del self.fields[name]


@dataclass(frozen=True)
class Bookable:
    """An ask for which this caller may book a visit now."""

    handoff_id: UUID
    service: str
    url: str
    form: BookedForm

    @property
    def opened(self) -> bool:
        return self.form.is_bound


def kinds_by_handoff(actor: Actor, referral_ids: Iterable[UUID]) -> dict[UUID, tuple[Any, list[str]]]:
    """By promise: the ask of it for which the actor may book, and which kinds of visit. Two queries."""
    asks = queries.live_handoffs(list(referral_ids))
    ahead = scheduling.ahead_of([ask.pk for ask in asks.values()]) if asks else {}
    found = {}
    for referral_id, ask in asks.items():
        parts = parts_in_handoff(ask, actor)
        names = {choice.step.name for choice in HANDOFF.choices(ask, parts) if not choice.waits_for}
        kinds = [] if ask.pk in ahead else booking.kinds_to_book(ask, names, parts)
        if kinds:
            found[referral_id] = ask, kinds
    return found


def bookable(ask: Any, kinds: list[str], *, call: dict[str, Any], refused: BookedForm | None) -> Bookable:
    form = refused or BookedForm(of=ask.pk, kinds=kinds, call=call)
    form.only(kinds)
    return Bookable(ask.pk, ask.service_name, reverse("call-booked", args=[ask.pk]), form)


@action
def reach_and_book(handoff: Any, form: BookedForm, *, client: str, actor: Actor, at: datetime) -> None:
    """The visit first: whoever moves an ask locks it before its promise. The same form sent twice is one call and one visit."""
    if not booking.is_booked(handoff, form):
        visits.book(
            handoff_id=handoff.pk, client_id=handoff.client_id, org_id=handoff.to_org_id or handoff.org_id,
            sender_org_id=handoff.org_id, actor=actor, at=at, said={"said_by": client, "route": Route.PHONE}, **form.facts,
        )  # fmt: skip
    said = form.cleaned_data
    actions.record_attempt(
        handoff.referral_id, outcome=REACHED, key=said["key"], contact_route_id=said["call_route"], actor=actor, at=at
    )
