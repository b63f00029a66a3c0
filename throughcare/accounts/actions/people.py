"""People join, get roles, and leave. Ending access is at once, and their work moves in the same transaction."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from throughcare.accounts import queries
from throughcare.accounts.events import AccessEnding
from throughcare.accounts.models import Desk, Membership, Network, Organization, Person, SavedView
from throughcare.accounts.roles import Role
from throughcare.foundation.actor import Actor
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.events import announce
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

LONGEST_WITHOUT_HANDS = timedelta(days=14)  # longer than that a desk is no place for work


def only_administrators(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise NotAllowed("This is for administrators.")


@transaction.atomic
def join(
    *, org: Organization, name: str, email: str, roles: Iterable[str], at: datetime,
    actor: Actor | None = None, desk: Desk | None = None, password: str | None = None,
) -> Membership:  # fmt: skip
    """A person becomes a member with these roles. `actor` None is the installation itself; an administrator takes in only
    somebody new: whoever has an account is invited."""
    if actor:
        only_administrators(actor)
    person = Person.objects.filter(email=email.lower()).first()
    if person:
        was_never_a_member(person, org)
    if person and actor:
        raise NotAllowed("They have an account already: invite them.")
    person = person or Person.objects.create_user(email, password, name=name)
    return take_in(person, org=org, roles=known_roles(roles), desk=desk, at=at)


def known_roles(roles: Iterable[str]) -> list[str]:
    if not set(roles) or set(roles) - set(Role.values):
        raise NotAllowed("Choose at least one role.")
    return sorted(roles)


def was_never_a_member(person: Person, org: Organization) -> None:
    if Membership.objects.filter(person=person, org=org).exists():
        raise NotAllowed(f"{person.name} was a member before. Change their roles instead.")


def take_in(person: Person, *, org: Organization, roles: list[str], desk: Desk | None, at: datetime) -> Membership:
    """Sits at the desk named, else at the first; whoever is first there leads it."""
    if desk is None or not desk.active:
        desk = Desk.objects.filter(org=org, active=True).first()
    membership = Membership.objects.create(person=person, org=org, desk=desk, roles=roles, since=at)
    if desk:
        Desk.objects.filter(pk=desk.pk, lead=None).update(lead=membership)
    return membership


@transaction.atomic
def change_roles(
    membership: Membership, *, roles: Iterable[str], desk_id: UUID | None, actor: Actor, at: datetime
) -> None:
    only_administrators(actor)
    roles = known_roles(roles)
    last = Role.ADMINISTRATOR in membership.roles and Role.ADMINISTRATOR not in roles
    if last and not _another_administrator(membership):
        raise NotAllowed("Somebody must remain administrator.")
    Membership.objects.filter(pk=membership.pk, org_id=actor.org_id).update(roles=roles, desk_id=desk_id)
    audit.wrote("membership", membership.pk, at=at)


@transaction.atomic
def set_availability(
    membership_id: UUID, *, away_until: date | None, takes_at_most: int | None, actor: Actor, at: datetime,
    works_from: time | None = None, works_until: time | None = None,
) -> None:  # fmt: skip
    """From which day on somebody is here again, at which hours, and how many people they take at a time."""
    if not may_set_availability(actor, membership_id):
        raise NotAllowed("They say it themselves, or the lead of their desk or an administrator does.")
    if away_until and away_until <= _today(actor, at):
        raise NotAllowed("Choose a day that is still to come, or leave it open.")
    if (works_from is None) != (works_until is None) or (works_from and works_until and works_from >= works_until):
        raise NotAllowed("Say from when until when you work, or leave both open.")
    changed = Membership.objects.filter(pk=membership_id, org_id=actor.org_id, active=True).update(
        away_until=away_until, takes_at_most=takes_at_most, works_from=works_from, works_until=works_until
    )
    if not changed:
        raise NotAllowed("They do not work here any more.")
    audit.wrote("membership", membership_id, at=at)


def _today(actor: Actor, at: datetime) -> date:
    assert actor.org_id is not None
    return queries.today_of(queries.organization(actor.org_id), at)


def may_set_availability(actor: Actor, membership_id: UUID) -> bool:
    """One's own, as the lead of the desk where they sit, or as an administrator."""
    if actor.membership_id is None or membership_id == actor.membership_id or actor.has(Role.ADMINISTRATOR):
        return actor.membership_id is not None
    sits = Membership.objects.filter(pk=membership_id, org_id=actor.org_id, desk__lead_id=actor.membership_id)
    return sits.exists()


def _another_administrator(membership: Membership) -> bool:
    others = Membership.objects.filter(org_id=membership.org_id, active=True, roles__contains=[Role.ADMINISTRATOR])
    return others.exclude(pk=membership.pk).exists()


@transaction.atomic
def end_access(membership_id: UUID, *, actor: Actor, at: datetime) -> None:
    """At once. What they hold passes to their desk's lead, or to the desk itself, before the database lets them go."""
    only_administrators(actor)
    leaver = Membership.objects.select_for_update(of=("self",)).filter(pk=membership_id, org_id=actor.org_id).first()
    if leaver is None or not leaver.active:
        raise NotAllowed("Their access has ended already.")
    if Role.ADMINISTRATOR in leaver.roles and not _another_administrator(leaver):
        raise NotAllowed("Somebody must remain administrator.")
    heir, desk = _who_takes_over(leaver)
    announce(AccessEnding(membership_id=leaver.pk, org_id=leaver.org_id, to_membership_id=heir, to_desk_id=desk, at=at))
    Desk.objects.filter(lead=leaver).update(lead=None)
    Membership.objects.filter(pk=leaver.pk).update(active=False, ended_at=at)
    sign_out_everywhere(leaver.person_id)
    audit.wrote("membership", leaver.pk, at=at)


def _who_takes_over(leaver: Membership) -> tuple[UUID | None, UUID | None]:
    """(membership, desk): exactly one of them."""
    desk = leaver.desk or Desk.objects.filter(org_id=leaver.org_id, active=True).first()
    if desk is None:
        raise NotAllowed("Their work needs somewhere to go: open a desk first.")
    successors = Membership.objects.filter(active=True).exclude(pk=leaver.pk)
    lead = successors.filter(pk=desk.lead_id).first() if desk.lead_id else None
    return (lead.pk, None) if lead else (None, desk.pk)


def sign_out_everywhere(person_id: UUID) -> None:
    """Ends every session of this person now; a membership elsewhere lets them sign in again."""
    with connection.cursor() as cursor:
        cursor.execute("select session_key from usersessions_usersession where user_id = %s", [person_id])
        keys = [row[0] for row in cursor.fetchall()]
    Session.objects.filter(session_key__in=keys).delete()


@transaction.atomic
def lead_desk(desk: Desk, *, membership: Membership, actor: Actor, at: datetime) -> None:
    only_administrators(actor)
    if membership.org_id != desk.org_id or not membership.active:
        raise NotAllowed("A desk is led by an active member of its organization.")
    Desk.objects.filter(pk=desk.pk, org_id=actor.org_id).update(lead=membership)
    audit.wrote("desk", desk.pk, at=at)


@action
def staff_desk(desk_id: UUID, *, next_staffed_at: datetime, actor: Actor, at: datetime) -> None:
    """When somebody sits there next: for whoever waits for an answer. By its lead, or an administrator."""
    desk = queries.desks(actor).filter(pk=desk_id).first()
    if desk is None or not (actor.has(Role.ADMINISTRATOR) or desk.lead_id == actor.membership_id):
        raise NotAllowed("The lead of the desk or an administrator says when somebody sits there.")
    if not at <= next_staffed_at <= at + LONGEST_WITHOUT_HANDS:
        raise NotAllowed("Choose a time that is still to come, within the next two weeks.")
    Desk.objects.filter(pk=desk.pk).update(next_staffed_at=next_staffed_at)
    audit.wrote("desk", desk.pk, at=at)


@transaction.atomic
def open_desk(
    *, name: str, actor: Actor, at: datetime, lead_id: UUID | None = None, next_staffed_at: datetime | None = None
) -> Desk:
    only_administrators(actor)
    if not name.strip():
        raise NotAllowed("Give the desk a name.")
    desk = Desk.objects.create(
        org_id=actor.org_id,
        name=name.strip(),
        lead_id=lead_id or actor.membership_id,
        next_staffed_at=next_staffed_at or at,
    )
    audit.wrote("desk", desk.pk, at=at)
    return desk


@transaction.atomic
def open_public_page(*, address: str, desk_id: UUID, actor: Actor, at: datetime) -> None:
    """Where people ask the network for help themselves, and the desk of ours that answers. One desk for each network."""
    only_administrators(actor)
    network = Network.objects.select_for_update().get(organizations=actor.org_id)
    if network.help_desk and network.help_desk.org_id != actor.org_id:
        raise NotAllowed(f"{network.help_desk.org.name} answers there. Its administrators can give it on.")
    if network.help_desk is None and network.lead_id and not queries.leads_network(actor):
        raise NotAllowed("Whoever leads the network opens its public page.")
    if not queries.desks(actor).filter(pk=desk_id).exists():
        raise NotAllowed("Choose a desk of your organization.")
    if Network.objects.filter(address=address).exclude(pk=network.pk).exists():
        raise NotAllowed("Another network has this address. Choose another word.")
    Network.objects.filter(pk=network.pk).update(address=address, help_desk_id=desk_id)
    audit.wrote("desk", desk_id, at=at)


@transaction.atomic
def choose_policy(*, name: str, actor: Actor, at: datetime) -> None:
    """How long each step may take from now on. Clocks that run keep their version."""
    only_administrators(actor)
    Organization.objects.filter(pk=actor.org_id).update(response_policy=name)
    audit.wrote("organization", actor.org_id, at=at)


@transaction.atomic
def save_view(*, name: str, shared: bool, actor: Actor, narrowing: dict[str, str]) -> SavedView:
    """`narrowing`: whose, turn, urgency, status. A desk's lead may share it with those who sit at the desk."""
    if not name.strip():
        raise NotAllowed("Give it a name.")
    if shared and (not actor.desk_id or not queries.leads_a_desk(actor)):
        raise NotAllowed("The lead of a desk shares views with it.")
    owner = {"desk_id": actor.desk_id} if shared else {"membership_id": actor.membership_id}
    views = SavedView.objects.select_for_update().filter(org_id=actor.org_id, **owner).order_by("-place")
    if len(views) >= queries.MOST_VIEWS:
        raise NotAllowed(f"There are {queries.MOST_VIEWS} already, one for each number key. Remove one first.")
    place = views[0].place + 1 if views else 1
    return SavedView.objects.create(org_id=actor.org_id, name=name.strip(), place=place, **owner, **narrowing)


def may_change_view(view: SavedView, actor: Actor) -> None:
    if view.desk_id and not queries.leads_a_desk(actor):
        raise NotAllowed("The lead of the desk changes what is shared.")


@transaction.atomic
def move_view_up(view: SavedView, *, actor: Actor) -> None:
    may_change_view(view, actor)
    owner = {"desk_id": view.desk_id, "membership_id": view.membership_id}
    views = list(SavedView.objects.select_for_update().filter(org_id=actor.org_id, **owner).order_by("place", "id"))
    at = next((n for n, row in enumerate(views) if row.pk == view.pk), 0)
    if at:
        views[at - 1], views[at] = views[at], views[at - 1]
    for place, row in enumerate(views, start=1):
        SavedView.objects.filter(pk=row.pk).update(place=place)


@transaction.atomic
def remove_view(view: SavedView, *, actor: Actor) -> None:
    may_change_view(view, actor)
    SavedView.objects.filter(pk=view.pk, org_id=actor.org_id).delete()
