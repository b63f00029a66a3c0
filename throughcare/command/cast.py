"""The cast: one small network for tests, demonstration and screenshots. Planting it again changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from throughcare.accounts import actions as accounts
from throughcare.accounts import queries
from throughcare.network.actions.listing import list_service

NETWORK = "Bay Area Care Network"
HELP = "bay-area"  # the address of its public page
SINCE = date(2025, 1, 2)
PASSWORD = "a-thread-that-holds"  # of the demonstration's people; production has no demonstration


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    org: str
    roles: tuple[str, ...]


NORTHSIDE, HARBOR_COUNSELING, ELSEWHERE = "Northside Family Health", "Harbor Counseling", "Elsewhere Clinic"
PEOPLE = [
    Person("Dr. Ama Osei", "osei@northside.example", NORTHSIDE, ("referrer", "clinician")),
    Person("Sam Bright", "sam@northside.example", NORTHSIDE, ("coordinator", "administrator")),
    Person("Rosa Díaz", "rosa@harbor.example", HARBOR_COUNSELING, ("receiver", "clinician", "administrator")),
    Person("Ben Adeyemi", "ben@harbor.example", HARBOR_COUNSELING, ("receiver",)),
    Person("Eve Lang", "eve@elsewhere.example", ELSEWHERE, ("referrer", "coordinator", "receiver", "administrator")),
]  # fmt: skip

ORGANIZATIONS = {
    NORTHSIDE: {"phone": "305-555-0110", "subdivision": "FL"},
    HARBOR_COUNSELING: {"phone": "305-555-0142", "subdivision": "FL"},
    ELSEWHERE: {"phone": "305-555-0199", "subdivision": "FL"},
}

HARBOR = {
    "street": "240 SW 8th Street", "city": "Miami", "state": "FL", "postal_code": "33130", "latitude": 25.767,
    "longitude": -80.205,
}  # fmt: skip

SERVICES: list[dict[str, Any]] = [
    {
        "name": "Trauma therapy for young people", "source_id": "harbor-trauma", "types": ["trauma", "outpatient-therapy"],
        "description": "Weekly trauma-focused therapy (TF-CBT, EMDR) for people from 12 to 25, in English and Spanish.",
        "languages": ["en", "es"], "payers": ["medicaid", "private", "self-pay"], "min_age": 12, "max_age": 25,
        "phones": [{"number": "305-555-0142"}],
    },
    {
        "name": "Counseling for adults", "source_id": "harbor-adults", "types": ["outpatient-therapy"],
        "description": "Talking therapy for depression, anxiety and grief. Evening hours on Tuesday and Thursday.",
        "languages": ["en", "es"], "payers": ["medicaid", "medicare", "private", "self-pay"], "min_age": 18, "max_age": None,
        "phones": [{"number": "305-555-0142"}],
    },
]  # fmt: skip


def plant(*, at: datetime) -> None:
    """Needs to speak to the database as its owner or the web role; the tables it fills hold nothing about clients."""
    if queries.network_named(NETWORK):
        return
    bay = accounts.found_network(name=NETWORK)
    orgs = {
        name: accounts.found_organization(name=name, network=bay, at=at, signed_on=SINCE, **facts)
        for name, facts in ORGANIZATIONS.items()
    }
    members = [
        accounts.join(
            org=orgs[person.org], name=person.name, email=person.email, roles=person.roles, at=at, password=PASSWORD
        )
        for person in PEOPLE
    ]
    northside, harbor = members[1], orgs[HARBOR_COUNSELING]
    if northside.desk:
        accounts.open_public_page(address=HELP, desk_id=northside.desk.pk, actor=queries.as_actor(northside), at=at)
    desk = next(member.desk for member in members if member.org == harbor)
    for service in SERVICES:
        list_service(place=HARBOR, source="throughcare-demonstration", run_by=harbor, desk=desk, at=at, **service)
