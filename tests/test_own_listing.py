"""A service that no directory names: its own people list it, it is found, and referrals arrive at its desk."""

import pytest
from django.urls import reverse

from throughcare.accounts import queries as people
from throughcare.accounts.roles import Role
from throughcare.foundation.actor import acting
from throughcare.foundation.ids import uuid7
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.network.models import Service

KEY = uuid7()


@pytest.fixture
def listing(rosa):
    desk = people.first_desk_of(rosa.org_id)

    def listing(**changed):
        return {
            "key": str(KEY), "name": "Evening group for men", "description": "Eight men, on Tuesdays.", "types": ["group"],
            "languages": ["en", "es"], "payers": ["medicaid"], "min_age": "18", "phone": "305-555-0142",
            "street": "1 Bay Road", "city": "Miami", "state": "FL", "postal_code": "33130", "desk": str(desk),
        } | changed  # fmt: skip

    return listing


def listed():
    return list(Service.objects.filter(source="own"))


def test_rosa_lists_it_once_and_everybody_who_looks_for_care_finds_it(rosa, dr_osei, visit, listing):
    for _ in range(2):
        sent = visit(rosa, "post", reverse("list-service"), listing())
        assert sent.status_code == 302
    (service,) = listed()
    assert (service.run_by.name, service.desk.org.name) == (rosa.org_name, rosa.org_name)

    found = visit(dr_osei, "get", reverse("directory"), {"q": "evening group", "near": "33130"}).content.decode()
    assert "Evening group for men" in found and "305-555-0142" in found
    shown = visit(dr_osei, "get", reverse("service", args=[service.pk])).content.decode()
    assert "received here by Harbor Counseling" in shown and "1 Bay Road, Miami, FL 33130" in shown


def test_she_changes_what_is_listed_and_the_room_it_has_stays(rosa, visit, listing, noon):
    visit(rosa, "post", reverse("list-service"), listing())
    (service,) = listed()
    with acting(rosa):
        actions.say_room(service.pk, room="open", takes_a_week=2, actor=rosa, at=noon)
    page = visit(rosa, "get", reverse("change-listing", args=[service.pk])).content.decode()
    assert 'value="Evening group for men"' in page and str(KEY) in page

    visit(rosa, "post", reverse("change-listing", args=[service.pk]), listing(name="Evening group", street="", city="",
          state="", postal_code=""))  # fmt: skip

    (service,) = listed()
    assert (service.name, service.takes_a_week) == ("Evening group", 2)
    assert not queries.service(service.pk).at_locations.all(), "its address is not shown any more"


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": " "}, "Give it a name."),
        ({"max_age": "12"}, "It ends before it begins."),
        ({"types": ["levitation"]}, "levitation is not one of the available choices"),
        ({"desk": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_listed_is_said_beside_it_and_nothing_typed_is_lost(rosa, visit, listing, changed, why, htmx):
    sent = visit(rosa, "post", reverse("list-service"), listing(**changed), htmx=htmx)
    assert (
        sent.status_code == 422 and why in sent.content.decode() and "Eight men, on Tuesdays." in sent.content.decode()
    )
    assert not listed()


def test_nobody_lists_in_the_name_of_others(rosa, eve, ben, visit, listing, noon):
    visit(rosa, "post", reverse("list-service"), listing())
    (service,) = listed()
    for stranger in (eve, ben):
        assert visit(stranger, "get", reverse("change-listing", args=[service.pk])).status_code == 404
    assert visit(ben, "get", reverse("list-service")).status_code == 404, "Ben is no administrator"
    theirs = people.first_desk_of(eve.org_id)
    with acting(eve), pytest.raises(NotAllowed, match="Another organization"):
        actions.list_own(KEY, desk_id=theirs, place={}, name="Mine now", actor=eve, at=noon)
    assert Role.ADMINISTRATOR in eve.roles and queries.service(service.pk).name == "Evening group for men"
