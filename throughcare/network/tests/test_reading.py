import json
import zipfile

import pytest

from throughcare.network.reading import facts
from throughcare.network.reading.faults import Refused
from throughcare.network.reading.package import Limits
from throughcare.network.reading.read import read
from throughcare.network.reading.words import clean, clock_time, languages_in, types_of
from throughcare.network.tests.packages import NESTED, OLD, as_csv, files, folder, nested, row, zipped


def listing_of(path, kind="hsds", **more):
    return read(path, kind=kind, source="test", watch=lambda *_: None, **more)


def faults_of(path, **more) -> list[str]:
    """All that is said against a package, whether of the whole or of single rows."""
    try:
        _, findings = listing_of(path, **more)
    except Refused as refused:
        return [str(fault) for fault in refused.faults]
    return [str(fault) for fault in findings.faults]


@pytest.mark.parametrize("pack", [lambda at: zipped(at / "d.zip", files()), lambda at: folder(at / "d", files())])
def test_the_old_form_is_read_from_a_zip_and_from_a_folder(tmp_path, pack):
    listing, findings = listing_of(pack(tmp_path))
    therapy = listing.service["21"]
    assert not findings.faults
    assert therapy["types"] == ["outpatient-therapy"]
    assert therapy["languages"] == ["es"]
    assert therapy["language_notes"] == "Creole (limited)"
    assert therapy["name_key"] == "therapie for trauma"
    assert therapy["phones"][0]["number"] == "305-555-0142"
    assert therapy["schedules"] == [{"days": ["MO", "TU", "WE"], "opens": "09:00", "closes": "17:00", "note": ""}]
    assert listing.service["22"]["types"] == ["food"]


def test_a_place_without_coordinates_gets_those_of_its_postal_code(tmp_path):
    listing, _ = listing_of(zipped(tmp_path / "d.zip", files()))
    place = listing.location["12"]
    assert (place["latitude"], place["longitude"], place["is_approximate"]) == (25.77, -80.19, True)
    assert not listing.location["11"]["is_approximate"]


def in_lines(path):
    path.write_text("\n".join(map(json.dumps, NESTED)))
    return path


def as_a_page(path):
    path.write_text(json.dumps({"total_items": 2, "contents": NESTED}))
    return path


@pytest.mark.parametrize("write", [nested, in_lines, as_a_page])
def test_the_new_form_is_read_from_nested_json(tmp_path, write):
    listing, findings = listing_of(write(tmp_path / "services.json"))
    therapy = listing.service["s1"]
    assert not findings.faults
    assert (therapy["min_age"], therapy["max_age"], str(therapy["assured_on"])) == (12, 25, "2026-02-20")
    assert (therapy["payers"], therapy["languages"], therapy["types"]) == (["medicaid"], ["es"], ["outpatient-therapy"])
    assert therapy["schedules"][0]["days"] == ["MO", "TU"]
    assert listing.location["p1"]["city"] == "Miami"
    assert listing.location["p1"]["phones"][0]["number"] == "305-555-0142"
    assert {service["provider"] for service in listing.service.values()} == {"o1"}


def test_the_new_form_is_read_from_csv(tmp_path):
    new = {
        "organizations.csv": [{"id": "o1", "name": "Harbor Counseling", "website": "harbor.example"}],
        "services.csv": [{"id": "s1", "organization_id": "o1", "name": "Trauma therapy", "status": "active", "minimum_age": "12"}],
        "locations.csv": [{"id": "p1", "location_type": "physical", "latitude": "25.77", "longitude": "-80.19"}],
        "service_at_locations.csv": [{"id": "sl1", "service_id": "s1", "location_id": "p1"}],
        "addresses.csv": [{"id": "d1", "location_id": "p1", "address_1": "1 Pier", "city": "Miami", "address_type": "physical"}],
        "schedules.csv": [{"id": "h1", "service_id": "s1", "byday": "SA", "opens_at": "10:00", "closes_at": "12:00"}],
        "taxonomy_terms.csv": [{"id": "t1", "name": "Case Management"}],
        "attributes.csv": [{"id": "a1", "link_id": "s1", "taxonomy_term_id": "t1"}],
    }  # fmt: skip
    listing, findings = listing_of(folder(tmp_path / "d", {name: as_csv(rows) for name, rows in new.items()}))
    assert not findings.faults
    assert listing.service["s1"]["types"] == ["case-management"]
    assert listing.service["s1"]["min_age"] == 12
    assert listing.location["p1"]["city"] == "Miami"


BROKEN_QUOTE = b'id,organization_id,name\n21,1,"Never closed\n22,2,Next\n'
BAD_FILES = {
    "a row with too few cells": ({"phones": b"id,service_id,number\n1,21\n"}, "phones.csv:2: has 2 cells where the header has 3"),
    "a quote that never ends": ({"services": BROKEN_QUOTE}, "services.csv:3: is not well-formed CSV"),
    "another encoding": ({"services": "id,organization_id,name\n21,1,Café\n".encode("latin-1")}, "services.csv:2: is not UTF-8"),
    "UTF-16": ({"services": "id,name\n".encode("utf-16")}, "services.csv:1: is not UTF-8"),
    "a NUL": ({"services": b"id,organization_id,name\n21,1,a\0b\n"}, "services.csv:2: holds a NUL"),
    "no header": ({"services": b""}, "services.csv:1: the first line must name the columns"),
    "a missing file": ({"services": None}, "services.csv: is missing"),
    "no name": ({"services": row("services", 1, name=" ")}, "services.csv:3: name is missing"),
    "no id": ({"services": row("services", 0, id="")}, "services.csv:2: the id is missing"),
    "a long name": ({"services": row("services", 0, name="x" * 201)}, "services.csv:2: name is longer than 200"),
    "an id twice": ({"services": row("services", 1, id="21")}, "services.csv:3: id 21 was used before, on line 2"),
    "no such organization": ({"services": row("services", 1, organization_id="9")}, "services.csv:3: organization 9 is not in"),
    "no such service": ({"phones": [{"id": "1", "service_id": "99", "number": "1"}]}, "phones.csv:2: service 99 does not exist"),
    "no such place": ({"services_at_location": row("services_at_location", 0, location_id="99")},
                      "services_at_location.csv:2: location 99 is not in the locations"),
    "no such term": ({"services_taxonomy": row("services_taxonomy", 0, taxonomy_id="T9")},
                     "services_taxonomy.csv:2: taxonomy term T9 does not exist"),
    "off the earth": ({"locations": row("locations", 0, latitude="95.2")}, "locations.csv:2: latitude is 95.2"),
    "no number": ({"locations": row("locations", 0, longitude="west")}, "locations.csv:2: longitude is 'west'"),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_its_name_line_and_reason(tmp_path, changed, said):
    faults = faults_of(zipped(tmp_path / "d.zip", files(**changed)))
    assert any(fault.startswith(said) for fault in faults), faults


def test_a_quoted_line_end_does_not_shift_the_line_numbers(tmp_path):
    services = b'id,organization_id,name,description\n21,1,One,"two\nlines"\n22,2,,\n'
    assert faults_of(folder(tmp_path / "d", files(services=services)))[0].startswith("services.csv:4: name is missing")


def test_nothing_is_said_twice_about_what_hangs_on_a_refused_row(tmp_path):
    faults = faults_of(zipped(tmp_path / "d.zip", files(services=row("services", 0, name=""))))
    assert faults == ["services.csv:2: name is missing"]


def test_an_organization_that_a_flat_export_dropped_is_named_after_the_service_of_its_number(tmp_path):
    services = row("services", 1, organization_id="21")
    listing, findings = listing_of(zipped(tmp_path / "d.zip", files(services=services)))
    assert listing.provider["21"]["name"] == "Thérapie for trauma"
    assert "named after the service" in findings.remarks_in_words()[0]


def test_inactive_services_are_not_listed(tmp_path):
    listing, findings = listing_of(zipped(tmp_path / "d.zip", files(services=row("services", 0, status="defunct"))))
    assert list(listing.service) == ["22"]
    assert not findings.faults


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/outside.csv", "..\\outside.csv", "C:/outside.csv"])
def test_a_zip_that_leads_outside_is_refused(tmp_path, name):
    assert faults_of(zipped(tmp_path / "d.zip", files() | {name: b"id\n"})) == [f"{name}: leads outside the package"]


@pytest.mark.parametrize("path", ["../services.csv", "/etc/passwd", "https://elsewhere.example/services.csv"])
def test_a_description_that_leads_outside_is_refused(tmp_path, path):
    described = json.dumps({"resources": [{"name": "service", "path": path}]}).encode()
    assert (
        "leads outside the package" in faults_of(folder(tmp_path / "d", files() | {"datapackage.json": described}))[0]
    )


def test_a_description_that_names_a_missing_file_is_refused(tmp_path):
    described = json.dumps({"resources": [{"name": "phone", "path": "data/phones.csv"}]}).encode()
    package = zipped(tmp_path / "d.zip", files(phones=None) | {"datapackage.json": described})
    assert faults_of(package) == ["phones.csv: is missing in d.zip"]


def test_a_link_is_refused_in_a_folder_and_in_a_zip(tmp_path):
    (tmp_path / "secret.csv").write_text("id,name\n")
    linked = folder(tmp_path / "d", files(phones=None))
    (linked / "phones.csv").symlink_to(tmp_path / "secret.csv")
    assert "phones.csv: is a link" in faults_of(linked)[0]

    package = zipped(tmp_path / "d.zip", files(phones=None))
    with zipfile.ZipFile(package, "a") as archive:
        entry = zipfile.ZipInfo("phones.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert "phones.csv: is a link" in faults_of(package)[0]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    package = zipped(tmp_path / "d.zip", files(phones=b"id,service_id,number\n" + b"0" * (32 << 20)))
    assert faults_of(package) == ["phones.csv: unpacks to more than 100 times its size: a zip bomb"]


def test_too_much_is_refused(tmp_path):
    package = zipped(tmp_path / "d.zip", files())
    assert "at most 100 are read" in faults_of(package, limits=Limits(member_bytes=100))[0]
    assert "unpacked" in faults_of(package, limits=Limits(total_bytes=500))[0]
    assert "files; at most 3" in faults_of(package, limits=Limits(members=3))[0]


def test_a_damaged_zip_is_refused(tmp_path):
    package = zipped(tmp_path / "d.zip", files())
    raw = bytearray(package.read_bytes())
    raw[60:90] = b"\xff" * 30
    package.write_bytes(raw)
    assert "d.zip" in faults_of(package)[0]
    package.write_bytes(raw[: len(raw) // 2])
    assert "d.zip" in faults_of(package)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[\n{},\n{\n]", "services.json:3: is not well-formed JSON"),
        ("[\n1]", "services.json:2: holds something that is not an object"),
        ("[]", "services.json: holds no services"),
        ("[" * 100_000, "services.json:1: is not well-formed JSON"),
        ('[{"a":' * 50_000, "services.json:1: is not well-formed JSON"),
        ('[{"id": "s", "status": "active", "name": "One"}', "services.json:1: ends before its list does"),
    ],
)
def test_bad_json_is_refused_with_its_line(tmp_path, text, said):
    (tmp_path / "services.json").write_text(text)
    assert faults_of(tmp_path / "services.json")[0].startswith(said)


def test_an_attribute_without_a_term_says_nothing_about_the_kind(tmp_path):
    services = json.loads(json.dumps(NESTED))
    services[1]["attributes"] = [{"id": "a2", "value": "blue"}]
    listing, findings = listing_of(nested(tmp_path / "s.json", services))
    assert not findings.faults
    assert listing.service["s2"]["terms"] == []


def test_an_organization_told_in_two_ways_is_refused(tmp_path):
    services = json.loads(json.dumps(NESTED))
    services[1]["organization"]["name"] = "Another name"
    assert "id o1 was used before" in faults_of(nested(tmp_path / "s.json", services))[0]


def test_ages_that_make_no_sense_are_refused():
    for cells in ({"minimum_age": "old"}, {"minimum_age": "300"}, {"minimum_age": "20", "maximum_age": "10"}):
        with pytest.raises(facts.Unusable, match="_age"):
            facts.service({"name": "X", "organization_id": ""} | cells)


def test_nothing_at_the_path_and_nothing_of_the_kind(tmp_path):
    assert "there is no such file" in faults_of(tmp_path / "nowhere.zip")[0]
    assert "this is not HSDS" in faults_of(folder(tmp_path / "d", {"readme.txt": b"hello"}))[0]


@pytest.mark.parametrize(
    ("said", "time"),
    [("9:00am", "09:00"), ("6:00 pm", "18:00"), ("12:00am", "00:00"), ("12:30 PM", "12:30"), ("17:00", "17:00"),
     ("17:00:00Z", "17:00"), ("noon", None), ("9:75am", None), ("", None)],
)  # fmt: skip
def test_times_as_directories_write_them(said, time):
    assert clock_time(said) == time


def test_hours_that_end_before_they_begin_stay_words():
    entry = facts.schedule({"weekday": "Monday", "opens_at": "9:00am", "closes_at": "5:00"})
    assert (entry["opens"], entry["note"]) == (None, "9:00am 5:00")


def test_words_are_mended_and_understood():
    assert clean("Women\u0047ÇÖs shelter\\nOpen###MON###\x07") == "Women’s shelter\nOpen"
    assert languages_in("English and Spanish") == ({"en", "es"}, [])
    assert languages_in("Haitian-Creole")[0] == {"ht"}
    assert languages_in("others upon request") == (set(), ["others upon request"])
    assert types_of("Drug Detoxification") == {"detox"}
    assert types_of("Suicide Prevention Volunteer Opportunities") == set()


def test_what_is_listed_by_old_name_is_found_whatever_folder_it_is_in(tmp_path):
    package = zipped(tmp_path / "d.zip", {f"data/{name}": content for name, content in files().items()})
    assert len(listing_of(package)[0].service) == len(OLD["services.csv"])
