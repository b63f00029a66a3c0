"""What handing over shows: each offer with what its reader needs to decide, and a caseload to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from throughcare.accounts import queries as accounts
from throughcare.foundation.actor import Actor
from throughcare.referrals import queries
from throughcare.referrals.lifecycle import REFERRAL
from throughcare.web import words as moments

from .forms import GiveBackForm, HandOverForm, PickedForm, WhoseForm


@dataclass(frozen=True)
class Offer:
    """One promise that was handed to the reader: where it stands, what comes next, what the leaver wrote."""

    id: UUID
    referral_id: UUID
    client_id: UUID
    who: str
    number: str
    url: str
    need: str
    urgency: str
    status: str
    due_at: datetime | None
    of: str
    holder: str
    is_held_by_reader: bool
    note: str
    answer_by: datetime
    last_step: str
    last_by: str
    last_at: datetime | None
    form: GiveBackForm


@dataclass(frozen=True)
class Given:
    """One promise that the reader handed to somebody."""

    id: UUID
    referral_id: UUID
    client_id: UUID
    who: str
    url: str
    to: str
    came_back: str


def handed(actor: Actor, *, refused: tuple[UUID, GiveBackForm] | None = None) -> list[Offer]:
    rows = queries.offered_to(actor)
    steps = queries.last_steps([row.referral_id for row in rows])
    return [offer_of(row, steps.get(row.referral_id), actor, refused) for row in rows]


def offer_of(row: Any, last_step: Any, actor: Actor, refused: tuple[UUID, GiveBackForm] | None) -> Offer:
    referral = row.referral
    is_mine = referral.holder_id == actor.membership_id
    return Offer(
        id=row.pk,
        referral_id=row.referral_id,
        client_id=row.client_id,
        who=referral.client.name,
        number=f"TC-{referral.number}",
        url=reverse("referral", args=[referral.pk]),
        need=referral.need,
        urgency=referral.urgency,
        status=referral.live_status or referral.status,
        due_at=referral.due_at,
        of=row.of_name,
        holder="You" if is_mine else holder_of(referral),
        is_held_by_reader=is_mine or referral.holder_id is None,
        note=row.note,
        answer_by=row.due_at,
        last_step=REFERRAL[last_step.name].label if last_step else "",
        last_by=last_step.by_name if last_step else "",
        last_at=last_step.at if last_step else None,
        form=refused[1] if refused and refused[0] == row.pk else GiveBackForm(auto_id=f"back-{row.pk}-%s"),
    )


def holder_of(referral: Any) -> str:
    return referral.holder.person.name if referral.holder else referral.holder_desk.name if referral.holder_desk else ""


def given(actor: Actor) -> list[Given]:
    return [
        Given(
            id=row.pk,
            referral_id=row.referral_id,
            client_id=row.client_id,
            who=row.referral.client.name,
            url=reverse("referral", args=[row.referral_id]),
            to=row.successor,
            came_back=row.reason,
        )
        for row in queries.offered_by(actor)
    ]


@dataclass(frozen=True)
class Held:
    id: str
    who: str
    number: str
    need: str
    urgency: str
    status: str
    due_at: datetime | None
    started_at: datetime
    offered_to: str
    is_ticked: bool


def whose(actor: Actor, said: Any) -> WhoseForm:
    """One's own work first; for a coordinator or a lead then everybody's."""
    people = [(str(actor.membership_id), "Yours")]
    if queries.may_hand_over_for_others(actor):
        people += [(str(pk), name) for pk, name in active(actor) if pk != actor.membership_id]
    return WhoseForm(said, people=people)


def form_for(actor: Actor, whose_id: UUID, said: Any, *, on: date) -> tuple[HandOverForm, list[Any]]:
    rows = queries.caseload(actor, whose_id)
    return HandOverForm(said, rows=[row.pk for row in rows], people=successors(actor, besides=whose_id, on=on)), rows


def form_for_picked(actor: Actor, picked: Iterable[str], said: Any, *, on: date) -> tuple[PickedForm, list[Any]]:
    """Of what was picked, what this organization still holds open."""
    rows = queries.promises(actor, [pk for pk in map(uuid_of, picked) if pk])
    return PickedForm(said, rows=[row.pk for row in rows], people=successors(actor, besides=None, on=on)), rows


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def successors(actor: Actor, *, besides: UUID | None, on: date) -> list[tuple[str, str]]:
    """With how much each of them holds already, and whether they are here: the warning stands where one chooses."""
    counts = queries.held_by_each(actor)
    return [
        (str(row.pk), f"{row.person.name} ({', '.join(load(row, counts.get(row.pk, 0), on=on))})")
        for row in referring(actor)
        if row.pk != besides
    ]


def load(member: Any, count: int, *, on: date) -> list[str]:
    most = member.takes_at_most
    words = [f"holds {count}" if most is None else f"holds {count} of {most}"]
    if most is not None and count >= most:
        words.append("full")
    if member.away_until and member.away_until > on:
        words.append(f"away until {moments.day(member.away_until, today=on)}")
    return words


def active(actor: Actor) -> list[tuple[UUID, str]]:
    return [(row.pk, row.person.name) for row in accounts.members(actor) if row.active]


def referring(actor: Actor) -> list[Any]:
    rows = [row for row in accounts.members(actor).select_related("org") if row.active]
    return [row for row in rows if queries.may_refer(accounts.as_actor(row))]


def held(rows: Iterable[Any], form: HandOverForm) -> list[Held]:
    rows = list(rows)
    offers = queries.open_offers([row.pk for row in rows])
    return [held_row(row, offers.get(row.pk), form.ticked) for row in rows]


def held_row(row: Any, offer: Any, ticked: list[str]) -> Held:
    return Held(
        id=str(row.pk),
        who=row.client.name,
        number=f"TC-{row.number}",
        need=row.need,
        urgency=row.urgency,
        status=row.live_status or row.status,
        due_at=row.due_at,
        started_at=row.opened_at or row.first_requested_at,
        offered_to=offer.successor if offer else "",
        is_ticked=str(row.pk) in ticked,
    )
