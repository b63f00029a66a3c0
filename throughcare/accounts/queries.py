"""Who works here, and what an organization is: staff data, readable by every signed-in person."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from throughcare.foundation.actor import Actor
from throughcare.foundation.clocks.calendars import SiteCalendar
from throughcare.foundation.names import name_key

from .models import (
    Agreement,
    Desk,
    Invitation,
    Membership,
    Network,
    Notice,
    Organization,
    Person,
    SavedView,
    Stewardship,
)
from .roles import STEWARD, Role


def actor_for(person: Person, org_id: UUID | None = None) -> Actor | None:
    """The person acting for one of their organizations: the named one, else the first they joined. None without any."""
    memberships = Membership.objects.filter(person=person, active=True, person__is_active=True, org__is_active=True)
    memberships = memberships.select_related("org", "person", "stewardship").order_by("since")
    mine = list(memberships)
    chosen = next((m for m in mine if m.org_id == org_id), mine[0] if mine else None)
    return as_actor(chosen) if chosen else None


def as_actor(membership: Membership) -> Actor:
    return Actor(
        org_id=membership.org_id,
        person_id=membership.person_id,
        membership_id=membership.pk,
        desk_id=membership.desk_id,
        name=membership.person.name,
        org_name=membership.org.name,
        roles=frozenset(membership.roles) | stewards(membership),
    )


def stewards(membership: Membership) -> frozenset[str]:
    """The network's trust, beside the roles that the organization gave."""
    stewardship = getattr(membership, "stewardship", None)
    return frozenset({STEWARD} if stewardship and stewardship.ended_at is None else ())


def memberships_of(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, active=True).select_related("org").order_by("org__name_key")


def members(actor: Actor) -> QuerySet[Membership]:
    rows = Membership.objects.filter(org_id=actor.org_id)
    return rows.select_related("person", "desk").order_by("-active", "person__name", "id")


def member(actor: Actor, membership_id: UUID) -> Membership | None:
    return members(actor).filter(pk=membership_id).first()


def invitations_to(person: Person) -> list[Invitation]:
    """What this person has not answered yet."""
    rows = Invitation.objects.filter(person=person, answered_at=None).select_related("org", "by__person")
    return list(rows.order_by("asked_at")[:20])


def invitations_from(actor: Actor) -> list[Invitation]:
    """Whom this organization asked and who has not answered yet."""
    rows = Invitation.objects.filter(org_id=actor.org_id, answered_at=None).select_related("person")
    return list(rows.order_by("asked_at")[:50])


def desks(actor: Actor) -> QuerySet[Desk]:
    return Desk.objects.filter(org_id=actor.org_id, active=True).select_related("lead__person").order_by("name_key")


def led_by(actor: Actor) -> list[Membership]:
    """Who sits at the desks that this member leads."""
    return list(members(actor).filter(active=True, desk__lead_id=actor.membership_id).exclude(pk=actor.membership_id))


def leads_a_desk(actor: Actor) -> bool:
    return Desk.objects.filter(org_id=actor.org_id, lead_id=actor.membership_id, active=True).exists()


def desk(desk_id: UUID) -> Desk | None:
    return Desk.objects.filter(pk=desk_id).select_related("lead__person").first()


def organization(org_id: UUID) -> Organization:
    return Organization.objects.select_related("network").get(pk=org_id)


def organization_named(name: str) -> Organization | None:
    return Organization.objects.filter(name_key=name_key(name), is_active=True).select_related("network").first()


@dataclass(frozen=True)
class Place:
    """Where something from outside lands."""

    org_id: UUID
    desk_id: UUID


def place_named(org: str, desk: str = "") -> Place | None:
    """A desk as settings and commands name it; without a name the first of its organization. None: there is no such one."""
    found = organization_named(org)
    rows = Desk.objects.filter(org=found, active=True, **({"name_key": name_key(desk)} if desk else {}))
    desk_id = rows.order_by("id").values_list("pk", flat=True).first() if found else None
    return Place(found.pk, desk_id) if found and desk_id else None


def network_of(actor: Actor) -> Network:
    return Network.objects.get(organizations=actor.org_id)


def network_named(name: str) -> Network | None:
    return Network.objects.filter(name=name).first()


@dataclass(frozen=True, kw_only=True)
class HelpDesk:
    """Who answers those that knock at the public page of a network."""

    network_id: UUID
    network: str
    org_id: UUID
    desk_id: UUID
    phone: str  # of the desk, else of its organization; "" where neither has one
    time_zone: str
    staffed_at: datetime | None  # when somebody sits there next


def help_desk(address: str) -> HelpDesk | None:
    """The door of a network's public page, for whoever comes without an account: an address in, one row out."""
    with connection.cursor() as cursor:
        cursor.execute("select * from law.help_desk(%s)", [address])
        row = cursor.fetchone()
        names = [column.name for column in cursor.description]
    return HelpDesk(**dict(zip(names, row, strict=True))) if row else None


def network_led_by(membership: Membership) -> Network | None:
    return Network.objects.filter(lead=membership).first()


def leads_network(actor: Actor) -> bool:
    return Network.objects.filter(organizations=actor.org_id, lead_id=actor.membership_id).exists()


def stewards_of(network: Network) -> list[Stewardship]:
    rows = Stewardship.objects.filter(network=network, ended_at=None, membership__active=True)
    return list(rows.select_related("membership__person", "membership__org").order_by("since"))


def networks_with_stewards() -> list[UUID]:
    return list(Stewardship.objects.filter(ended_at=None).values_list("network_id", flat=True).distinct())


def organizations_of_network(network_id: UUID) -> list[Organization]:
    return list(Organization.objects.filter(network_id=network_id, is_active=True).order_by("name_key", "id"))


def agreements_of(org_ids: list[UUID], *, on: date) -> dict[UUID, Agreement]:
    """The one in force of each, in one query."""
    return {row.org_id: row for row in agreements_in_force(on=on).filter(org__in=org_ids).order_by("signed_on")}


def organizations_in(network_id: UUID) -> list[UUID]:
    rows = Organization.objects.filter(network_id=network_id, is_active=True)
    return list(rows.order_by("id").values_list("pk", flat=True))


def membership(membership_id: UUID) -> Membership | None:
    return Membership.objects.filter(pk=membership_id).select_related("person", "org", "desk").first()


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=email.strip().lower()).first()


def membership_by_email(email: str) -> Membership | None:
    rows = Membership.objects.filter(person__email=email.lower(), active=True, person__is_active=True)
    return rows.select_related("person", "org", "desk").order_by("since").first()


def cast() -> list[Membership]:
    """Whom one may step in as: of the demonstration's sign-in page only."""
    rows = Membership.objects.filter(active=True, person__is_active=True).select_related("person", "org")
    return list(rows.order_by("since", "id")[:12])


def agreement_in_force(org_id: UUID, *, on: date) -> Agreement | None:
    """Without one: unnamed inquiries and paper only (design §2)."""
    return agreements_in_force(on=on).filter(org_id=org_id).order_by("-signed_on").first()


def agreements_in_force(*, on: date) -> QuerySet[Agreement]:
    return Agreement.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), signed_on__lte=on)


@lru_cache(maxsize=4096)
def _calendar(time_zone: str, country: str, subdivision: str, closed_on: tuple[date, ...]) -> SiteCalendar:
    return SiteCalendar(time_zone, country, subdivision, frozenset(closed_on))


def calendar_of(org: Organization) -> SiteCalendar:
    """The site's own business calendar, for its clocks."""
    return _calendar(org.time_zone, org.country, org.subdivision, tuple(org.closed_on))


def today_of(org: Organization, at: datetime) -> date:
    """The day it is there: in the evening it is not tomorrow yet, whatever the day is in UTC."""
    return at.astimezone(calendar_of(org).zone).date()


def names_of(membership_ids: set[UUID], desk_ids: set[UUID]) -> dict[UUID, str]:
    """Names of people and desks that hold work, in two queries whatever their number."""
    people = Membership.objects.filter(pk__in=membership_ids).values_list("pk", "person__name")
    tables = Desk.objects.filter(pk__in=desk_ids).values_list("pk", "name")
    return dict(people) | dict(tables)


def whom_to_tell(tell: str, *, holder_id: UUID | None, desk_id: UUID | None) -> Membership | None:
    """The active member behind `tell` (holder, desk_lead, network_lead); the lead stands in where a desk holds.

    Where a desk has no lead, an administrator of its organization is told: one always remains.
    """
    rows = Membership.objects.filter(active=True)
    holder = rows.filter(pk=holder_id).select_related("desk", "org__network").first() if holder_id else None
    table = holder.desk if holder else desk(desk_id) if desk_id else None
    lead = _who_leads(table) if table else None
    if tell == "holder":
        return holder or lead
    if tell == "network_lead":
        org_id = holder.org_id if holder else table.org_id if table else None
        network = Network.objects.filter(organizations=org_id).first() if org_id else None
        return rows.filter(pk=network.lead_id).first() if network and network.lead_id else lead or holder
    return lead or holder


def _who_leads(table: Desk) -> Membership | None:
    rows = Membership.objects.filter(active=True)
    lead = rows.filter(pk=table.lead_id).first() if table.lead_id else None
    administrators = rows.filter(org_id=table.org_id, roles__contains=[Role.ADMINISTRATOR])
    return lead or administrators.order_by("since", "id").first()


def wait_for_digest(at: datetime, at_most: int) -> list[Membership]:
    """Whose hour has come on the wall where they work, and whose digest of that day nobody has seen to yet."""
    found: list[Membership] = []
    for zone in Organization.objects.filter(is_active=True).values_list("time_zone", flat=True).distinct():
        local = at.astimezone(ZoneInfo(zone))
        hour_has_come = Q(active=True, person__is_active=True, org__time_zone=zone, digest_at__lte=local.time())
        rows = Membership.objects.filter(hour_has_come).filter(Q(digest_on=None) | Q(digest_on__lt=local.date()))
        found += rows.select_related("person", "org").order_by("id")[: at_most - len(found)]
    return found


def first_desk_of(org_id: UUID) -> UUID | None:
    """Where something lands that names no desk."""
    return Desk.objects.filter(org_id=org_id, active=True).order_by("id").values_list("pk", flat=True).first()


def notices(actor: Actor) -> QuerySet[Notice]:
    """What this member was told, newest first."""
    rows = Notice.objects.filter(org_id=actor.org_id, membership_id=actor.membership_id).select_related("of_org")
    return rows.order_by("-told_at", "-id")[:50]


def notices_waiting(actor: Actor) -> int:
    """Not seen yet, at most 100."""
    return Notice.objects.filter(membership_id=actor.membership_id, seen_at=None)[:100].count()


MOST_VIEWS = 9  # one for each number key


def saved_views(actor: Actor) -> list[SavedView]:
    """One's own in their order, then those that the lead shares with the desk. One query."""
    rows = SavedView.objects.filter(org_id=actor.org_id)
    found = rows.filter(membership_id=actor.membership_id)
    if actor.desk_id:
        found = found.union(rows.filter(desk_id=actor.desk_id))
    return sorted(found, key=lambda view: (view.desk_id is not None, view.place, view.pk))


def saved_view(actor: Actor, view_id: UUID) -> SavedView | None:
    return next((view for view in saved_views(actor) if view.pk == view_id), None)
