import pytest

from throughcare.foundation.actor import Actor, acting
from throughcare.network import queries
from throughcare.network.actions import import_directory
from throughcare.network.queries import Asked
from throughcare.network.tests.packages import nested


def service(number: int, name: str, **facts) -> dict:
    return {"id": f"s{number}", "name": name, "status": "active"} | facts


def at(number: int, city: str, postal_code: str, latitude: float | None, longitude: float | None) -> dict:
    address = {
        "id": f"d{number}",
        "address_1": "1 Way",
        "city": city,
        "state_province": "FL",
        "postal_code": postal_code,
    }
    place = {"id": f"p{number}", "location_type": "physical", "latitude": latitude, "longitude": longitude}
    return {"service_at_locations": [{"id": f"a{number}", "location": place | {"addresses": [address]}}]}


def kind(number: int, term: str) -> dict:
    return {"attributes": [{"id": f"t{number}", "taxonomy_term": {"id": f"term-{term}", "name": term}}]}


SPANISH = {"languages": [{"id": "l", "code": "es"}]}
ENGLISH = {"languages": [{"id": "l", "code": "en"}]}
MEDICAID = {"cost_options": [{"id": "c", "option": "Medicaid"}]}
THERAPY = "Individual Counseling"
DIRECTORY = [
    service(1, "Anchor therapy", minimum_age=12, maximum_age=25, **SPANISH, **MEDICAID, **kind(1, THERAPY),
            **at(1, "Zzyzx", "99130", 60.00, -10.00)),
    service(2, "Beacon therapy", **ENGLISH, **kind(2, THERAPY), **at(2, "Zzyzx", "99130", 60.05, -10.00)),
    service(3, "Cove therapy", **kind(3, THERAPY), **at(3, "Farville", "99140", 61.00, -10.00)),
    service(4, "Zzyzx hotline", minimum_age=18, **kind(4, "Crisis Intervention Hotlines/Helplines")),
    service(5, "Émile's pantry", description="Groceries while traveling", **kind(5, "Food Pantries")),
]  # fmt: skip


@pytest.fixture
def directory(db, tmp_path, noon):
    with acting(Actor(org_id=None, name="Import")) as actor:
        import_directory(nested(tmp_path / "d.json", DIRECTORY), kind="hsds", source="test", actor=actor, at=noon)


def names(**asked) -> list[str]:
    """Of this directory's services, in order."""
    found = queries.search(Asked(**asked), limit=1000).services
    return [one.name.split()[0] for one in found if one.source == "test"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "anchor"}, ["Anchor"]),
        ({"text": "anch"}, ["Anchor"]),
        ({"text": "emile"}, ["Émile's"]),
        ({"text": "ÉMILE"}, ["Émile's"]),
        ({"text": "travels"}, ["Émile's"]),
        ({"text": "99140"}, ["Cove"]),
        ({"text": "anchor beacon"}, []),
        ({"text": "anchor' & ! | :* \\ ("}, ["Anchor"]),
        ({"type": "crisis-line"}, ["Zzyzx"]),
        ({"type": "no-such-kind"}, []),
    ],
)
def test_search_by_words_and_kind(directory, asked, found):
    assert names(**asked) == found


def test_who_speaks_spanish_comes_first_and_who_did_not_say_stays(directory):
    assert names(text="therapy", language="es") == ["Anchor", "Cove"]


def test_who_takes_medicaid_comes_first_and_who_did_not_say_stays(directory):
    assert names(text="therapy", payer="medicaid") == ["Anchor", "Beacon", "Cove"]


def test_a_known_age_range_excludes_and_an_unknown_one_does_not(directory):
    assert names(text="therapy", age=34) == ["Beacon", "Cove"]
    assert names(text="therapy", age=12) == ["Anchor", "Beacon", "Cove"]


def test_the_nearest_comes_first(directory):
    assert names(text="therapy", near="99140") == ["Cove", "Beacon", "Anchor"]
    assert names(text="therapy", near="zzyzx, fl")[2] == "Cove"


def test_what_is_too_far_is_left_out_and_what_may_be_everywhere_stays(directory):
    assert names(near="99130", within=25) == ["Anchor", "Beacon", "Émile's", "Zzyzx"]


def test_a_distance_is_as_the_crow_flies(directory):
    found = queries.search(Asked(text="cove", near="99140")).services[0]
    assert found.km == 0
    far = next(one for one in queries.search(Asked(text="anchor", near="99140")).services)
    assert far.km == pytest.approx(111.2, abs=0.2)


def test_a_place_that_nobody_knows_is_said_to_be_unknown(directory):
    found = queries.search(Asked(text="anchor", near="Atlantis"))
    assert found.unknown_place and found.place is None


@pytest.mark.parametrize("asked", [{}, {"text": "therapy"}, {"language": "es", "near": "99130"}])
def test_pages_follow_each_other_without_a_gap(directory, asked):
    whole = [one.pk for one in queries.search(Asked(**asked), limit=1000).services]
    walked, after = [], ""
    while True:
        found = queries.search(Asked(**asked), after=after, limit=2)
        walked += [one.pk for one in found.services]
        if not (after := found.next):
            break
    assert walked == whole


@pytest.mark.parametrize("after", ["zzz", "W10=", "bnVsbA==", "WzEsMiwzLDQsNV0=", "é", "W3sieCI6MX0sMCwwLCJhIiwiYiJd"])
def test_a_cursor_of_somebody_else_is_refused(directory, after):
    with pytest.raises(queries.NotAPage):
        queries.search(Asked(), after=after)


def test_a_page_costs_the_same_however_many_services_it_shows(directory, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        found = queries.search(Asked(near="99130", language="es", payer="medicaid", age=14)).services
        assert any(at.location.city == "Zzyzx" for one in found for at in one.at_locations.all())
