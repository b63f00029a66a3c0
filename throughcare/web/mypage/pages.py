"""What a client reads on their own page: who helps, what happens next and by when, and honest waits. Nothing clinical."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from throughcare.clients import queries as clients
from throughcare.consent import queries as consent
from throughcare.foundation.actor import acting, system
from throughcare.inquiries import queries as inquiries
from throughcare.network import queries as network
from throughcare.referrals import queries as referrals
from throughcare.scheduling import queries as scheduling
from throughcare.voices import queries as voices

from . import words
from .visitors import Visitor

MOST = 5


@dataclass(frozen=True)
class Offer:
    """A place that said yes."""

    id: UUID
    name: str
    where: str
    ages: str
    room_from: date | None
    languages: str
    wait: str
    is_chosen: bool


@dataclass(frozen=True)
class Promise:
    """How one request stands, as its person reads it."""

    id: UUID
    number: int
    next: str
    explained: str
    by: datetime | None
    is_today: bool
    is_late: bool
    helper: str
    phone: str
    wait: str
    visit: Any
    is_coming: bool
    offers: list[Offer]
    is_over: bool
    has_been_there: bool


@dataclass(frozen=True)
class MyPage:
    called: str
    phone: str  # of the organization: always answered
    org: str
    promises: list[Promise]
    said: list[str]  # what they said here lately, and what came of it
    mark: str
    language: str
    ends: datetime | None = None


@dataclass(frozen=True)
class Got:
    """Who has received something, when and on which agreement."""

    name: str
    at: datetime
    how_much: str
    basis_id: UUID
    is_stopped: bool
    until_on: date | None = None
    parts: list[str] = field(default_factory=list)


def my_page(visitor: Visitor, *, at: datetime) -> MyPage:
    found = [row for row in referrals.lately_of(visitor.actor, visitor.client.pk, at=at) if row.status != "draft"][
        :MOST
    ]
    asks = referrals.live_handoffs([row.pk for row in found])
    places = network.places_of(ask.service_id for ask in asks.values())
    visits = scheduling.ahead_of([ask.pk for ask in asks.values()])
    lately = voices.said_lately(visitor.actor, clients.same_person(visitor.client.pk), at=at)
    promises = [promise(visitor, row, asks.get(row.pk), places, visits, lately, at=at) for row in found]
    return MyPage(
        called=visitor.called,
        phone=visitor.org.phone,
        org=visitor.org.name,
        promises=sorted(promises, key=lambda one: (not one.offers, one.visit is None, one.is_over)),
        said=[words.of_voice(one) for one in lately],
        mark=visitor.inside.mark,
        language=translation.get_language() or "en",
    )


def promise(
    visitor: Visitor, referral: Any, ask: Any, places: dict, visits: dict, lately: list, *, at: datetime
) -> Promise:
    place = places.get(ask.service_id) if ask else None
    status = words.status_of(referral, ask)
    offers = offers_for(visitor, referral, lately) if status in {"open", "on_hold"} else []
    helper = words.helper_of(referral, visitor.org.name)
    due = referral.due_at if status in words.HAS_A_TIME and not offers else None
    said = words.Told(helper=helper, place=place.name if place else "")
    visit = visits.get(ask.pk) if ask else None
    return Promise(
        id=referral.pk,
        number=referral.number,
        next=words.next_step("choosing" if offers else status, said),
        explained=words.explained("choosing" if offers else status, said),
        by=due,
        is_today=bool(due and timezone.localdate(due) == timezone.localdate(at)),
        is_late=bool(due and due < at),
        helper=helper,
        phone=words.phone_of(referral, visitor.org),
        wait=wait_of(ask.to_org_id, ask.service_id) if ask and status == "waitlisted" else "",
        visit=visit,
        is_coming=bool(visit and visit.confirmed_at),
        offers=offers,
        is_over=status == "closed",
        has_been_there=status in words.HAVE_BEEN_THERE or referral.closure == "connected",
    )


def offers_for(visitor: Visitor, referral: Any, lately: list) -> list[Offer]:
    rows = [row for row in inquiries.inquiries_of(visitor.actor, referral.pk) if row.status == inquiries.OFFERED]
    places = network.places_of(row.service_id for row in rows)
    chosen = {voice.subject_id for voice in lately if voice.kind == "choose" and voice.ended_at is None}
    return [
        Offer(
            id=row.pk,
            name=places[row.service_id].name,
            where=places[row.service_id].where,
            ages=words.ages(places[row.service_id].min_age, places[row.service_id].max_age),
            room_from=row.room_from,
            languages=words.languages(places[row.service_id].languages),
            wait=wait_of(row.to_org_id, row.service_id),
            is_chosen=row.pk in chosen,
        )
        for row in rows
    ]


def wait_of(org_id: UUID | None, service_id: UUID) -> str:
    """From the list of those who keep it: a number about many, never about one."""
    if org_id is None:
        return words.wait(None)
    with acting(system(org_id)):
        found = referrals.half_wait(org_id, service_id)
    return words.wait(found)


def received(visitor: Visitor) -> list[Got]:
    """Roles and organizations, never people who looked."""
    rows = list(consent.disclosures(visitor.actor, visitor.client.pk))
    places = network.places_of(row.to_service_id for row in rows)
    return [
        Got(
            name=places[row.to_service_id].name if row.to_service_id in places else visitor.org.name,
            at=row.at,
            how_much=words.how_much(len(row.sections), len(row.documents)),
            basis_id=row.basis_id,
            is_stopped=row.basis.revoked_at is not None,
            until_on=row.basis.until_on,
        )
        for row in rows
    ]


def subject_of(visitor: Visitor, kind: str, subject_id: UUID, *, at: datetime) -> str:
    """What this word would be about: its kind, "" where the subject is none of theirs."""
    if kind in {"choose", "not_this"}:
        inquiry = inquiries.inquiry(visitor.actor, subject_id)
        theirs = inquiry is not None and inquiry.org_id == visitor.actor.org_id and inquiry.status == inquiries.OFFERED
        return "inquiry" if inquiry is not None and theirs and is_theirs(visitor, inquiry.referral_id) else ""
    if kind == "coming":
        visit = scheduling.visit(subject_id)
        same = visit is not None and clients.is_same_person(visit.client_id, visitor.client)
        return "visit" if visit is not None and same and visit.status == "booked" and visit.starts_at > at else ""
    if kind == "stop_sharing":
        basis = consent.basis(visitor.actor, subject_id)
        return "basis" if basis is not None and clients.is_same_person(basis.client_id, visitor.client) else ""
    return "referral" if is_theirs(visitor, subject_id) else ""


def named(visitor: Visitor, subject_kind: str, subject_id: UUID) -> str:
    """Which place or day is meant, above the question."""
    if subject_kind == "inquiry":
        inquiry = inquiries.inquiry(visitor.actor, subject_id)
        place = network.places_of([inquiry.service_id])[inquiry.service_id] if inquiry else None
        return " · ".join(filter(None, [place.name, words.ages(place.min_age, place.max_age)])) if place else ""
    if subject_kind == "basis":
        basis = consent.basis(visitor.actor, subject_id)
        return (
            ", ".join(sorted({place.name for place in network.places_of(basis.recipients).values()})) if basis else ""
        )
    return ""


def is_theirs(visitor: Visitor, referral_id: UUID) -> bool:
    referral = referrals.referral(visitor.actor, referral_id)
    return referral is not None and clients.is_same_person(referral.client_id, visitor.client)
