"""Write on a client's record. Where they are and when their medicine ends is written on every record of the person."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from throughcare.accounts import queries as accounts
from throughcare.clients import queries, rules
from throughcare.clients.events import BirthDateChanged, ClientRenamed, MedicineChanged, SituationChanged
from throughcare.clients.models import Client, ContactRoute, DecisionMaker, Situation
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.clocks import actions as clocks
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed, Overtaken
from throughcare.foundation.names import name_key
from throughcare.foundation.transactions import action
from throughcare.foundation.two_writers import Seen, together

from .correcting import as_stored, held, set_safe

REVIEW = "situation_review"  # the clock that starts on the day on which to ask again
OF_AGE = "of_age"
MORNING = time(8)


@action
def register(*, name: str, actor: Actor, at: datetime, **facts: Any) -> Client:
    """A new client of the actor's organization. `facts` are fields of Client. Search for duplicates first."""
    if not actor.membership_id:
        raise NotAllowed("A person registers a client.")
    client = Client.objects.create(
        org_id=actor.org_id, name=name, name_key=name_key(name), made_by_id=actor.membership_id, made_at=at, **facts
    )
    involve_maker(client.pk)
    audit.wrote("client", client.pk, client_id=client.pk, at=at)
    return client


@action
def register_once(key: UUID, *, route: dict[str, Any] | None, actor: Actor, at: datetime, **facts: Any) -> Client:
    """The client of one form, with the first way to reach them. The same form sent twice is one client.

    `key`: the id that the form was given. A key that another organization used is refused like any other fault.
    """
    if known := registered(key, actor):
        return known
    try:
        with transaction.atomic():
            client = register(id=key, actor=actor, at=at, **facts)
            if route:
                add_route(client, actor=actor, at=at, **route)
    except IntegrityError as refused:
        if known := registered(key, actor):
            return known
        raise NotAllowed(USED_FORM) from refused
    return client


USED_FORM = "This form cannot be used again. Open a new one."


def registered(key: UUID, actor: Actor) -> Client | None:
    return Client.objects.filter(org_id=actor.org_id, pk=key).first()


def once(rows: models.QuerySet, *, client: Client, key: UUID | None, **fields: Any) -> tuple[Any, bool]:
    """A row of this client and whether it is new. With the id that a form was given, the form sent twice is one row."""
    if key is None:
        return rows.create(client=client, org_id=client.org_id, **fields), True
    try:
        return rows.get_or_create(client=client, org_id=client.org_id, id=key, defaults=fields)
    except IntegrityError as refused:
        raise NotAllowed(USED_FORM) from refused


def involve_maker(client_id: UUID) -> None:
    """Sight of one's own new record, given by the law function that checks who made it."""
    with connection.cursor() as cursor:
        cursor.execute("select law.involve_maker(%s)", [client_id])


@action
def correct(client: Client, *, actor: Actor, at: datetime, seen: Seen | None = None, **facts: Any) -> Client:
    """Change what the record says. A new name, and the day on which medicine runs out, reach what is open at once.

    `seen`: the marks of these fields when the page was made. Raises BothWrote where somebody else changed them since.
    """
    if seen:
        facts = together(as_stored(held(Client, client.pk), facts), facts, seen)
    changed = {name for name, value in facts.items() if value != getattr(client, name)}
    if "name" in changed:
        facts["name_key"] = name_key(facts["name"])
    Client.objects.filter(pk=client.pk).update(**facts)
    for field, value in facts.items():
        setattr(client, field, value)
    audit.wrote("client", client.pk, client_id=client.pk, at=at)
    say_what_changed(client, changed, at=at)
    return client


def say_what_changed(client: Client, changed: set[str], *, at: datetime) -> None:
    """A name, and the day on which medicine runs out, on each record of the person."""
    if "born_on" in changed:
        announce(BirthDateChanged(client_id=client.pk, org_id=client.org_id, at=at))
    if not changed & {"name", "medicine_until"}:
        return
    merged = Client.objects.filter(merged_into=client)
    if "medicine_until" in changed:
        merged.update(medicine_until=client.medicine_until)
    for pk in [client.pk, *merged.order_by("id").values_list("id", flat=True)]:
        if "name" in changed:
            announce(ClientRenamed(client_id=pk, org_id=client.org_id, name=client.name, at=at))
        if "medicine_until" in changed:
            announce(MedicineChanged(client_id=pk, org_id=client.org_id, until=client.medicine_until, at=at))


@action
def add_route(
    client: Client, *, kind: str, value: str, actor: Actor, at: datetime, key: UUID | None = None, **facts: Any
) -> ContactRoute:
    """A way to reach them, with its safe hours (site's local time) and what may be said there."""
    if facts.get("safe_from") and facts.get("safe_until") and facts["safe_from"] >= facts["safe_until"]:
        raise NotAllowed("The safe hours end before they begin.")
    route, is_new = once(
        ContactRoute.objects.all(), client=client, key=key, kind=kind, value=value, confirmed_at=at, **facts
    )
    if is_new:
        audit.wrote("contact_route", route.pk, client_id=client.pk, at=at)
    return route


@action
def avoid_number(client_id: UUID, *, value: str, actor: Actor, at: datetime) -> None:
    """Somebody says that it is no longer theirs: nobody uses it until a person knows better."""
    set_safe(client_id, value, is_safe=False, at=at)


@action
def use_number_again(client_id: UUID, *, value: str, actor: Actor, at: datetime) -> None:
    """It was theirs after all."""
    set_safe(client_id, value, is_safe=True, at=at)


@action
def add_decision_maker(
    client: Client, *, name: str, acts_as: str, actor: Actor, at: datetime, key: UUID | None = None, **facts: Any
) -> DecisionMaker:
    maker, is_new = once(DecisionMaker.objects.all(), client=client, key=key, name=name, acts_as=acts_as, **facts)
    if is_new:
        audit.wrote("decision_maker", maker.pk, client_id=client.pk, at=at)
    return maker


@action
def change_situation(
    client: Client, *, situation: str, source: str, actor: Actor, at: datetime, review_on: date | None = None
) -> Client:
    """Where the person is now. It reaches everything open of theirs in the same transaction (reactions.AT_ONCE)."""
    today = accounts.today_of(client.org, at)
    if missing := rules.missing_in_situation(situation, source=source, review_on=review_on, on=today):
        raise NotAllowed(missing)
    for record in records_of_person(client):
        write_situation(record, situation=situation, source=source.strip(), review_on=review_on, at=at)
    client.refresh_from_db(fields=["situation", "situation_source", "situation_at", "situation_review_on"])
    return client


def records_of_person(client: Client) -> list[Client]:
    """Each locked, in the order of their ids, so that nobody merges meanwhile; not its key, for which whoever writes a row
    about them asks at the end, while holding what is locked next."""
    known = set(queries.same_person(client.pk).values_list("pk", flat=True))
    records = list(Client.objects.filter(pk__in=known).select_for_update(no_key=True).order_by("id"))
    if not records:
        raise NotAllowed("This record is not yours.")
    if known != set(queries.same_person(client.pk).values_list("pk", flat=True)):
        raise Overtaken("Somebody merged their records meanwhile. Look again.")
    return records


def write_situation(client: Client, *, situation: str, source: str, review_on: date | None, at: datetime) -> None:
    before = client.situation
    announce(
        SituationChanged(
            client_id=client.pk, org_id=client.org_id, before=before, situation=situation,
            words=str(Situation(situation).label), source=source, review_on=review_on, at=at,
            step=rules.kind_of_change(before, situation),
        )
    )  # fmt: skip
    fields = {"situation": situation, "situation_source": source, "situation_at": at, "situation_review_on": review_on}
    try:
        with transaction.atomic():
            Client.objects.filter(pk=client.pk).update(**fields)
    except IntegrityError as refused:
        if "visit_ahead_is_of_somebody_alive" not in str(refused):
            raise
        raise Overtaken("A visit was booked meanwhile. Look again.") from refused
    client.situation_review_on = review_on
    keep_review_time(client, at=at)
    audit.wrote("client", client.pk, client_id=client.pk, at=at)


def keep_review_time(client: Client, *, at: datetime) -> None:
    """In the morning of the day on which to ask again a clock starts; whoever holds hears of it (reactions.LATER)."""
    clocks.stop(org_id=client.org_id, subject_id=client.pk, step=REVIEW, at=at)
    if client.situation_review_on:
        start_on(client.situation_review_on, REVIEW, client.pk, client.org_id)


def start_on(day: date, step: str, client_id: UUID, org_id: UUID, urgency: str = "very_urgent") -> None:
    """A clock about the person themselves, from the morning of this day at their organization."""
    org = accounts.organization(org_id)
    calendar = accounts.calendar_of(org)
    clocks.start(
        org_id=org.pk, network_id=org.network_id, subject_kind="client", subject_id=client_id, step=step,
        urgency=urgency, calendar=calendar, policy=org.response_policy,
        at=datetime.combine(day, MORNING, tzinfo=calendar.zone),
    )  # fmt: skip


@action
def remind_of_medicine(client_id: UUID, *, org_id: UUID, on: date | None, at: datetime) -> None:
    """From this day on the medicine is near its end, so that urgency is weighed again; None: no such day is ahead."""
    clocks.stop(org_id=org_id, subject_id=client_id, step="medicine", at=at)
    if on:
        start_on(on, "medicine", client_id, org_id)


@action
def remind_of_majority(client_id: UUID, *, org_id: UUID, on: date | None, at: datetime) -> None:
    """Two weeks before this birthday a clock starts that is due on it; None: no such day is ahead."""
    clocks.stop(org_id=org_id, subject_id=client_id, step=OF_AGE, at=at)
    if on:
        start_on(rules.asked_from(on), OF_AGE, client_id, org_id, urgency="routine")
