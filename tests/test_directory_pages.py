"""Find care: the same search with and without htmx, and a page for each service that says what is not known."""

import pytest
from django.urls import reverse

from throughcare.foundation.actor import Actor, acting
from throughcare.network import queries
from throughcare.network.actions import import_directory
from throughcare.network.models import Service
from throughcare.network.tests.packages import files, row, zipped
from throughcare.web.network import pages

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def bring_in(db, tmp_path, noon):
    def bring_in(**changed):
        with acting(Actor(org_id=None, name="Import")) as actor:
            import_directory(
                zipped(tmp_path / "d.zip", files(**changed)), kind="hsds", source="test", actor=actor, at=noon
            )
        return Service.objects.get(source="test", source_id="21")

    return bring_in


@pytest.fixture
def as_sam(client, sam):
    from throughcare.accounts.models import Person

    client.force_login(
        Person.objects.get(pk=sam.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_sam_finds_care_by_words_with_and_without_htmx(as_sam, bring_in):
    service = bring_in()
    whole, part = (as_sam.get("/directory/", {"q": "thérapie"}, **headers) for headers in ({}, HTMX))
    for answer in (whole, part):
        assert answer.status_code == 200
        assert reverse("service", args=[service.pk]) in answer.content.decode()
        assert "305-555-0142" in answer.content.decode()
    assert b"<!doctype html>" in whole.content
    assert part.content.decode().strip().startswith('<section id="results"')


def test_what_is_not_known_is_said(as_sam, bring_in):
    bring_in()
    said = as_sam.get("/directory/", {"q": "thérapie"}).content.decode()
    assert "Who pays: not known" in said
    assert "Ages: not known" in said
    assert "not known when" in said


def test_no_result_says_what_to_do_next(as_sam, bring_in):
    bring_in()
    assert "Leave out a wish" in as_sam.get("/directory/", {"q": "nothingiscalledso"}).content.decode()


def test_an_unknown_place_is_said_to_be_unknown(as_sam, bring_in):
    bring_in()
    assert "We do not know this place" in as_sam.get("/directory/", {"near": "Atlantis"}).content.decode()


@pytest.mark.parametrize("asked", [{"age": "old"}, {"age": "-1"}, {"type": "no-such"}, {"q": "\0"}, {"within": "7"}])
def test_a_question_that_makes_no_sense_is_answered_in_place(as_sam, db, asked):
    answer = as_sam.get("/directory/", asked, **HTMX)
    assert answer.status_code == 422
    assert 'id="results"' in answer.content.decode()


def test_a_page_that_nobody_gave_out_is_not_found(as_sam, db):
    assert as_sam.get("/directory/", {"after": "zzz"}).status_code == 404


def test_the_second_page_follows_the_first(as_sam, bring_in):
    services = [{"id": str(n), "organization_id": "1", "name": f"Numbered {n:02}", "status": ""} for n in range(21, 51)]
    bring_in(
        services=services, services_at_location=None, services_taxonomy=None, languages=None, regular_schedules=None
    )
    first = as_sam.get("/directory/", {"q": "numbered"})
    assert b"30 services may fit" in first.content
    second = as_sam.get("/directory/" + first.context["results"].next)
    assert "Numbered 50" in second.content.decode()
    assert "Numbered 21" not in second.content.decode()


def test_a_service_page_says_where_when_and_for_whom(as_sam, bring_in):
    said = as_sam.get(reverse("service", args=[bring_in().pk])).content.decode()
    for words in (
        "Thérapie for trauma",
        "1 Pier, Miami, FL 33130",
        "Mon–Wed 09:00–17:00",
        "Spanish",
        "by phone or paper",
    ):
        assert words in said


def test_a_service_that_is_gone_is_shown_with_a_warning(as_sam, bring_in, noon):
    service = bring_in()
    Service.objects.filter(pk=service.pk).update(gone_at=noon)
    assert "No longer listed" in as_sam.get(reverse("service", args=[service.pk])).content.decode()


def test_words_of_a_directory_cannot_become_markup(as_sam, bring_in):
    service = bring_in(services=row("services", 0, name="<script>alert(1)</script>", description="<b>bold</b>"))
    for address in (reverse("service", args=[service.pk]), "/directory/?q=alert"):
        said = as_sam.get(address).content.decode()
        assert "<script>alert" not in said and "<b>bold" not in said


def test_sam_records_that_he_asked_them(as_sam, bring_in):
    service = bring_in()
    address = reverse("verify_service", args=[service.pk])
    assert "Sam Bright" in as_sam.post(address, **HTMX).content.decode()
    assert as_sam.post(address).status_code == 302
    assert queries.service(service.pk).verified_by.startswith("Sam Bright")


def test_a_referrer_cannot_say_that_a_listing_is_right(client, dr_osei, bring_in):
    from throughcare.accounts.models import Person

    service = bring_in()
    client.force_login(
        Person.objects.get(pk=dr_osei.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.post(reverse("verify_service", args=[service.pk]), **HTMX)
    assert answer.status_code == 422
    assert "network managers" in answer.content.decode()


def test_a_service_that_does_not_exist_is_not_found(as_sam, db):
    assert as_sam.get("/directory/services/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_a_search_page_asks_the_same_few_questions_however_many_it_shows(bring_in, django_assert_max_num_queries):
    bring_in()
    asked = queries.Asked(near="33130", language="es", payer="medicaid", age=14)
    with django_assert_max_num_queries(6):  # which place, where it is, keys, count, services, their places
        assert pages.results(asked, keep={}, after="").cards
