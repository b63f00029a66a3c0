"""What the pages of clients show, as frozen dataclasses: a page never asks the database from its template."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from throughcare.clients import queries
from throughcare.consent import queries as consent
from throughcare.foundation.actor import Actor
from throughcare.foundation.ids import uuid7
from throughcare.network import queries as network
from throughcare.referrals import queries as referrals
from throughcare.screening import queries as screening

from . import codes
from .forms import ClientForm, CoveredForm, DecisionMakerForm, LostCoverageForm, MedicineForm, RouteForm, SituationForm

OPEN = {"draft", "open", "on_hold"}


@dataclass(frozen=True)
class Row:
    pk: UUID
    name: str
    goes_by: str
    born_on: date | None
    age: int | None
    language: str
    situation: str  # only where it is not *at home*


@dataclass(frozen=True)
class Listed:
    """One page of the list. The key of the next page is an id: no name stands in an address."""

    rows: list[Row]
    text: str
    next: UUID | None
    is_first: bool
    title: str


def listed(actor: Actor, *, text: str, after: str) -> Listed:
    text = text.strip()[:200]
    last = client_of(actor, after)
    found = list(queries.clients(actor, text=text, after=(last.name_key, str(last.pk)) if last else None))
    rows = found[: queries.PAGE]
    is_more = len(found) > queries.PAGE
    return Listed(
        rows=[row_of(client) for client in rows],
        text=text,
        next=rows[-1].pk if is_more else None,
        is_first=last is None,
        title=title_of_list(len(rows), text=text, is_part=is_more or last is not None),
    )


def client_of(actor: Actor, text: str) -> Any:
    try:
        return queries.client(actor, UUID(text))
    except ValueError:
        return None


def title_of_list(count: int, *, text: str, is_part: bool) -> str:
    if is_part:
        return "The people we care for."
    if not count:
        return "Nobody of this name." if text else "Nobody is registered yet."
    people = "One person" if count == 1 else f"{count} people"
    return f"{people} whose name begins so." if text else f"{people} we care for."


def row_of(client: Any) -> Row:
    return Row(
        pk=client.pk,
        name=client.name,
        goes_by=client.goes_by,
        born_on=client.born_on,
        age=age(client.born_on, on=timezone.localdate()),
        language=codes.label_of("languages", client.language),
        situation="" if client.situation == queries.Situation.HOME else client.get_situation_display(),
    )


def age(born_on: date | None, *, on: date) -> int | None:
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def called(client: Any) -> str:
    return client.goes_by or client.name


# --- a new client


def alike(actor: Actor, form: ClientForm, *, none_of: str) -> list[Row]:
    """Who may be the same person, unless all of them were seen and are somebody else (or this form made one of them)."""
    data = form.cleaned_data
    found = queries.possible_duplicates(actor, name=data["name"], born_on=data["born_on"])
    known = {*none_of.split(), str(data["key"])}
    if all(str(one.pk) in known for one in found) or any(one.pk == data["key"] for one in found):
        return []
    return [row_of(one) for one in found]


# --- one client


@dataclass(frozen=True)
class Record:
    client: Any
    called: str
    title: str
    age: int | None
    language: str
    payer: str
    their_clock: str  # "" where it is ours
    routes: list[Any]
    decision_makers: list[Any]
    referrals: list[list[Any]]  # those of one sitting together
    screens: list[Any]
    instruments: list[Any]
    bases: list[Any]
    shared: list[Any]
    may_refer: bool
    alike: list[Row]  # other records that may be the same person
    merged: list[Any]  # records that are the same person
    route_form: RouteForm
    decision_maker_form: DecisionMakerForm
    situation_form: SituationForm
    medicine_form: MedicineForm
    coverage_form: LostCoverageForm | CoveredForm  # one of the two: it ended, or it is settled again


@dataclass(frozen=True)
class Consented:
    """One lawful basis, with the names of the services it is for."""

    basis: Any
    status: str
    to: str
    ends_on: date | None


@dataclass(frozen=True)
class Decides:
    person: Any
    scopes: list[str]
    is_over: bool  # their time is over, or the client decides alone by now


def record(
    actor: Actor,
    client: Any,
    *,
    at: datetime,
    route: Any = None,
    decision_maker: Any = None,
    situation: Any = None,
    medicine: Any = None,
    lost_coverage: Any = None,
    covered: Any = None,
) -> Record:  # fmt: skip
    """The last six: a form that came back with what is wrong."""
    today = timezone.localdate(at)
    promises = list(referrals.referrals_of_client(actor, client.pk))
    return Record(
        client=client,
        called=called(client),
        title=title_of(called(client), promises),
        age=age(client.born_on, on=today),
        language=codes.label_of("languages", client.language),
        payer=codes.label_of("payers", client.payer),
        their_clock=dict(queries.zones()).get(client.time_zone, ""),
        routes=list(queries.routes(client.pk)),
        decision_makers=[decides(person, client, on=today) for person in queries.decision_makers(client.pk)],
        referrals=side_by_side(promises),
        screens=[screening.reading(screen) for screen in screening.latest(actor, client.pk)],
        instruments=screening.instruments(),
        bases=consents(list(consent.bases(actor, client.pk)[:20]), client.born_on, on=today),
        shared=list(consent.disclosures(actor, client.pk)),
        may_refer=referrals.may_refer(actor),
        alike=[row_of(one) for one in queries.look_alikes(actor, client)],
        merged=queries.merged_into(client),
        route_form=route or RouteForm(auto_id="route-%s", initial={"key": uuid7()}),
        decision_maker_form=decision_maker or DecisionMakerForm(auto_id="decides-%s", initial={"key": uuid7()}),
        situation_form=situation or SituationForm(auto_id="situation-%s", initial={"situation": client.situation}),
        medicine_form=medicine
        or MedicineForm(auto_id="medicine-%s", initial={"medicine_until": client.medicine_until}),
        coverage_form=covered or lost_coverage or coverage_form(client),
    )


def coverage_form(client: Any) -> LostCoverageForm | CoveredForm:
    return CoveredForm(auto_id="covered-%s") if client.uncovered_from else LostCoverageForm(auto_id="coverage-%s")


def title_of(name: str, promises: list[Any]) -> str:
    """How it stands, as a sentence."""
    count = sum(promise.status in OPEN for promise in promises)
    if not count:
        return f"{name}: nothing is open."
    return f"{name}: one referral is open." if count == 1 else f"{name}: {count} referrals are open."


def side_by_side(promises: list[Any]) -> list[list[Any]]:
    """What was asked for in one sitting stands together, where the latest of it stands; the one it began with first."""
    sittings: dict[UUID, list[Any]] = {}
    for promise in promises:
        sittings.setdefault(promise.sitting or promise.pk, []).insert(0, promise)
    return list(sittings.values())


def decides(person: Any, client: Any, *, on: date) -> Decides:
    is_over = not queries.decides(person, client.born_on, on=on)
    return Decides(person, [queries.SCOPES.get(scope, scope) for scope in person.scope], is_over)


def consents(bases: list[Any], born_on: date | None, *, on: date) -> list[Consented]:
    names = network.names_of(pk for basis in bases for pk in basis.recipients)
    return [
        Consented(
            basis,
            standing_of(basis, born_on, on=on),
            ", ".join(names[pk] for pk in basis.recipients if pk in names),
            consent.outgrown_on(basis, born_on),
        )  # fmt: skip
        for basis in bases
    ]


def standing_of(basis: Any, born_on: date | None, *, on: date) -> str:
    birthday = consent.outgrown_on(basis, born_on)
    ended = (basis.until_on and basis.until_on < on) or (birthday and birthday <= on)
    return "withdrawn" if basis.revoked_at else "lapsed" if ended else "active"
