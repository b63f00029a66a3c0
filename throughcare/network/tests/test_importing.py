from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from throughcare.accounts import queries as accounts
from throughcare.accounts.models import Network
from throughcare.foundation.actor import Actor, acting
from throughcare.foundation.lifecycle import NotAllowed
from throughcare.network import actions, queries
from throughcare.network.actions import Refused, Wanted, import_directory
from throughcare.network.models import DirectoryImport, Location, Provider, Service, ServiceAtLocation
from throughcare.network.tests.packages import OLD, files, nested, row, zipped

IMPORTER = Actor(org_id=None, name="Import")
TABLES = (Provider, Location, Service, ServiceAtLocation)


@pytest.fixture
def bring_in(db, tmp_path, noon):
    """Import the small directory, with changes, as a zip."""

    def bring_in(at=noon, wanted=None, **changed):
        with acting(IMPORTER) as actor:
            return import_directory(
                zipped(tmp_path / "d.zip", files(**changed)),
                kind="hsds",
                source="test",
                actor=actor,
                at=at,
                wanted=wanted,
            )

    return bring_in


def everything():
    return [list(table.objects.filter(source="test").order_by("pk").values()) for table in TABLES]


def therapy() -> Service:
    return Service.objects.get(source="test", source_id="21")


def test_a_directory_comes_in_with_its_places(bring_in):
    report = bring_in()
    assert report.counts["service"] == {"added": 2, "changed": 0, "gone": 0, "same": 0}
    at = therapy().at_locations.get()
    assert (at.location.city, at.service.provider.name) == ("Miami", "Harbor Counseling")
    assert DirectoryImport.objects.get(source="test").by == "Import"


def test_a_second_run_changes_nothing(bring_in, noon):
    bring_in()
    before = everything()
    report = bring_in(at=noon + timedelta(days=1))
    assert everything() == before
    assert report.total("same") == 8
    assert report.import_id is None
    assert DirectoryImport.objects.filter(source="test").count() == 1


def test_an_update_shows_what_changed(bring_in, noon):
    bring_in()
    report = bring_in(at=noon + timedelta(days=1), services=row("services", 0, description="After a flood"))
    assert report.counts["service"] == {"added": 0, "changed": 1, "gone": 0, "same": 1}
    (difference,) = report.differences
    assert (difference.field, difference.before, difference.after) == (
        "description",
        "After an accident",
        "After a flood",
    )
    assert therapy().changed_at == noon + timedelta(days=1)


def test_what_is_no_longer_named_is_gone_and_can_come_back(bring_in, noon):
    bring_in()
    without = {"services": OLD["services.csv"][:1], "services_at_location": OLD["services_at_location.csv"][:1],
               "services_taxonomy": OLD["services_taxonomy.csv"][:1]}  # fmt: skip
    report = bring_in(at=noon + timedelta(days=1), **without)
    gone = Service.objects.get(source="test", source_id="22")
    assert report.counts["service"]["gone"] == 1
    assert gone.gone_at == noon + timedelta(days=1)
    assert gone.pk not in {found.pk for found in queries.search(queries.Asked(text="pantry")).services}
    assert queries.service(gone.pk) == gone
    bring_in(at=noon + timedelta(days=2))
    gone.refresh_from_db()
    assert gone.gone_at is None


def test_one_bad_row_keeps_everything_out(bring_in):
    with pytest.raises(Refused) as refused:
        bring_in(services=row("services", 1, name=""))
    assert str(refused.value.faults[0]) == "services.csv:3: name is missing"
    assert everything() == [[], [], [], []]


def test_in_part_the_good_rows_come_in_and_nothing_counts_as_gone(bring_in, noon):
    bring_in()
    report = bring_in(at=noon + timedelta(days=1), wanted=Wanted(partial=True), services=row("services", 1, name=""))
    assert (report.refused, report.total("gone")) == (1, 0)
    assert Service.objects.listed().filter(source="test").count() == 2


def test_a_file_that_cannot_be_read_is_refused_in_part_too(bring_in):
    with pytest.raises(Refused):
        bring_in(wanted=Wanted(partial=True), services="id,organization_id,name\n21,1,Café\n".encode("latin-1"))
    assert everything() == [[], [], [], []]


def many(numbers: range) -> dict:
    services = [{"id": str(n), "organization_id": "1", "name": f"Service {n}"} for n in numbers]
    return {"services": services} | dict.fromkeys(
        ["services_at_location", "phones", "regular_schedules", "languages", "services_taxonomy"]
    )


def test_half_a_file_does_not_empty_the_directory(bring_in):
    bring_in(**many(range(30)))
    with pytest.raises(Refused, match="would mark 27 of 30 services"):
        bring_in(**many(range(3)))
    assert Service.objects.listed().filter(source="test").count() == 30
    bring_in(wanted=Wanted(replace=True), **many(range(3)))
    assert Service.objects.listed().filter(source="test").count() == 3


def test_the_same_id_in_two_directories_is_two_services(bring_in, tmp_path, noon):
    bring_in()
    with acting(IMPORTER) as actor:
        path = zipped(tmp_path / "other.zip", files())
        import_directory(path, kind="hsds", source="other", actor=actor, at=noon)
    assert Service.objects.filter(source_id="21").count() == 2


def test_what_our_people_say_stays_when_the_directory_comes_again(bring_in, rosa, sam, noon):
    bring_in()
    with acting(sam):
        actions.record_verification(therapy().pk, actor=sam, at=noon)
        Network.objects.update(lead_id=sam.membership_id)
    with acting(rosa):
        desk = accounts.desks(rosa)[0]
        said = actions.claim(therapy().pk, desk_id=desk.pk, actor=rosa, at=noon)
    with acting(sam):
        actions.answer_claim(said.pk, is_theirs=True, because="Called their number", actor=sam, at=noon)
    bring_in(services=row("services", 0, description="After a flood"))
    service = therapy()
    assert (service.description, service.run_by_id, service.verified_at) == ("After a flood", rosa.org_id, noon)
    assert service.verified_by.startswith("Sam Bright")


def test_only_keepers_of_the_directory_say_who_runs_a_service(bring_in, dr_osei, noon):
    bring_in()
    with acting(dr_osei):
        for act in (
            lambda: actions.record_verification(therapy().pk, actor=dr_osei, at=noon),
            lambda: actions.claim(therapy().pk, desk_id=accounts.desks(dr_osei)[0].pk, actor=dr_osei, at=noon),
        ):
            with pytest.raises(NotAllowed), transaction.atomic():
                act()
    assert therapy().verified_at is None


def test_nested_json_comes_in_and_again_changes_nothing(db, tmp_path, noon):
    path = nested(tmp_path / "services.json")
    with acting(IMPORTER) as actor:
        first, second = (import_directory(path, kind="hsds", source="new", actor=actor, at=noon) for _ in range(2))
    assert (first.total("added"), second.total("added"), second.total("changed")) == (5, 0, 0)


def test_the_facilities_that_ship_are_understood(db, noon):
    with acting(IMPORTER) as actor:
        report = import_directory(queries.SHIPPED, kind="samhsa", source="samhsa-test", actor=actor, at=noon)
    services = Service.objects.filter(source="samhsa-test")
    assert (report.counts["service"]["added"], report.refused) == (30, 0)
    assert not services.filter(types=[]).exists()
    assert not services.filter(payers=[]).exists()
    mohr = services.get(name="Mohr Center")
    assert (mohr.provider.name, mohr.min_age, mohr.max_age) == ("Region Ten Community Services Board", 18, None)
    assert mohr.types[-1] != "" and "sud-residential" in mohr.types
    assert services.filter(languages__contains=["es"]).count() == 8


def test_a_service_of_our_own_is_listed_once(db, rosa, noon):
    from throughcare.accounts import queries as accounts
    from throughcare.network.actions.listing import list_service

    harbor = accounts.membership_by_email("rosa@harbor.example").org
    facts = {
        "source": "ours",
        "source_id": str(uuid4()),
        "run_by": harbor,
        "desk": None,
        "at": noon,
        "types": ["group"],
    }
    with acting(rosa):
        first = list_service(name="Evening group", place={"city": "Miami", "postal_code": "33130"}, **facts)
        again = list_service(name="Evening group for adults", **facts)
    assert first.pk == again.pk
    assert first in queries.services_run_by(rosa.org_id)
    assert queries.search(queries.Asked(text="evening group miami")).services == []  # the place was taken back
    assert queries.search(queries.Asked(text="evening group harbor")).services == [again]
