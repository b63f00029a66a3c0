"""Networks, and organizations in them: founded by whoever runs the installation, each with somebody who can sign in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from throughcare.accounts import queries
from throughcare.accounts.models import Agreement, Desk, Membership, Network, Organization, Person
from throughcare.accounts.roles import Role
from throughcare.foundation.audit import actions as audit
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.foundation.transactions import action

from .people import join


@action
def found(
    *, network: str, org: str, name: str, email: str, password: str, at: datetime, signed_on: date | None = None, **facts
) -> Membership:  # fmt: skip
    """An organization with its first administrator, in a network that begins with it where there is none of that name; who
    begins a network leads it. `password` is for somebody new; who has an account keeps theirs. Raises NotAllowed."""
    known = queries.network_named(network) or found_network(name=named(network, "network"))
    if queries.organization_named(org):
        raise NotAllowed(f"There is an organization of this name already: {org}.")
    is_a_zone(facts.get("time_zone", "UTC"))
    check_sign_in(name=named(name, "administrator"), email=email, password=password)
    founded = found_organization(name=named(org, "organization"), network=known, at=at, signed_on=signed_on, **facts)
    first = join(org=founded, name=name, email=email, roles=[Role.ADMINISTRATOR], at=at, password=password)
    if known.lead_id is None:
        lead_network(first, at=at)
    audit.wrote("organization", founded.pk, at=at, step="found")
    return first


def named(name: str, what: str) -> str:
    if not name.strip() or len(name) > 200:
        raise NotAllowed(f"Give the {what} a name of at most 200 letters.")
    return name.strip()


def is_a_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise NotAllowed(f"There is no time zone {name}. They are written like America/New_York.") from None


def check_sign_in(*, name: str, email: str, password: str) -> None:
    """An address, and for somebody new a first password that is not easily guessed."""
    try:
        validate_email(email)
        if queries.person_by_email(email) is None:
            validate_password(password, Person(name=name, email=email))
    except ValidationError as refused:
        raise NotAllowed(" ".join(refused.messages)) from None


def found_network(*, name: str) -> Network:
    return Network.objects.create(name=name)


@transaction.atomic
def lead_network(membership: Membership, *, at: datetime) -> None:
    """Whoever runs the installation says who leads a network, where nobody does yet."""
    unled = Network.objects.filter(organizations=membership.org_id, lead=None)
    if not unled.update(lead=membership):
        raise NotAllowed("Somebody leads this network already.")
    audit.wrote("membership", membership.pk, at=at, step="lead_network")


@transaction.atomic
def found_organization(
    *, name: str, network: Network, at: datetime, signed_on: date | None = None, **facts
) -> Organization:
    """An organization, its intake desk (work always has somewhere to go), and its agreement where one is signed."""
    org = Organization.objects.create(name=name, network=network, **facts)
    Desk.objects.create(org=org, name="Intake", next_staffed_at=at)
    if signed_on:
        Agreement.objects.create(org=org, signed_on=signed_on)
    return org
